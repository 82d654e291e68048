package io.gentrack.core.job;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Counts outcomes and tells the listener. Only the walk's two figures come from another thread. */
final class Tracker {
    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

    private final ImportListener listener;
    private final long start = System.nanoTime();
    private final AtomicLong found = new AtomicLong();
    private final AtomicBoolean allFound = new AtomicBoolean();
    private long told = start;
    private long done;
    private long opened;
    private long recorded;
    private long duplicates;
    private long added;
    private long already;
    private long noMetadata;
    private long incomplete;
    private long unreadable;
    private @Nullable Path current;

    Tracker(ImportListener listener) {
        this.listener = listener;
    }

    void found() {
        found.incrementAndGet();
    }

    void allFound() {
        allFound.set(true);
    }

    void outcome(FileOutcome outcome, boolean wasOpened) {
        done++;
        opened += wasOpened ? 1 : 0;
        current = outcome.file();
        if (outcome instanceof FileOutcome.Recorded file) {
            recorded++;
            added += file.added();
            duplicates += file.duplicate() ? 1 : 0;
        } else if (outcome instanceof FileOutcome.AlreadyImported) {
            already++;
        } else if (outcome instanceof FileOutcome.NoMetadata) {
            noMetadata++;
        } else if (outcome instanceof FileOutcome.Incomplete) {
            incomplete++;
        } else {
            unreadable++;
        }
        listener.outcome(outcome);
    }

    void tick(boolean last) {
        long now = System.nanoTime();
        if (last || now - told >= INTERVAL) {
            told = now;
            listener.progress(new Progress(
                    found.get(),
                    allFound.get(),
                    done,
                    opened,
                    Duration.ofNanos(now - start),
                    Optional.ofNullable(current)));
        }
    }

    ImportSummary finish(boolean cancelled) {
        tick(true);
        return new ImportSummary(
                found.get(),
                recorded,
                duplicates,
                added,
                already,
                noMetadata,
                incomplete,
                unreadable,
                cancelled,
                Duration.ofNanos(System.nanoTime() - start));
    }
}
