package io.gentrack.core.graph;

import java.util.Optional;

/** Signatures of node classes by name: the shipped table, a running server's {@code /object_info}, or one over the other. */
@FunctionalInterface
public interface NodeDefinitions {
    Optional<NodeDefinition> find(String classType);

    /** This one's answer, else the other's. */
    default NodeDefinitions orElse(NodeDefinitions other) {
        return classType -> {
            Optional<NodeDefinition> own = find(classType);
            Optional<NodeDefinition> others = other.find(classType);
            return own.isPresent() ? own.map(definition -> definition.keepingAs(others)) : others;
        };
    }

    static NodeDefinitions none() {
        return classType -> Optional.empty();
    }
}
