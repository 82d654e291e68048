package io.gentrack.core.spi;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.graph.Input;
import io.gentrack.core.graph.Link;
import io.gentrack.core.graph.Literal;
import io.gentrack.core.graph.Node;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** One node with its inputs already evaluated. All look-ups are total: what is missing or mistyped is empty. */
public final class NodeView {
    private final Node node;
    private final Function<Link, Value> origins;

    /**
     * @param origins what a link brings; answers {@link Value#ABSENT} for one that dangles
     */
    public NodeView(Node node, Function<Link, Value> origins) {
        this.node = Objects.requireNonNull(node, "node is null");
        this.origins = Objects.requireNonNull(origins, "origins is null");
    }

    public String id() {
        return node.id();
    }

    public String classType() {
        return node.classType();
    }

    /** Names of all inputs in the order of the file. */
    public Set<String> inputNames() {
        return node.inputs().keySet();
    }

    public boolean has(String input) {
        return node.inputs().containsKey(input);
    }

    public boolean isLinked(String input) {
        return node.inputs().get(input) instanceof Link;
    }

    /** The literal that stands at an input; empty for a link and for an input that is not there. */
    public Optional<JsonNode> literal(String input) {
        return node.inputs().get(input) instanceof Literal literal ? Optional.of(literal.value()) : Optional.empty();
    }

    /** What an input brings, link or literal. */
    public Value value(String input) {
        Input at = node.inputs().get(input);
        if (at instanceof Link link) {
            return origins.apply(link);
        }
        return at instanceof Literal literal
                ? Values.literal(literal.value(), new Origin.Written(node.id(), input))
                : Value.ABSENT;
    }

    /** What a link brings; {@link Value#ABSENT} for one that dangles. */
    public Value follow(Link link) {
        return origins.apply(link);
    }

    public Optional<Value.Num> number(String input) {
        return Values.number(value(input));
    }

    public Optional<Value.Text> text(String input) {
        return Values.text(value(input));
    }

    public Optional<Value.Model> model(String input) {
        return Values.model(value(input));
    }

    public Optional<Value.Picture> picture(String input) {
        return Values.picture(value(input));
    }

    /** The node itself, for the few that need types or raw inputs. */
    public Node node() {
        return node;
    }
}
