package io.gentrack.core.job;

import io.gentrack.core.store.Counted;
import io.gentrack.core.store.Entry;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One import: walker -> bounded queue -> readers -> this thread, which alone writes.
 *
 * <p>A file's runs and its row in the ledger are written in one transaction, so an import that is killed goes on where it stopped.
 */
public final class ImportJob {
    /** So long others may have to wait for the write lock. */
    private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    /** Files that are worth a transaction; while it is written more come together. */
    private static final int ENOUGH = 1000;
    /** As {@link Finished#weight}, at which no further files are waited for. */
    private static final int HEAVY = 2048;

    private static final int FEWEST = 20;
    /** In a program that has just started everything takes many times as long. */
    private static final int FIRST = 50;

    private final Store store;
    private final FileReader reader;
    private final ImportOptions options;
    /** Most files of one transaction, at present. */
    private int together;

    private volatile boolean cancelled;

    public ImportJob(Store store, FileReader reader, ImportOptions options) {
        this.store = store;
        this.reader = reader;
        this.options = options;
        this.together = Math.min(FIRST, options.batchFiles());
    }

    /** From any thread: ends the import soon; what has been read by then is recorded. */
    public void cancel() {
        cancelled = true;
    }

    boolean cancelled() {
        return cancelled;
    }

    /**
     * Imports files and folders. Interrupting the thread cancels.
     *
     * @throws StoreException where the database fails; all batches before are safely in it
     */
    public ImportSummary run(Collection<Path> paths, ImportListener listener) throws StoreException {
        Tracker tracker = new Tracker(listener);
        try (Pipeline pipeline = new Pipeline(this, store, reader, options, tracker)) {
            pipeline.start(paths);
            boolean interrupted = write(pipeline, tracker);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return tracker.finish(cancelled);
    }

    /** Returns whether the thread was interrupted meanwhile. */
    private boolean write(Pipeline pipeline, Tracker tracker) throws StoreException {
        List<Finished> batch = new ArrayList<>();
        int enough = Math.min(ENOUGH, options.batchFiles());
        int weight = 0;
        long batchEnd = 0;
        boolean interrupted = false;
        while (true) {
            List<Finished> some;
            try {
                some = pipeline.next(HEAVY - weight);
            } catch (InterruptedException e) {
                interrupted = true;
                cancel();
                continue;
            }
            for (Finished finished : some) {
                if (finished.entry().isEmpty()) {
                    tracker.outcome(finished.outcome(new Counted(0, 0)), finished.opened());
                    continue;
                }
                if (batch.isEmpty()) {
                    batchEnd = System.nanoTime() + options.batchTime().toNanos();
                }
                batch.add(finished);
                weight += finished.weight();
            }
            boolean end = pipeline.ended();
            if (!batch.isEmpty()
                    && (end || batch.size() >= enough || weight >= HEAVY || System.nanoTime() - batchEnd >= 0)) {
                flush(batch, tracker);
                batch.clear();
                weight = 0;
            }
            tracker.tick(false);
            if (end) {
                return interrupted;
            }
        }
    }

    private void flush(List<Finished> batch, Tracker tracker) throws StoreException {
        int from = 0;
        while (from < batch.size()) {
            int left = batch.size() - from;
            // In equal parts: a small rest would cost as much as a transaction of hundreds.
            int parts = (left + together - 1) / together;
            int to = from + (left + parts - 1) / parts;
            long start = System.nanoTime();
            record(batch.subList(from, to), tracker);
            // Nobody else can write meanwhile, so on a slow disk or busy machine a transaction takes fewer files.
            // A small one says nothing by being quick.
            long took = System.nanoTime() - start;
            if (took > LONG_NANOS) {
                together = Math.max(together / 2, FEWEST);
            } else if (took < LONG_NANOS / 4 && to - from > together / 2) {
                together = Math.min(together * 2, options.batchFiles());
            }
            from = to;
            tracker.tick(false);
        }
    }

    private void record(List<Finished> files, Tracker tracker) throws StoreException {
        List<Entry> entries = new ArrayList<>(files.size());
        for (Finished finished : files) {
            entries.add(finished.entry().orElseThrow());
        }
        List<Counted> counted = store.record(entries);
        for (int i = 0; i < files.size(); i++) {
            tracker.outcome(files.get(i).outcome(counted.get(i)), true);
        }
    }

    /** How long the writer waits for readings before it looks at the clock. */
    static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
}
