package io.gentrack.core.graph;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One node of a workflow in API form.
 *
 * @param id the graph's own spelling; unique in its graph
 * @param classType ComfyUI's class name, for example {@code KSampler}
 * @param inputs in the order of the file
 * @param inputTypes type names of linked inputs where the source says them (UI graphs do, API graphs do not); otherwise empty
 * @param outputTypes type names by output slot where the source says them; otherwise empty
 */
public record Node(
        String id,
        String classType,
        Map<String, Input> inputs,
        Map<String, String> inputTypes,
        List<String> outputTypes) {
    public Node {
        Objects.requireNonNull(id, "id is null");
        Objects.requireNonNull(classType, "classType is null");
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        inputTypes = Map.copyOf(inputTypes);
        outputTypes = List.copyOf(outputTypes);
    }

    /** A node as an API graph has it: no type names. */
    public Node(String id, String classType, Map<String, Input> inputs) {
        this(id, classType, inputs, Map.of(), List.of());
    }
}
