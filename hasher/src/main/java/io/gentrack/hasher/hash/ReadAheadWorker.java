package io.gentrack.hasher.hash;

import io.gentrack.hasher.digest.DigestEngine;
import io.gentrack.hasher.digest.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One file at a time, read by a thread of its own ahead of the digest: for few files and for disks that want one
 * stream. Memory: four buffers of 1 MiB.
 */
final class ReadAheadWorker implements Runnable {
    static final int BUFFER_BYTES = 1024 * 1024;
    static final int BUFFERS = 4;

    /** From here on the second lane of the engine is as good as a thread of its own. */
    private static final double FREE_LANE_GAIN = 1.8;

    private final DigestEngine engine;
    private final WorkQueue queue;
    private final Cancellation cancellation;
    private final LongAdder bytesDone;
    private final Consumer<HashOutcome> sink;
    private final BlockingQueue<ByteBuffer> empty = new ArrayBlockingQueue<>(BUFFERS);
    private final BlockingQueue<Piece> full = new ArrayBlockingQueue<>(BUFFERS + 1);
    private final Sha256 whole;
    private final Sha256 tensors;
    private final boolean idleCores;

    /** A filled buffer, or the end of the file (null) with the error that ended it, if any. */
    private record Piece(
            @Nullable ByteBuffer bytes, @Nullable IOException error) {}

    ReadAheadWorker(
            DigestEngine engine,
            WorkQueue queue,
            Cancellation cancellation,
            LongAdder bytesDone,
            Consumer<HashOutcome> sink,
            boolean idleCores) {
        this.engine = engine;
        this.idleCores = idleCores;
        this.queue = queue;
        this.cancellation = cancellation;
        this.bytesDone = bytesDone;
        this.sink = sink;
        this.whole = engine.start();
        this.tensors = engine.start();
        for (int i = 0; i < BUFFERS; i++) {
            empty.add(ByteBuffer.allocateDirect(BUFFER_BYTES));
        }
    }

    @Override
    public void run() {
        // A second lane that is not nearly free costs time that an idle core has.
        boolean aside = idleCores && engine.gain() < FREE_LANE_GAIN;
        try (SideDigest side = aside ? new SideDigest(tensors) : null) {
            hashAll(Optional.ofNullable(side));
        }
    }

    private void hashAll(Optional<SideDigest> side) {
        while (!cancellation.isCancelled()) {
            Optional<HashRequest> next = queue.takeAny();
            if (next.isEmpty()) {
                return;
            }
            try (FileReading reading = FileReading.open(next.get())) {
                hash(reading, side).ifPresent(sink);
            } catch (IOException e) {
                sink.accept(FileReading.failed(next.get(), e));
            } catch (InterruptedException e) {
                cancellation.cancel();
                Thread.currentThread().interrupt();
            }
            queue.workerIsIdle();
        }
    }

    private Optional<HashOutcome> hash(FileReading reading, Optional<SideDigest> side)
            throws IOException, InterruptedException {
        Thread reader = new Thread(() -> readAhead(reading), "gentrack-read");
        reader.setDaemon(true);
        reader.start();
        PartDigester parts = new PartDigester(engine, whole, tensors);
        try {
            while (true) {
                Piece piece = full.take();
                if (piece.error() != null) {
                    throw piece.error();
                }
                ByteBuffer bytes = piece.bytes();
                if (bytes == null) {
                    break;
                }
                if (!cancellation.isCancelled()) {
                    int size = bytes.remaining();
                    if (reading.request().autoV3() && side.isPresent()) {
                        parts.feed(reading, bytes, side.get());
                    } else if (reading.request().autoV3()) {
                        parts.feed(reading, bytes);
                    } else {
                        whole.update(bytes);
                    }
                    bytesDone.add(size);
                }
                empty.add(bytes);
            }
            reader.join();
            if (cancellation.isCancelled()) {
                return Optional.empty();
            }
            Optional<byte[]> tensorDigest = reading.request().autoV3() ? parts.finishTensors() : Optional.empty();
            return Optional.of(reading.finish(whole.finish(), tensorDigest));
        } finally {
            whole.reset();
            tensors.reset();
        }
    }

    /** Always ends with a piece without bytes, so that the digest side never waits for nothing. */
    private void readAhead(FileReading reading) {
        try {
            while (!cancellation.isCancelled()) {
                ByteBuffer buffer = empty.take();
                boolean more;
                try {
                    more = reading.fill(buffer);
                } catch (IOException e) {
                    empty.add(buffer);
                    full.add(new Piece(null, e));
                    return;
                }
                if (!more) {
                    empty.add(buffer);
                    break;
                }
                full.add(new Piece(buffer, null));
            }
            full.add(new Piece(null, null));
        } catch (InterruptedException e) {
            cancellation.cancel();
            full.add(new Piece(null, null));
        }
    }
}
