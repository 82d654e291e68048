package io.gentrack.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C asks the job to end, and the process waits until it has written what it read and said so. */
final class StopOnSignal implements AutoCloseable {
    /** A batch takes well under a second; a disk that hangs must not keep the process for ever. */
    private static final long PATIENCE_SECONDS = 20;

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    private StopOnSignal(Runnable cancel) {
        hook = new Thread(
                () -> {
                    cancel.run();
                    try {
                        if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                            System.err.println(
                                    "gentrack: the work did not end in time; what was written so far is kept.");
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "stop-import");
    }

    static StopOnSignal of(Runnable cancel) {
        StopOnSignal stop = new StopOnSignal(cancel);
        Runtime.getRuntime().addShutdownHook(stop.hook);
        return stop;
    }

    void finished() {
        done.countDown();
    }

    /** Also after a fault, which must not make the process wait. */
    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already, which is what the hook is for.
            return;
        }
    }
}
