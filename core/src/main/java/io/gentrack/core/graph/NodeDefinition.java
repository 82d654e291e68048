package io.gentrack.core.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The typed signature of one node class, as ComfyUI's {@code /object_info} would give it.
 *
 * @param classType ComfyUI's class name
 * @param pack the node pack it was read from
 * @param slots the {@code widgets_values} slots in order, pseudo slots included
 * @param links type names of the socket-only inputs by name, in order
 * @param outputs type names by output slot
 * @param variants older slot orders of the same class, the likeliest first
 * @param kept inputs that the node's own script keeps among the node's properties, with the members that lead to the value, joined by dots
 */
public record NodeDefinition(
        String classType,
        String pack,
        List<Slot> slots,
        Map<String, String> links,
        List<String> outputs,
        List<List<Slot>> variants,
        Map<String, String> kept) {
    public NodeDefinition {
        Objects.requireNonNull(classType, "classType is null");
        Objects.requireNonNull(pack, "pack is null");
        slots = List.copyOf(slots);
        outputs = List.copyOf(outputs);
        links = Collections.unmodifiableMap(new LinkedHashMap<>(links));
        variants = variants.stream().map(List::copyOf).toList();
        kept = Map.copyOf(kept);
    }

    /** A class that keeps no input among its nodes' properties, as nearly all. */
    public NodeDefinition(
            String classType,
            String pack,
            List<Slot> slots,
            Map<String, String> links,
            List<String> outputs,
            List<List<Slot>> variants) {
        this(classType, pack, slots, links, outputs, variants, Map.of());
    }

    /** The same, with what another definition of the class says about its properties: no server tells that. */
    NodeDefinition keepingAs(Optional<NodeDefinition> other) {
        Map<String, String> known =
                kept.isEmpty() ? other.map(NodeDefinition::kept).orElse(kept) : kept;
        return known.equals(kept) ? this : new NodeDefinition(classType, pack, slots, links, outputs, variants, known);
    }

    /**
     * One place in {@code widgets_values}.
     *
     * @param name input name; for a pseudo slot what it is ({@code control_after_generate}, {@code upload})
     * @param type INT, FLOAT, STRING, BOOLEAN, COMBO …; empty where unknown
     * @param pseudo true when the place holds something that is no input
     * @param fallback the default of the definition
     * @param options {@code sampler} or {@code scheduler} where the list is the core's own, a model folder key for a file list, else empty
     * @param branches for COMFY_DYNAMICCOMBO_V3: the places that follow when an option is chosen, by option
     * @param row for COMFY_DYNAMICGROUP_V3: the places of one row; this place holds the number of rows
     */
    public record Slot(
            String name,
            String type,
            boolean pseudo,
            Optional<JsonNode> fallback,
            String options,
            Map<String, List<Slot>> branches,
            List<Slot> row) {
        public Slot {
            Objects.requireNonNull(name, "name is null");
            Objects.requireNonNull(type, "type is null");
            branches = Map.copyOf(branches);
            row = List.copyOf(row);
        }

        /** An input of one place. */
        public Slot(String name, String type, boolean pseudo, Optional<JsonNode> fallback, String options) {
            this(name, type, pseudo, fallback, options, Map.of(), List.of());
        }

        /** An input of which only name and type are known. */
        public static Slot of(String name, String type) {
            return new Slot(name, type, false, Optional.empty(), "");
        }

        /** A place that holds something that is no input. */
        public static Slot pseudo(String name) {
            return new Slot(name, "", true, Optional.empty(), "");
        }

        /** The word list that says what happens to a seed after a run. */
        boolean isControl() {
            return pseudo && name.equals(CONTROL);
        }
    }

    /** Name of the pseudo slot behind a seed; it holds fixed, increment, decrement or randomize. */
    static final String CONTROL = "control_after_generate";
}
