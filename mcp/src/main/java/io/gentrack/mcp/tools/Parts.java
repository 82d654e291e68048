package io.gentrack.mcp.tools;

import io.gentrack.core.advice.Advisor;
import io.gentrack.core.advice.CommunitySettings;
import io.gentrack.core.job.FileAnalyzer;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.mcp.comfy.ComfyClient;
import io.gentrack.mcp.comfy.GenerationLog;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the tools work with.
 *
 * @param advisor asked at the first suggestion; always the same
 * @param analyzer asked only when there is something to analyze
 * @param roots folders whose files inspect_workflow may read; with their subfolders
 */
public record Parts(
        Store store,
        Supplier<Advisor> advisor,
        Supplier<FileAnalyzer> analyzer,
        GenerationLog log,
        ComfyClient comfy,
        List<Path> roots,
        CommunitySettings community) {
    public Parts {
        Objects.requireNonNull(store, "store is null");
        Objects.requireNonNull(advisor, "advisor is null");
        Objects.requireNonNull(analyzer, "analyzer is null");
        Objects.requireNonNull(log, "log is null");
        Objects.requireNonNull(comfy, "comfy is null");
        roots = List.copyOf(roots);
        Objects.requireNonNull(community, "community is null");
    }

    /** Where the parts come from: opening a database takes longer than a host's first question should wait. */
    @FunctionalInterface
    public interface Source {
        /**
         * The parts, made by the first who asks.
         *
         * @throws StoreException where the database cannot be opened; the next call tries again
         */
        Parts get() throws StoreException;
    }

    /** Makes the parts once, however many threads ask; a failure is not kept. */
    public static Source once(Source maker) {
        return new Source() {
            private @Nullable Parts made;

            @Override
            public synchronized Parts get() throws StoreException {
                Parts known = made;
                if (known == null) {
                    known = maker.get();
                    made = known;
                }
                return known;
            }
        };
    }
}
