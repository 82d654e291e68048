package io.gentrack.core.spi;

import io.gentrack.core.graph.NodeDefinitions;
import java.net.URL;
import java.util.List;

/**
 * A set of node types, found by {@link java.util.ServiceLoader}. New methods come with a default, so that a plug-in built
 * today loads tomorrow.
 */
public interface ExtractorPlugin {
    /** Short, lower-case, stable: names the plug-in in {@code gentrack nodes} and in notes. */
    String name();

    /** Changes whenever the plug-in would read a graph differently: files are then read again. */
    String version();

    /** Node types written in Java. */
    default List<NodeExtractor> extractors() {
        return List.of();
    }

    /** Node descriptions: JSON files in the format of {@code docs/node-descriptions.md}. */
    default List<URL> descriptions() {
        return List.of();
    }

    /** Typed signatures of node classes, for UI workflows and for nodes nobody described. */
    default NodeDefinitions definitions() {
        return NodeDefinitions.none();
    }
}
