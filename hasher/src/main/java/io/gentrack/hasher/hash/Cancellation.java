package io.gentrack.hasher.hash;

/** A switch that is thrown once; workers look at it before every buffer. */
public final class Cancellation {
    private volatile boolean cancelled;

    /** Asks all work that knows this switch to stop at its next buffer. */
    public void cancel() {
        cancelled = true;
    }

    /** Whether {@link #cancel()} was called. */
    public boolean isCancelled() {
        return cancelled;
    }
}
