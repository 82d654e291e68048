package io.gentrack.core.extract.description;

import io.gentrack.core.spi.NodeView;
import io.gentrack.core.spi.Value;
import java.util.HashMap;
import java.util.Map;

/** What the names of an expression mean while one node is evaluated: its inputs and the description's own {@code let}s. */
final class Scope {
    private final NodeView node;
    private final Map<String, Value> lets = new HashMap<>();
    private final Map<String, java.util.List<Value>> tables;

    Scope(NodeView node, Map<String, java.util.List<Value>> tables) {
        this.node = node;
        this.tables = tables;
    }

    NodeView node() {
        return node;
    }

    void let(String name, Value value) {
        lets.put(name, value);
    }

    /**
     * A name: a {@code let}, an input of exactly that name, or, where the name has dots, a field of a pipe: {@code
     * basic_pipe.model}.
     */
    Value look(String name) {
        if (node.has(name)) {
            return node.value(name);
        }
        Value let = lets.get(name);
        if (let != null) {
            return let;
        }
        int dot = name.lastIndexOf('.');
        if (dot <= 0) {
            return Value.ABSENT;
        }
        return field(look(name.substring(0, dot)), name.substring(dot + 1));
    }

    static Value field(Value of, String name) {
        if (of instanceof Value.Bundle bundle) {
            return bundle.field(name);
        }
        if (of instanceof Value.Picture picture) {
            return switch (name) {
                case "width" -> picture.width().<Value>map(n -> n).orElse(Value.ABSENT);
                case "height" -> picture.height().<Value>map(n -> n).orElse(Value.ABSENT);
                default -> Value.ABSENT;
            };
        }
        if (of instanceof Value.Opaque opaque && opaque.candidates().size() == 1) {
            return opaque.candidates().get(0) instanceof Value.Bundle bundle ? bundle.field(name) : Value.ABSENT;
        }
        return Value.ABSENT;
    }

    /** A row of a table of the description file; empty where there is none for the key. */
    java.util.List<Value> row(String table, String key) {
        return tables.getOrDefault(table + '\0' + key, java.util.List.of());
    }
}
