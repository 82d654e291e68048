package io.gentrack.hasher.hash;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** A file that is being read: its state before, its channel, and the comparison with its state after. */
final class FileReading implements Closeable {
    /** A file younger than this at the end of its read may still be growing. */
    static final long SETTLE_NS = 3_000_000_000L;

    private static final long NO_TENSORS = Long.MAX_VALUE;

    private final HashRequest request;
    private final FileStamp before;
    private final FileChannel channel;
    private long position;

    private FileReading(HashRequest request, FileStamp before, FileChannel channel) {
        this.request = request;
        this.before = before;
        this.channel = channel;
    }

    static FileReading open(HashRequest request) throws IOException {
        FileStamp before = FileStamp.of(request.file());
        return new FileReading(request, before, FileChannel.open(request.file(), StandardOpenOption.READ));
    }

    HashRequest request() {
        return request;
    }

    /** Fills the cleared buffer as far as the file goes and flips it. False where the file was at its end already. */
    boolean fill(ByteBuffer buffer) throws IOException {
        buffer.clear();
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // a channel may return less than asked for
        }
        buffer.flip();
        position += buffer.remaining();
        // A file that is written faster than it is read would never end.
        return buffer.hasRemaining() && position <= before.size();
    }

    /** Where the tensors of a safetensors file begin, from its first bytes; beyond every file where it is none. */
    long tensorOffset(ByteBuffer firstBytes) {
        if (firstBytes.remaining() < Long.BYTES) {
            return NO_TENSORS;
        }
        ByteBuffer view = firstBytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        long header = view.getLong(view.position());
        return header > 0 && header <= before.size() - Long.BYTES ? header + Long.BYTES : NO_TENSORS;
    }

    static boolean isTensorOffset(long offset) {
        return offset != NO_TENSORS;
    }

    /** The outcome after the last byte: the digests, or that the file moved under the reader. */
    HashOutcome finish(byte[] whole, Optional<byte[]> tensors) throws IOException {
        Optional<String> autoV1 = AutoV1.of(channel);
        channel.close();
        FileStamp after = FileStamp.of(request.file());
        if (!before.sameContentAs(after) || position != before.size()) {
            return new HashOutcome.Failed(
                    request,
                    HashOutcome.Reason.CHANGED,
                    "changed while it was being read; run the command again when nothing writes to it");
        }
        boolean settled = after.ageNs(Instant.now()) >= SETTLE_NS;
        HexFormat hex = HexFormat.of();
        Optional<String> autoV3 =
                tensors.map(digest -> hex.formatHex(digest, 0, 6).toUpperCase(Locale.ROOT));
        return new HashOutcome.Hashed(
                request, new FileDigests(hex.formatHex(whole), autoV1, autoV3, request.autoV3(), after, settled));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** The failure as a value. */
    static HashOutcome failed(HashRequest request, IOException e) {
        if (e instanceof NoSuchFileException) {
            return new HashOutcome.Failed(request, HashOutcome.Reason.VANISHED, "is no longer there");
        }
        if (e instanceof java.nio.file.AccessDeniedException) {
            return new HashOutcome.Failed(
                    request, HashOutcome.Reason.UNREADABLE, "may not be read by this user; check its permissions");
        }
        return new HashOutcome.Failed(request, HashOutcome.Reason.UNREADABLE, "could not be read: " + text(e));
    }

    private static String text(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    Path file() {
        return request.file();
    }
}
