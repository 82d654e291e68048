package io.gentrack.core.extract;

import java.util.List;

/**
 * A base pass with the later passes that work on its result.
 *
 * @param primary index of the pass whose settings the chain stands for
 * @param group indexes of the primary and the passes that continue its schedule, in order
 * @param passes indexes of all passes of the chain in data-flow order, the group included
 */
public record Chain(int primary, List<Integer> group, List<Integer> passes) {
    public Chain {
        group = List.copyOf(group);
        passes = List.copyOf(passes);
    }
}
