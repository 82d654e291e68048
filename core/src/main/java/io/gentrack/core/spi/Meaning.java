package io.gentrack.core.spi;

import io.gentrack.core.graph.Note;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a node means: its outputs by slot, the sampler runs in it in order, whether it ends the graph.
 *
 * @param outputs by slot; a slot beyond the end is unknown
 * @param passes empty for most nodes; several where one node runs two experts or a refiner
 */
public record Meaning(List<Value> outputs, List<PassDraft> passes, Optional<OutputKind> output, List<Note> notes) {
    public static final Meaning NOTHING = new Meaning(List.of(), List.of(), Optional.empty(), List.of());

    public Meaning {
        outputs = List.copyOf(outputs);
        passes = List.copyOf(passes);
        Objects.requireNonNull(output, "output is null");
        notes = List.copyOf(notes);
    }

    public static Meaning of(Value... outputs) {
        return new Meaning(List.of(outputs), List.of(), Optional.empty(), List.of());
    }
}
