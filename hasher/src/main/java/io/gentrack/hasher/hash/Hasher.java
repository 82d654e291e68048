package io.gentrack.hasher.hash;

import io.gentrack.hasher.digest.DigestEngine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Hashes many files as fast as the machine allows. Each physical device has its own workers: one stream on a spinning or
 * network disk, as many as cores on a fast one. Where there are fewer streams than cores, a thread reads ahead of the
 * digest; otherwise every core works on as many files at once as the engine has lanes. Memory is bounded by 512 KiB or
 * 4 MiB a worker, whatever the sizes of the files.
 */
public final class Hasher {
    private final DigestEngine engine;
    private final Devices devices;
    private final int cores;
    private final OptionalInt streams;

    /** A hasher over all cores of this machine with as many streams as each disk likes. */
    public Hasher(DigestEngine engine) {
        this(engine, new Devices(), Runtime.getRuntime().availableProcessors(), OptionalInt.empty());
    }

    /**
     * A hasher with given limits.
     *
     * @param cores most threads that digest at once for one device, 1 or more
     * @param streams files read at once from each device, where the user knows better than the system
     */
    public Hasher(DigestEngine engine, Devices devices, int cores, OptionalInt streams) {
        if (cores < 1 || streams.orElse(1) < 1) {
            throw new IllegalArgumentException("cores and streams must be 1 or more");
        }
        this.engine = engine;
        this.devices = devices;
        this.cores = cores;
        this.streams = streams;
    }

    /** The engine in use. */
    public DigestEngine engine() {
        return engine;
    }

    /**
     * Hashes all files and returns when every one has an outcome or the work was cancelled. An interrupt of the calling
     * thread cancels.
     *
     * @param bytesDone counts the bytes as they are read, also those of files that fail later
     * @param sink gets each outcome once, from one thread at a time
     */
    public void hash(
            Collection<HashRequest> requests,
            LongAdder bytesDone,
            Cancellation cancellation,
            Consumer<HashOutcome> sink) {
        Object turn = new Object();
        Consumer<HashOutcome> oneAtATime = outcome -> {
            synchronized (turn) {
                sink.accept(outcome);
            }
        };
        Map<Devices.Device, List<HashRequest>> byDevice = new LinkedHashMap<>();
        for (HashRequest request : requests) {
            byDevice.computeIfAbsent(devices.of(request.file()), any -> new ArrayList<>())
                    .add(request);
        }
        List<Runnable> workers = new ArrayList<>();
        byDevice.forEach(
                (device, files) -> workers.addAll(workersFor(device, files, bytesDone, cancellation, oneAtATime)));
        run(workers, cancellation);
    }

    private List<Runnable> workersFor(
            Devices.Device device,
            List<HashRequest> files,
            LongAdder bytesDone,
            Cancellation cancellation,
            Consumer<HashOutcome> sink) {
        int atOnce = Math.min(streams.orElse(device.streams(cores)), files.size());
        boolean readAhead = atOnce < cores;
        int count = Math.min(atOnce, cores);
        WorkQueue queue = new WorkQueue(files, count);
        List<Runnable> workers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            workers.add(
                    readAhead
                            ? new ReadAheadWorker(engine, queue, cancellation, bytesDone, sink, 2 * count <= cores)
                            : new LaneWorker(engine, queue, cancellation, bytesDone, sink));
        }
        return workers;
    }

    private static void run(List<Runnable> workers, Cancellation cancellation) {
        if (workers.isEmpty()) {
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(workers.size(), task -> {
            Thread thread = new Thread(task, "gentrack-hash");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<?>> running = new ArrayList<>();
            workers.forEach(worker -> running.add(threads.submit(() -> runOne(worker, cancellation))));
            for (Future<?> future : running) {
                await(future, cancellation);
            }
        } finally {
            threads.shutdown();
        }
    }

    /** A worker that dies of a bug, or of a sink that throws, stops the others at their next buffer. */
    private static void runOne(Runnable worker, Cancellation cancellation) {
        boolean done = false;
        try {
            worker.run();
            done = true;
        } finally {
            if (!done) {
                cancellation.cancel();
            }
        }
    }

    private static void await(Future<?> future, Cancellation cancellation) {
        boolean interrupted = false;
        while (true) {
            try {
                future.get();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                cancellation.cancel();
            } catch (ExecutionException e) {
                cancellation.cancel();
                throw new IllegalStateException("a hashing thread failed", e.getCause());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
