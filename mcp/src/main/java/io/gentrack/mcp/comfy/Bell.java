package io.gentrack.mcp.comfy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Wakes the thread that follows one connection. What is told while nobody waits is kept, so that nothing is missed in between. */
final class Bell {
    /** Why a wait ended. */
    enum Ring {
        /** Something changed on the server. */
        CHANGED,
        /** The connection is over; from then on always. */
        CLOSED,
        /** Nobody rang. */
        TIME
    }

    private boolean changed;
    private boolean closed;

    synchronized void change() {
        changed = true;
        notifyAll();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    /** Waits at most this long, and forgets the changes that it tells of. */
    synchronized Ring await(Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (!changed && !closed) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return Ring.TIME;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        changed = false;
        return closed ? Ring.CLOSED : Ring.CHANGED;
    }
}
