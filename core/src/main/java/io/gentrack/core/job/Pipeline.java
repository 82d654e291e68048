package io.gentrack.core.job;

import io.gentrack.core.store.SourceRow;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The threads before the writer: one that walks and asks the ledger, some that read. Both queues are bounded, and so is memory. */
final class Pipeline implements AutoCloseable {
    /** Paths per question to the ledger. */
    private static final int ASK = 512;
    /** Files per hand-over; single files would cost a thread switch each. */
    private static final int CHUNK = 16;

    private static final int QUEUED_CHUNKS = 64;
    /**
     * Readings that wait for the writer, by {@link Finished#weight}: enough for its next transaction. Twice as many cost the garbage collector
     * more than they saved.
     */
    private static final int MOST_WAITING = 2048;

    private final ImportJob job;
    private final Store store;
    private final FileReader reader;
    private final ImportOptions options;
    private final Tracker tracker;
    private final BlockingQueue<List<Candidate>> toRead = new ArrayBlockingQueue<>(QUEUED_CHUNKS);
    private final BlockingQueue<List<Finished>> toWrite = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(MOST_WAITING, true);
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger working = new AtomicInteger();
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;

    Pipeline(ImportJob job, Store store, FileReader reader, ImportOptions options, Tracker tracker) {
        this.job = job;
        this.store = store;
        this.reader = reader;
        this.options = options;
        this.tracker = tracker;
    }

    void start(Collection<Path> paths) {
        List<Path> all = List.copyOf(paths);
        add("gentrack-walk", () -> new Scan().run(all));
        for (int i = 0; i < options.readers(); i++) {
            add("gentrack-read-" + i, this::read);
        }
        working.set(threads.size());
        threads.forEach(Thread::start);
    }

    private interface Step {
        void run() throws InterruptedException, StoreException;
    }

    private void add(String name, Step step) {
        Thread thread = new Thread(
                () -> {
                    try {
                        step.run();
                    } catch (InterruptedException e) {
                        // Only close() interrupts; nobody waits for this thread's results any more.
                        Thread.currentThread().interrupt();
                    } catch (StoreException | RuntimeException | Error e) {
                        failure = e;
                        job.cancel();
                    } finally {
                        working.decrementAndGet();
                        wakeWriter();
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
    }

    /** Spares the writer its last wait. */
    private void wakeWriter() {
        toWrite.add(List.of());
    }

    private void toWriter(List<Finished> some) throws InterruptedException {
        room.acquire(weight(some));
        toWrite.add(some);
    }

    private static int weight(List<Finished> some) {
        return Math.min(some.stream().mapToInt(Finished::weight).sum(), MOST_WAITING);
    }

    /** What waits, up to about this weight; where nothing does, what comes next, and none where none came in time. */
    List<Finished> next(int most) throws InterruptedException {
        List<Finished> taken = new ArrayList<>();
        int weight = 0;
        List<Finished> some = toWrite.poll(ImportJob.PATIENCE_NANOS, TimeUnit.NANOSECONDS);
        while (some != null) {
            taken.addAll(some);
            weight += weight(some);
            room.release(weight(some));
            some = weight < most ? toWrite.poll() : null;
        }
        return taken;
    }

    /** True once no thread works and no result waits. A thread that failed ends the import: others may wait for it. */
    boolean ended() throws StoreException {
        Throwable fault = failure;
        if (fault instanceof StoreException e) {
            throw e;
        }
        if (fault != null) {
            throw new IllegalStateException("an import thread failed", fault);
        }
        return working.get() == 0 && toWrite.isEmpty();
    }

    private boolean stopped() {
        return job.cancelled() || closed;
    }

    /** Takes chunks until the empty one, which it leaves for the next reader. */
    private void read() throws InterruptedException {
        while (true) {
            List<Candidate> chunk = toRead.take();
            if (chunk.isEmpty()) {
                toRead.put(chunk);
                return;
            }
            List<Finished> finished = new ArrayList<>(chunk.size());
            for (Candidate candidate : chunk) {
                if (stopped()) {
                    break;
                }
                finished.add(read(candidate));
            }
            if (!finished.isEmpty()) {
                toWriter(finished);
            }
        }
    }

    /** A fault of the program on one file must not end the import of the others. */
    private Finished read(Candidate candidate) {
        try {
            return Finished.of(candidate, reader.read(candidate.file()), options.extractorVersion());
        } catch (RuntimeException | StackOverflowError e) {
            return Finished.unreadable(candidate.file(), "internal fault, please report it: " + e, true);
        }
    }

    /** The walker's thread. */
    private final class Scan implements FileWalk.Sink {
        private final List<Candidate> asking = new ArrayList<>(ASK);
        private List<Candidate> chunk = new ArrayList<>(CHUNK);
        private @Nullable StoreException storeFault;
        private @Nullable InterruptedException interrupt;

        void run(List<Path> paths) throws InterruptedException, StoreException {
            new FileWalk(this, options.wanted()).walk(paths);
            if (storeFault == null && interrupt == null && !stopped()) {
                ask();
                hand();
            }
            if (interrupt != null) {
                throw interrupt;
            }
            tracker.allFound();
            toRead.put(List.of());
            if (storeFault != null) {
                throw storeFault;
            }
        }

        @Override
        public boolean file(Candidate candidate) {
            tracker.found();
            asking.add(candidate);
            return asking.size() < ASK || step(this::ask);
        }

        @Override
        public boolean unreadable(Path path, String why) {
            tracker.found();
            return step(() -> toWriter(List.of(Finished.unreadable(path, why, false))));
        }

        private boolean step(Step step) {
            try {
                step.run();
                return !stopped();
            } catch (InterruptedException e) {
                interrupt = e;
            } catch (StoreException e) {
                storeFault = e;
            }
            return false;
        }

        private void ask() throws InterruptedException, StoreException {
            Map<String, SourceRow> known = store.ledger(asking.stream()
                    .map(candidate -> candidate.file().toString())
                    .toList());
            List<Finished> already = new ArrayList<>();
            for (Candidate candidate : asking) {
                SourceRow row = known.get(candidate.file().toString());
                if (row != null && unchanged(candidate, row)) {
                    already.add(Finished.already(candidate.file(), row));
                    continue;
                }
                chunk.add(candidate);
                if (chunk.size() == CHUNK) {
                    hand();
                }
            }
            asking.clear();
            if (!already.isEmpty()) {
                toWriter(already);
            }
        }

        private boolean unchanged(Candidate candidate, SourceRow row) {
            return row.size() == candidate.size()
                    && row.mtimeNanos() == candidate.mtimeNanos()
                    && row.extractorVersion().equals(options.extractorVersion());
        }

        private void hand() throws InterruptedException {
            if (!chunk.isEmpty()) {
                toRead.put(chunk);
                chunk = new ArrayList<>(CHUNK);
            }
        }
    }

    /** Ends the threads, whatever they wait for. */
    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
