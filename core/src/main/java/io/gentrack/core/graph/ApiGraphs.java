package io.gentrack.core.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** API form to {@link Graph}: {@code {"3": {"class_type": "KSampler", "inputs": {"seed": 1, "model": ["4", 0]}}}}. */
final class ApiGraphs {
    /** The largest graphs known have hundreds of nodes. */
    static final int MAX_NODES = 100_000;

    /** A pair of numbers is a link only when the second can be an output slot; real nodes have a few dozen outputs at most. */
    private static final int MAX_SLOT_OF_NUMERIC_ID = 255;

    private ApiGraphs() {}

    static boolean isApi(JsonNode json) {
        if (!json.isObject()) {
            return false;
        }
        for (JsonNode value : json) {
            if (isNode(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNode(JsonNode value) {
        return value.isObject() && value.path("class_type").isTextual();
    }

    /** Values that are no nodes ({@code extra_data}, {@code client_id}, {@code version} …) are passed over. */
    static Graph read(JsonNode json, NoteList notes) {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            JsonNode value = field.getValue();
            if (isNode(value)) {
                if (found.size() == MAX_NODES) {
                    notes.add("too-many-nodes", "", "Only the first " + MAX_NODES + " nodes are read.");
                    break;
                }
                found.put(field.getKey(), value);
            } else if (value.isObject() && value.path("inputs").isObject()) {
                notes.add("no-class-type", field.getKey(), "This node does not say its class and is left out.");
            }
        }
        Map<String, Node> nodes = new LinkedHashMap<>(found.size() * 2);
        for (Map.Entry<String, JsonNode> entry : found.entrySet()) {
            String id = entry.getKey();
            Map<String, Input> inputs = inputs(id, entry.getValue().path("inputs"), found.keySet(), notes);
            nodes.put(id, new Node(id, entry.getValue().path("class_type").textValue(), inputs));
        }
        return new Graph(nodes, notes.toList());
    }

    private static Map<String, Input> inputs(String id, JsonNode json, Set<String> ids, NoteList notes) {
        if (!json.isObject()) {
            if (!json.isMissingNode() && !json.isNull()) {
                notes.add("bad-inputs", id, "The inputs of this node are no object and are left out.");
            }
            return Map.of();
        }
        Map<String, Input> inputs = new LinkedHashMap<>(json.size() * 2);
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            inputs.put(field.getKey(), input(field.getValue(), ids));
        }
        return inputs;
    }

    /**
     * A link is {@code [node id, output slot]}. Lists of values that look like one should be wrapped ({@code {"__value__": […]}}) but are
     * not always: two numbers are a link only where the first names a node, a text and a slot are a link in any case.
     */
    static Input input(JsonNode value, Set<String> ids) {
        if (value.isArray()) {
            return value.size() == 2 ? pair(value, ids) : new Literal(value);
        }
        if (value.isObject() && value.has("__value__")) {
            return new Literal(value.get("__value__"));
        }
        return new Literal(value);
    }

    private static Input pair(JsonNode pair, Set<String> ids) {
        JsonNode id = pair.get(0);
        JsonNode slot = pair.get(1);
        if (slot.isTextual()) {
            return spelledSlot(slot.textValue())
                    .filter(number -> id.isTextual() && ids.contains(id.textValue()))
                    .<Input>map(number -> new Link(id.textValue(), number))
                    .orElseGet(() -> new Literal(pair));
        }
        if (!isWhole(slot)) {
            return new Literal(pair);
        }
        if (id.isTextual()) {
            return ids.contains(id.textValue()) || slot.intValue() >= 0
                    ? new Link(id.textValue(), slot.intValue())
                    : new Literal(pair);
        }
        if (isWhole(id) && slot.intValue() >= 0 && slot.intValue() <= MAX_SLOT_OF_NUMERIC_ID) {
            String spelled = Integer.toString(id.intValue());
            if (ids.contains(spelled)) {
                return new Link(spelled, slot.intValue());
            }
        }
        return new Literal(pair);
    }

    /** Hand-made graphs spell slots as texts, too: {@code ["7", "0"]}. */
    private static Optional<Integer> spelledSlot(String slot) {
        return slot.length() <= 2 && !slot.isEmpty() && slot.chars().allMatch(c -> c >= '0' && c <= '9')
                ? Optional.of(Integer.parseInt(slot))
                : Optional.empty();
    }

    /** Whole numbers in the range of an int, also when written {@code 3.0}. */
    private static boolean isWhole(JsonNode number) {
        if (number.isIntegralNumber()) {
            return number.canConvertToInt();
        }
        return number.isDouble() && number.doubleValue() == number.intValue();
    }
}
