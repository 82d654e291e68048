package io.gentrack.hasher.hash;

import io.gentrack.hasher.digest.DigestEngine;
import io.gentrack.hasher.digest.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One thread that reads and digests one or two files at once, as many as the engine has lanes. A file that needs AutoV3
 * takes both lanes. Memory: two buffers.
 */
final class LaneWorker implements Runnable {
    static final int BUFFER_BYTES = 256 * 1024;

    private final DigestEngine engine;
    private final WorkQueue queue;
    private final Cancellation cancellation;
    private final LongAdder bytesDone;
    private final Consumer<HashOutcome> sink;
    private final Lane first;
    private final Lane second;

    LaneWorker(
            DigestEngine engine,
            WorkQueue queue,
            Cancellation cancellation,
            LongAdder bytesDone,
            Consumer<HashOutcome> sink) {
        this.engine = engine;
        this.queue = queue;
        this.cancellation = cancellation;
        this.bytesDone = bytesDone;
        this.sink = sink;
        this.first = new Lane();
        this.second = new Lane();
    }

    @Override
    public void run() {
        try {
            while (!cancellation.isCancelled() && takeFiles()) {
                boolean one = first.ready();
                boolean two = second.ready();
                if (one && two) {
                    engine.feedBoth(first.digest, first.buffer, second.digest, second.buffer);
                } else if (one) {
                    first.digest.update(first.buffer);
                } else if (two) {
                    second.digest.update(second.buffer);
                }
            }
        } finally {
            first.abandon();
            second.abandon();
        }
    }

    /** Gives idle lanes a file. False when both stay idle. */
    private boolean takeFiles() {
        while (!first.active() && !second.active()) {
            Optional<HashRequest> next = queue.takeAny();
            if (next.isEmpty()) {
                return false;
            }
            if (next.get().autoV3()) {
                hashBothParts(next.get());
                queue.workerIsIdle();
            } else if (!first.begin(next.get())) {
                queue.workerIsIdle();
            }
            if (cancellation.isCancelled()) {
                return false;
            }
        }
        if (engine.lanes() > 1) {
            Lane idle = first.active() ? second : first;
            if (!idle.active()) {
                queue.takePlainForSecondLane().ifPresent(idle::begin);
            }
        }
        return true;
    }

    /** One file, two digests over the same buffer: all bytes, and those after the safetensors header. */
    private void hashBothParts(HashRequest request) {
        Sha256 whole = first.digest;
        Sha256 tensors = second.digest;
        try (FileReading reading = FileReading.open(request)) {
            PartDigester parts = new PartDigester(engine, whole, tensors);
            while (!cancellation.isCancelled()) {
                if (!reading.fill(first.buffer)) {
                    sink.accept(reading.finish(whole.finish(), parts.finishTensors()));
                    break;
                }
                int bytes = first.buffer.remaining();
                parts.feed(reading, first.buffer);
                bytesDone.add(bytes);
            }
        } catch (IOException e) {
            sink.accept(FileReading.failed(request, e));
        } finally {
            whole.reset();
            tensors.reset();
            first.buffer.limit(0);
        }
    }

    private final class Lane {
        private final ByteBuffer buffer =
                ByteBuffer.allocateDirect(BUFFER_BYTES).limit(0);
        private final Sha256 digest = engine.start();
        private @Nullable FileReading reading;

        boolean active() {
            return reading != null;
        }

        boolean begin(HashRequest request) {
            try {
                reading = FileReading.open(request);
                return true;
            } catch (IOException e) {
                sink.accept(FileReading.failed(request, e));
                return false;
            }
        }

        /** Whether there are bytes to digest; reads more where there are none, and ends the file at its end. */
        boolean ready() {
            FileReading current = reading;
            if (current == null) {
                return false;
            }
            if (buffer.hasRemaining()) {
                return true;
            }
            try {
                if (current.fill(buffer)) {
                    bytesDone.add(buffer.remaining());
                    return true;
                }
                end(current.finish(digest.finish(), Optional.empty()));
            } catch (IOException e) {
                end(FileReading.failed(current.request(), e));
            }
            return false;
        }

        private void end(HashOutcome outcome) {
            abandon();
            if (!first.active() && !second.active()) {
                queue.workerIsIdle();
            }
            sink.accept(outcome);
        }

        void abandon() {
            FileReading current = reading;
            reading = null;
            buffer.limit(0);
            digest.reset();
            if (current != null) {
                Closing.quietly(current);
            }
        }
    }
}
