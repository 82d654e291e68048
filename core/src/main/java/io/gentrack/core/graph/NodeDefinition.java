package io.gentrack.core.graph;

import com.fasterxml.jackson.databind.JsonNode;
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
 * @param variants older slot orders of the same class, by length of the array
 */
public record NodeDefinition(
        String classType,
        String pack,
        List<Slot> slots,
        Map<String, String> links,
        List<String> outputs,
        Map<Integer, List<Slot>> variants) {
    public NodeDefinition {
        Objects.requireNonNull(classType, "classType is null");
        Objects.requireNonNull(pack, "pack is null");
        slots = List.copyOf(slots);
        outputs = List.copyOf(outputs);
        variants = Map.copyOf(variants);
    }

    /**
     * One place in {@code widgets_values}.
     *
     * @param name input name; for a pseudo slot what it is ({@code control_after_generate}, {@code upload})
     * @param type INT, FLOAT, STRING, BOOLEAN, COMBO …; empty where unknown
     * @param pseudo true when the place holds something that is no input
     * @param fallback the default of the definition
     * @param options {@code sampler} or {@code scheduler} where the list is the core's own, a model folder key for a file list
     */
    public record Slot(String name, String type, boolean pseudo, Optional<JsonNode> fallback, String options) {}
}
