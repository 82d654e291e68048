package io.gentrack.hasher.hash;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** The files of one device, largest first, so that no long file is left over for the end. */
final class WorkQueue {
    private final ArrayDeque<HashRequest> plain = new ArrayDeque<>();
    private final ArrayDeque<HashRequest> withTensors = new ArrayDeque<>();
    private int idleWorkers;

    WorkQueue(Collection<HashRequest> requests, int workers) {
        requests.stream()
                .sorted(Comparator.comparingLong(HashRequest::size)
                        .reversed()
                        .thenComparing(request -> request.file().toString()))
                .forEach(request -> (request.autoV3() ? withTensors : plain).add(request));
        idleWorkers = workers;
    }

    /** The next file for a worker that has none. */
    synchronized Optional<HashRequest> takeAny() {
        HashRequest a = plain.peek();
        HashRequest b = withTensors.peek();
        ArrayDeque<HashRequest> from = b != null && (a == null || b.size() >= a.size()) ? withTensors : plain;
        HashRequest next = from.poll();
        if (next != null) {
            idleWorkers--;
        }
        return Optional.ofNullable(next);
    }

    /** A file beside the one the worker has, but never one that an idle worker could have alone. */
    synchronized Optional<HashRequest> takePlainForSecondLane() {
        return plain.size() > idleWorkers ? Optional.ofNullable(plain.poll()) : Optional.empty();
    }

    /** A worker that took a file has none any more. */
    synchronized void workerIsIdle() {
        idleWorkers++;
    }
}
