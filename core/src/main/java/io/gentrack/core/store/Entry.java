package io.gentrack.core.store;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What one file, or one event of a running server (then without a source), adds to the store. */
public record Entry(Optional<SourceRow> source, List<Recording> recordings) {
    public Entry {
        Objects.requireNonNull(source, "source is null");
        recordings = List.copyOf(recordings);
    }

    public static Entry of(SourceRow source, List<Recording> recordings) {
        return new Entry(Optional.of(source), recordings);
    }

    public static Entry of(Recording recording) {
        return new Entry(Optional.empty(), List.of(recording));
    }
}
