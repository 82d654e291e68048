package io.gentrack.core.job;

import io.gentrack.core.store.ChainUse;
import io.gentrack.core.store.Counted;
import io.gentrack.core.store.Entry;
import io.gentrack.core.store.Origin;
import io.gentrack.core.store.Recording;
import io.gentrack.core.store.SourceRow;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A file with its outcome, which for readings still depends on what the store knew.
 *
 * @param entry what is to be written; empty where nothing is
 */
record Finished(Path file, boolean opened, Optional<Entry> entry, Function<Counted, FileOutcome> result) {
    FileOutcome outcome(Counted counted) {
        return result.apply(counted);
    }

    /** About how much memory it takes, in chains; a graph may have dozens. */
    int weight() {
        int chains = entry.stream()
                .flatMap(e -> e.recordings().stream())
                .mapToInt(recording -> recording.chains().size())
                .sum();
        return Math.max(chains, 1);
    }

    static Finished already(Path file, SourceRow before) {
        return new Finished(file, false, Optional.empty(), c -> new FileOutcome.AlreadyImported(file, before));
    }

    /** Left out of the ledger, so that the next import tries again. */
    static Finished unreadable(Path file, String why, boolean opened) {
        return new Finished(file, opened, Optional.empty(), c -> new FileOutcome.Unreadable(file, why));
    }

    static Finished of(Candidate candidate, Reading reading, String extractorVersion) {
        Path file = candidate.file();
        if (reading instanceof Reading.Graphs graphs) {
            return graphs(candidate, graphs.graphs(), extractorVersion);
        }
        if (reading instanceof Reading.Unreadable unreadable) {
            if (!unreadable.lasting()) {
                return unreadable(file, unreadable.why(), true);
            }
            SourceRow row = row(candidate, SourceRow.Outcome.UNREADABLE, extractorVersion, "", unreadable.why());
            return new Finished(
                    file,
                    true,
                    Optional.of(Entry.of(row, List.of())),
                    c -> new FileOutcome.Unreadable(file, unreadable.why()));
        }
        SourceRow row = row(candidate, SourceRow.Outcome.NO_METADATA, extractorVersion, "", "");
        return new Finished(file, true, Optional.of(Entry.of(row, List.of())), c -> new FileOutcome.NoMetadata(file));
    }

    private static Finished graphs(Candidate candidate, List<Reading.GraphReading> graphs, String extractorVersion) {
        Instant modified = Instant.ofEpochSecond(
                Math.floorDiv(candidate.mtimeNanos(), TimeUnit.SECONDS.toNanos(1)),
                Math.floorMod(candidate.mtimeNanos(), TimeUnit.SECONDS.toNanos(1)));
        List<Recording> recordings = new ArrayList<>(graphs.size());
        List<String> lacking = new ArrayList<>();
        boolean complete = false;
        for (Reading.GraphReading graph : graphs) {
            List<ChainUse> chains = graph.chains();
            Origin origin = graph.origin();
            recordings.add(
                    new Recording(graph.executionKey(), graph.executedAt().orElse(modified), origin, chains));
            lacking.addAll(graph.missing());
            complete |= !chains.isEmpty();
        }
        String missing = String.join("; ", lacking);
        Path file = candidate.file();
        if (complete) {
            SourceRow row = row(candidate, SourceRow.Outcome.RECORDED, extractorVersion, missing, "");
            return new Finished(
                    file,
                    true,
                    Optional.of(Entry.of(row, recordings)),
                    c -> new FileOutcome.Recorded(file, c.added(), c.known(), missing));
        }
        SourceRow row = row(candidate, SourceRow.Outcome.INCOMPLETE, extractorVersion, missing, "");
        return new Finished(
                file,
                true,
                Optional.of(Entry.of(row, recordings)),
                c -> new FileOutcome.Incomplete(file, missing.isEmpty() ? "sampler" : missing));
    }

    private static SourceRow row(
            Candidate candidate, SourceRow.Outcome outcome, String version, String missing, String reason) {
        return new SourceRow(
                candidate.file().toString(),
                candidate.size(),
                candidate.mtimeNanos(),
                outcome,
                version,
                missing,
                reason);
    }
}
