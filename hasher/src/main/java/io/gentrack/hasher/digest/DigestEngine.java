package io.gentrack.hasher.digest;

import java.nio.ByteBuffer;

/** A way to compute SHA-256. Engines are immutable and shared; the digests they start are not. */
public sealed interface DigestEngine permits JdkEngine, NativeEngine {
    /** {@code jdk} or {@code native}. */
    String name();

    /** How many independent messages one thread should feed together for the best rate: 1 or 2. */
    int lanes();

    /** The rate of two messages fed together over that of one after the other; 1 where there is nothing to gain. */
    double gain();

    /** A new running digest of this engine. */
    Sha256 start();

    /**
     * Feeds two messages together. On return at least one of the buffers is empty; the position of the other tells how
     * far its message came. Both digests must be this engine's own and both buffers direct.
     */
    void feedBoth(Sha256 a, ByteBuffer bytesOfA, Sha256 b, ByteBuffer bytesOfB);

    /** One line for people: which engine, how many lanes, and why. */
    String describe();
}
