package io.gentrack.core.graph;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.graph.UiGraph.UiNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a node's widgets hold where the file names them. Front-ends from 1.49 write each value twice: by place
 * ({@code widgets_values}) and by name ({@code widgets_values_named}), in the same order. What they load is the value by place: the one
 * by name only behind a setting that ships switched off ({@code Comfy.Workflow.NamedValuesRestore}, front-end pull request 10392). So
 * the names tell which place is which, and where a program edited one of the two, the value by place counts.
 *
 * @param values by widget name, in order
 * @param edited true where the two did not agree
 */
record NamedWidgets(Map<String, JsonNode> values, boolean edited) {

    /** The values of a node by name; empty where the file has no names, or where names and places cannot be matched. */
    static Optional<NamedWidgets> of(UiNode node) {
        if (!node.named().isObject()) {
            return Optional.empty();
        }
        Map<String, JsonNode> named = new LinkedHashMap<>();
        node.named().properties().forEach(field -> named.put(field.getKey(), field.getValue()));
        List<JsonNode> places = new ArrayList<>();
        if (node.values().isArray()) {
            node.values().forEach(places::add);
        }
        if (places.isEmpty()) {
            return Optional.of(new NamedWidgets(named, false));
        }
        if (places.size() == named.size()) {
            return matched(named, places);
        }
        // A widget that is not saved leaves a null between the places and no name.
        List<JsonNode> filled =
                places.stream().filter(Predicate.not(JsonNode::isNull)).toList();
        named.values().removeIf(JsonNode::isNull);
        return filled.size() == named.size() ? matched(named, filled) : Optional.empty();
    }

    /** All the names with their own values, for a node whose places nobody can read. */
    static Map<String, JsonNode> unmatched(UiNode node) {
        Map<String, JsonNode> named = new LinkedHashMap<>();
        node.named().properties().forEach(field -> named.put(field.getKey(), field.getValue()));
        return named;
    }

    private static Optional<NamedWidgets> matched(Map<String, JsonNode> named, List<JsonNode> places) {
        Map<String, JsonNode> values = new LinkedHashMap<>();
        boolean edited = false;
        int next = 0;
        for (Map.Entry<String, JsonNode> entry : named.entrySet()) {
            JsonNode place = places.get(next++);
            if (!isOfOneKind(entry.getValue(), place)) {
                return Optional.empty();
            }
            edited |= !place.isNull() && !isSame(entry.getValue(), place);
            values.put(entry.getKey(), place.isNull() ? entry.getValue() : place);
        }
        return Optional.of(new NamedWidgets(values, edited));
    }

    private static boolean isOfOneKind(JsonNode a, JsonNode b) {
        return (a.getNodeType() == b.getNodeType()) || a.isNull() || b.isNull();
    }

    private static boolean isSame(JsonNode a, JsonNode b) {
        return (a.isNumber() && b.isNumber()) ? (a.doubleValue() == b.doubleValue()) : a.equals(b);
    }
}
