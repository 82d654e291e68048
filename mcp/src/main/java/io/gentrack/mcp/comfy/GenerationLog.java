package io.gentrack.mcp.comfy;

import io.gentrack.core.extract.Chain;
import io.gentrack.core.extract.Extraction;
import io.gentrack.core.job.AnalyzingReader;
import io.gentrack.core.job.FileAnalysis;
import io.gentrack.core.job.FileAnalyzer;
import io.gentrack.core.job.Reading;
import io.gentrack.core.store.ChainUse;
import io.gentrack.core.store.Counted;
import io.gentrack.core.store.Entry;
import io.gentrack.core.store.Origin;
import io.gentrack.core.store.Recording;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.mcp.protocol.Json;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Logs successful runs: the one way into the store for whatever ran, whoever started it. Uses the same reading and the same key as an
 * import, so that the picture of a logged run, imported later, is known. Safe for use by several threads.
 */
public final class GenerationLog {
    private final Store store;
    private final Supplier<FileAnalyzer> analyzer;
    private final Supplier<AnalyzingReader> reader;

    /**
     * A log into one store.
     *
     * @param analyzer asked at the first run: to know all node types takes time and memory that most sessions can spare
     * @param reader likewise
     */
    public GenerationLog(Store store, Supplier<FileAnalyzer> analyzer, Supplier<AnalyzingReader> reader) {
        this.store = Objects.requireNonNull(store, "store is null");
        this.analyzer = Objects.requireNonNull(analyzer, "analyzer is null");
        this.reader = Objects.requireNonNull(reader, "reader is null");
    }

    /**
     * What became of a run.
     *
     * @param counted chains that were sampled, counted now or before
     * @param added of these, now
     * @param settingsHashes of the counted ones
     * @param missing what incomplete chains lack, as an import says it
     */
    public record Logged(int counted, int added, List<String> settingsHashes, List<String> missing) {
        static final Logged NOTHING = new Logged(0, 0, List.of(), List.of());

        public Logged {
            settingsHashes = List.copyOf(settingsHashes);
            missing = List.copyOf(missing);
        }
    }

    /**
     * Counts what a run sampled. A chain whose samplers all came from the cache made nothing and is left out; so is a run that failed.
     *
     * @throws StoreException where the database fails; the run is then not counted and may be logged again
     */
    public Logged log(HistoryEntry run) throws StoreException {
        if (!run.success() || !run.graph().isObject()) {
            return Logged.NOTHING;
        }
        FileAnalysis analysis = analyzer.get().analyzeJson(Json.text(run.graph()));
        if (!(analysis instanceof FileAnalysis.Workflows found)) {
            return Logged.NOTHING;
        }
        List<Recording> recordings = new ArrayList<>();
        List<String> hashes = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (FileAnalysis.Workflow workflow : found.workflows()) {
            Reading.GraphReading reading = reader.get().graph(workflow, Origin.TRACKER, Optional.empty(), run.film());
            missing.addAll(reading.missing());
            List<ChainUse> uses = sampled(reading, workflow.extraction(), run.cached());
            if (!uses.isEmpty()) {
                recordings.add(new Recording(
                        reading.executionKey(), run.finished().orElseGet(Instant::now), Origin.TRACKER, uses));
                uses.forEach(use -> hashes.add(use.fingerprint().hash()));
            }
        }
        if (recordings.isEmpty()) {
            return new Logged(0, 0, List.of(), missing);
        }
        Counted counted =
                store.record(List.of(new Entry(Optional.empty(), recordings))).get(0);
        return new Logged(counted.added() + counted.known(), counted.added(), hashes, missing);
    }

    /** With the chains the store has of this graph already: a recording stands for the whole graph, and would take them away. */
    private List<ChainUse> sampled(Reading.GraphReading reading, Extraction extraction, Set<String> cached)
            throws StoreException {
        List<ChainUse> fresh = reading.chains().stream()
                .filter(use -> !fromCache(extraction, extraction.chains().get(use.chain()), cached))
                .toList();
        if (fresh.isEmpty() || fresh.size() == reading.chains().size()) {
            return fresh;
        }
        Set<Integer> stored = stored(reading.executionKey());
        return reading.chains().stream()
                .filter(use -> fresh.contains(use) || stored.contains(use.chain()))
                .toList();
    }

    private static boolean fromCache(Extraction extraction, Chain chain, Set<String> cached) {
        return chain.passes().stream()
                .allMatch(pass -> cached.contains(extraction.passes().get(pass).node()));
    }

    private Set<Integer> stored(String executionKey) throws StoreException {
        return store.read(connection -> {
            try (PreparedStatement query =
                    connection.prepareStatement("SELECT chain FROM executions WHERE execution_key = ?")) {
                query.setBytes(1, HexFormat.of().parseHex(executionKey));
                Set<Integer> chains = new HashSet<>();
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        chains.add(rows.getInt(1));
                    }
                }
                return chains;
            }
        });
    }
}
