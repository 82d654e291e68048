package io.gentrack.hasher.digest;

import java.nio.ByteBuffer;

/** One running SHA-256. Not safe for use by several threads at once. */
public interface Sha256 {
    /** Length of a digest in bytes. */
    int LENGTH = 32;

    /** Consumes all remaining bytes of a direct buffer. */
    void update(ByteBuffer direct);

    /** The 32 bytes of the digest; the object then stands at the start of a new message. */
    byte[] finish();

    /** Forgets what was fed and stands at the start of a new message. */
    void reset();
}
