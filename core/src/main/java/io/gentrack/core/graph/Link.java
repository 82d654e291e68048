package io.gentrack.core.graph;

import java.util.Objects;

/**
 * A wire: the input takes what output {@code slot} of node {@code node} gives.
 *
 * @param node id of the origin as the graph spells it ({@code "3"}, {@code "12:34"}, {@code "538_531"}); it may name no node
 * @param slot 0-based output index; a negative slot names no output
 */
public record Link(String node, int slot) implements Input {
    public Link {
        Objects.requireNonNull(node, "node is null");
    }
}
