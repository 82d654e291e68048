package io.gentrack.core.extract;

import io.gentrack.core.graph.Note;
import java.util.List;

/**
 * What one graph comes to.
 *
 * @param passes that reach an output, in data-flow order
 * @param chains independent ones are separate; the first is the one to take where only one can be taken
 */
public record Extraction(List<Pass> passes, List<Chain> chains, List<Note> notes) {
    public Extraction {
        passes = List.copyOf(passes);
        chains = List.copyOf(chains);
        notes = List.copyOf(notes);
    }
}
