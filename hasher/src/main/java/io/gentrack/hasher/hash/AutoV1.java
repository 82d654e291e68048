package io.gentrack.hasher.hash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The hash of old A1111 texts ({@code Model hash: 7460a6fa}): SHA-256 of 64 KiB from 1 MiB on, its first 8 hex digits. Models that were
 * trained from one another can share those bytes, so it says that a file is another one, and not that it is the same.
 */
public final class AutoV1 {
    private static final long OFFSET = 0x100000;
    private static final int LENGTH = 0x10000;

    private AutoV1() {}

    /** Whether a file of this size has one. */
    public static boolean has(long size) {
        return size > OFFSET;
    }

    /** Eight lower-case hex digits, as those texts have them; empty for a file that ends before. */
    static Optional<String> of(FileChannel channel) throws IOException {
        if (!has(channel.size())) {
            return Optional.empty();
        }
        ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
        while (bytes.hasRemaining() && channel.read(bytes, OFFSET + bytes.position()) >= 0) {
            // a channel may return less than asked for
        }
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(bytes.flip());
            return Optional.of(HexFormat.of().formatHex(sha256.digest(), 0, 4));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** As {@link #of(FileChannel)}, of a file that is not open: the rest of it is not read. */
    public static Optional<String> of(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            return of(channel);
        }
    }
}
