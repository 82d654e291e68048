package io.gentrack.hasher.hash;

import io.gentrack.hasher.digest.Sha256;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** A digest that runs on a thread of its own, for a second digest over the same bytes while cores are idle. */
final class SideDigest implements AutoCloseable {
    /** Nothing empty is ever begun, so an empty buffer is the end. */
    private static final ByteBuffer END = ByteBuffer.allocate(0);

    private final BlockingQueue<ByteBuffer> fed = new ArrayBlockingQueue<>(2);
    private final BlockingQueue<ByteBuffer> done = new ArrayBlockingQueue<>(2);
    private final Thread thread;

    SideDigest(Sha256 digest) {
        thread = new Thread(() -> run(digest), "gentrack-autov3");
        thread.setDaemon(true);
        thread.start();
    }

    private void run(Sha256 digest) {
        try {
            for (ByteBuffer bytes = fed.take(); bytes.hasRemaining(); bytes = fed.take()) {
                digest.update(bytes);
                done.put(bytes);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Begins to digest the bytes, one or more; they belong to the side thread until {@link #await()} has returned. */
    void begin(ByteBuffer bytes) throws InterruptedException {
        fed.put(bytes);
    }

    /** Returns when the bytes begun last are digested. */
    void await() throws InterruptedException {
        done.take();
    }

    @Override
    public void close() {
        if (!fed.offer(END)) {
            thread.interrupt();
        }
    }
}
