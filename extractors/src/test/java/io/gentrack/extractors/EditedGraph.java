package io.gentrack.extractors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * A sound graph with a few changes that a tape of bytes decides on: bytes changed one by one hardly ever leave JSON that is still a graph,
 * but a value taken out, moved, repeated or put where another kind of value belongs does.
 */
final class EditedGraph {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MOST_EDITS = 12;
    /** Twelve repetitions of the largest part would make the largest sample four thousand times as large. */
    private static final int MOST_VALUES = 50_000;
    /** Jackson writes a depth of 1000 at most; an edit can double what there is. */
    private static final int MOST_DEPTH = 400;

    private static final JsonMapper MAPPER = new JsonMapper();

    private static final List<JsonNode> ODD = List.of(
            JSON.nullNode(),
            JSON.textNode(""),
            JSON.textNode("euler"),
            JSON.textNode("NaN"),
            JSON.textNode("{{steps}}"),
            JSON.numberNode(0),
            JSON.numberNode(-1),
            JSON.numberNode(Long.MIN_VALUE),
            JSON.numberNode(1e308),
            JSON.numberNode(Double.NaN),
            JSON.numberNode(0.1),
            JSON.booleanNode(true),
            JSON.arrayNode(),
            JSON.objectNode());

    private final byte[] tape;
    private int at;

    private EditedGraph(byte[] tape) {
        this.tape = tape;
    }

    /** One of the graphs, edited as the tape says; a tape that has ended says 0. */
    static JsonNode of(byte[] tape, List<JsonNode> graphs) {
        return new EditedGraph(tape).edit(graphs);
    }

    private JsonNode edit(List<JsonNode> graphs) {
        JsonNode graph = graphs.get(next(graphs.size())).deepCopy();
        JsonNode other = graphs.get(next(graphs.size()));
        int edits = 1 + next(MOST_EDITS);
        for (int i = 0; i < edits; i++) {
            if (large(graph)) {
                break;
            }
            List<JsonNode> places = containers(graph);
            JsonNode place = places.get(next(places.size()));
            if (place instanceof ObjectNode object) {
                edit(object, other);
            } else if (place instanceof ArrayNode array) {
                edit(array, other);
            }
        }
        return graph;
    }

    private void edit(ObjectNode object, JsonNode other) {
        if (object.isEmpty()) {
            return;
        }
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        String name = names.get(next(names.size()));
        switch (next(4)) {
            case 0 -> object.remove(name);
            case 1 -> object.set(name, value(other));
            case 2 -> object.set(names.get(next(names.size())), object.get(name).deepCopy());
            default -> object.set(name + next(10), object.remove(name));
        }
    }

    private void edit(ArrayNode array, JsonNode other) {
        int index = next(array.size() + 1);
        switch (next(4)) {
            case 0 -> array.remove(index);
            case 1 -> array.insert(index, value(other));
            case 2 -> {
                if (index < array.size()) {
                    array.set(index, value(other));
                }
            }
            default -> {
                if (index < array.size()) {
                    array.add(array.get(index).deepCopy());
                }
            }
        }
    }

    /** Something odd, a link to some node, or a part of another graph. */
    private JsonNode value(JsonNode other) {
        switch (next(3)) {
            case 0 -> {
                return ODD.get(next(ODD.size())).deepCopy();
            }
            case 1 -> {
                String id = Integer.toString(next(40));
                return JSON.arrayNode().add(id).add(next(5));
            }
            default -> {
                List<JsonNode> places = containers(other);
                JsonNode place = places.get(next(places.size()));
                Iterator<JsonNode> parts = place.iterator();
                return parts.hasNext() ? parts.next().deepCopy() : place.deepCopy();
            }
        }
    }

    private static List<JsonNode> containers(JsonNode root) {
        List<JsonNode> found = new ArrayList<>();
        Deque<JsonNode> open = new ArrayDeque<>(List.of(root));
        while (!open.isEmpty()) {
            JsonNode node = open.pop();
            if (node.isContainerNode()) {
                found.add(node);
                node.forEach(open::push);
            }
        }
        return found;
    }

    /** A number in {@code [0, bound)} from the next two bytes. */
    private int next(int bound) {
        int high = at < tape.length ? tape[at++] & 0xFF : 0;
        int low = at < tape.length ? tape[at++] & 0xFF : 0;
        return (high << 8 | low) % bound;
    }

    private static boolean large(JsonNode root) {
        int depth = 0;
        int values = 0;
        List<JsonNode> level = List.of(root);
        while (!level.isEmpty() && depth <= MOST_DEPTH && values <= MOST_VALUES) {
            depth++;
            List<JsonNode> next = new ArrayList<>();
            level.forEach(node -> node.forEach(next::add));
            values += next.size();
            level = next;
        }
        return !level.isEmpty();
    }

    /** A container, which a graph of any form is; empty where the text is none, or is large before anything was edited. */
    static List<JsonNode> parse(String json) throws IOException {
        JsonNode graph = MAPPER.readTree(json);
        return graph.isContainerNode() && !large(graph) ? List.of(graph) : List.of();
    }
}
