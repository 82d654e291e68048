package io.gentrack.mcp.transport;

import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads for calls: as many as are under way at once, up to a limit, beyond which calls wait. Idle ones end soon. */
final class Workers {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final long IDLE_SECONDS = 20;

    private Workers() {}

    static ThreadPoolExecutor pool(String name, int most) {
        return new ThreadPoolExecutor(
                1, most, IDLE_SECONDS, TimeUnit.SECONDS, new HandOver(), work -> thread(name, work), (work, pool) -> {
                    if (!pool.isShutdown()) {
                        pool.getQueue().add(work);
                    }
                });
    }

    private static Thread thread(String name, Runnable work) {
        Thread thread = new Thread(work, name + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /** Takes a call only where a thread waits for it; a plain queue would let calls wait while there may be more threads. */
    private static final class HandOver extends LinkedTransferQueue<Runnable> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean offer(Runnable work) {
            return tryTransfer(work);
        }

        @Override
        public boolean add(Runnable work) {
            put(work);
            return true;
        }
    }
}
