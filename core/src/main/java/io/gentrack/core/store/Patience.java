package io.gentrack.core.store;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.BusyHandler;

/**
 * How a connection waits for another program's write.
 *
 * <p>SQLite's own waits grow to 100 ms. An importer takes the lock again within a millisecond, so that a tracker beside two importers
 * was measured to wait up to 18 seconds for its turn. Asking every millisecond or two it gets its turn when a batch ends, because those
 * who write long ask less often.
 */
final class Patience extends BusyHandler {
    private static final long SHORT_NANOS = 1_000_000;
    private static final long LONG_NANOS = 20_000_000;

    private final Duration wait;
    private volatile boolean longWrites;
    private long start;

    Patience(Duration wait) {
        this.wait = wait;
    }

    /** Whether the connection keeps the lock long once it has it. */
    void longWrites(boolean are) {
        longWrites = are;
    }

    /** Called by SQLite in the thread that waits; 0 gives up. */
    @Override
    protected int callback(int attempts) {
        long now = System.nanoTime();
        if (attempts == 0) {
            start = now;
        }
        if (now - start >= wait.toNanos()) {
            return 0;
        }
        // Half to one and a half times as long, so that two do not wait in step.
        long nanos = longWrites ? LONG_NANOS : SHORT_NANOS;
        long pause = nanos / 2 + ThreadLocalRandom.current().nextLong(nanos);
        // An interrupted thread would not be parked; whoever interrupted it is heard after the write.
        boolean interrupted = Thread.interrupted();
        LockSupport.parkNanos(pause);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return 1;
    }
}
