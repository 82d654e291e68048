package io.gentrack.cli;

import io.gentrack.cli.models.LocalNames;
import io.gentrack.cli.models.ModelLibrary;
import io.gentrack.cli.models.Rekeying;
import io.gentrack.core.job.FileReader;
import io.gentrack.core.job.ImportJob;
import io.gentrack.core.job.ImportListener;
import io.gentrack.core.job.ImportOptions;
import io.gentrack.core.job.ImportSummary;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Imports files into an open store, as often as asked, each time with the model files as they are then known. */
final class Importing {
    private final Store store;
    private final ModelLibrary library;
    private final ImportOptions how;
    private final Function<LocalNames, FileReader> reader;
    private volatile @Nullable ImportJob current;
    private volatile boolean stopped;

    /**
     * One round.
     *
     * @param known what was learned of combinations that were in the store already
     */
    record Round(ImportSummary summary, LocalNames names, Rekeying.Outcome known) {}

    Importing(Store store, ModelLibrary library, ImportOptions how, Function<LocalNames, FileReader> reader) {
        this.store = store;
        this.library = library;
        this.how = how;
        this.reader = reader;
    }

    Store store() {
        return store;
    }

    /** From any thread: ends a round that runs, and all that would follow. */
    void stop() {
        stopped = true;
        ImportJob job = current;
        if (job != null) {
            job.cancel();
        }
    }

    boolean stopped() {
        return stopped;
    }

    Round run(Collection<Path> files, ImportListener listener) throws StoreException {
        LocalNames names = new LocalNames(library);
        ImportJob job = new ImportJob(store, reader.apply(names), how);
        current = job;
        if (stopped) {
            job.cancel();
        }
        ImportSummary summary = job.run(files, listener);
        store.noteKinds(names.kinds());
        Rekeying.Outcome known =
                summary.cancelled() ? Rekeying.Outcome.NOTHING : new Rekeying(store, library).identities();
        return new Round(summary, names, known);
    }
}
