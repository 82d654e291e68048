package io.gentrack.core.container;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bounded random access to a file, or to a block already in memory. Numbers are unsigned; offsets are bytes from the start. Nothing is read
 * beyond the size the file had when it was opened, and no length found in the file is trusted: asking for more than there is is {@link
 * Malformed}.
 *
 * <p>Reads go through one direct buffer per thread. The first takes 32 KiB, which holds all a typical picture has before its pixels; a jump
 * over pixels takes 1 KiB at the far side; going on where the last read ended, or in many small steps, takes 64 KiB. So a local disk copies little and a network
 * folder sees few requests.
 */
final class Source {
    private static final int CAPACITY = 128 << 10;
    private static final int FIRST_READ = 32 << 10;
    private static final int JUMP_READ = 1 << 10;
    private static final int NEXT_READ = 64 << 10;
    private static final int NEAR = 16 << 10;

    private static final ThreadLocal<ByteBuffer> BUFFER =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(CAPACITY));

    private final @Nullable FileChannel channel;
    private final ByteBuffer buffer;
    private final long size;
    private long start;
    private int filled;
    private int nearJumps;

    private Source(@Nullable FileChannel channel, ByteBuffer buffer, long size, int filled) {
        this.channel = channel;
        this.buffer = buffer;
        this.size = size;
        this.filled = filled;
    }

    /** Reads from {@code channel}; one such source per thread at a time, since they share the thread's buffer. */
    static Source of(FileChannel channel, long size) {
        return new Source(channel, BUFFER.get(), size, 0);
    }

    static Source of(byte[] bytes) {
        return new Source(null, ByteBuffer.wrap(bytes), bytes.length, bytes.length);
    }

    long size() {
        return size;
    }

    /** True when {@code length} bytes from {@code offset} on are all inside. */
    boolean has(long offset, long length) {
        return offset >= 0 && length >= 0 && offset <= size && length <= size - offset;
    }

    int u8(long offset) throws IOException, Malformed {
        return buffer.get(locate(offset, 1)) & 0xFF;
    }

    int u16(long offset) throws IOException, Malformed {
        return buffer.getShort(locate(offset, 2)) & 0xFFFF;
    }

    int u16le(long offset) throws IOException, Malformed {
        return Short.reverseBytes(buffer.getShort(locate(offset, 2))) & 0xFFFF;
    }

    int u24(long offset) throws IOException, Malformed {
        return u8(offset) << 16 | u16(offset + 1);
    }

    int u24le(long offset) throws IOException, Malformed {
        return u16le(offset) | u8(offset + 2) << 16;
    }

    long u32(long offset) throws IOException, Malformed {
        return buffer.getInt(locate(offset, 4)) & 0xFFFFFFFFL;
    }

    long u32le(long offset) throws IOException, Malformed {
        return Integer.reverseBytes(buffer.getInt(locate(offset, 4))) & 0xFFFFFFFFL;
    }

    /** Eight bytes, big-endian; above {@link Long#MAX_VALUE} it comes out negative. */
    long i64(long offset) throws IOException, Malformed {
        return buffer.getLong(locate(offset, 8));
    }

    /** Eight bytes, little-endian; above {@link Long#MAX_VALUE} it comes out negative. */
    long i64le(long offset) throws IOException, Malformed {
        return Long.reverseBytes(buffer.getLong(locate(offset, 8)));
    }

    /** Four bytes as a big-endian number: a chunk, box or brand name, to be compared with {@link #tag}. */
    int tag(long offset) throws IOException, Malformed {
        return buffer.getInt(locate(offset, 4));
    }

    /** The number of a four-letter name. */
    static int tag(String name) {
        return name.charAt(0) << 24 | name.charAt(1) << 16 | name.charAt(2) << 8 | name.charAt(3);
    }

    /** The letters of a name, with {@code ?} for what is not printable ASCII. */
    static String name(int tag) {
        StringBuilder name = new StringBuilder(4);
        for (int shift = 24; shift >= 0; shift -= 8) {
            int c = tag >> shift & 0xFF;
            name.append(c > 0x20 && c < 0x7F ? (char) c : '?');
        }
        return name.toString();
    }

    /** True when the Latin-1 letters of {@code text} stand at {@code offset}; false also where the source ends before. */
    boolean matches(long offset, String text) throws IOException, Malformed {
        if (!has(offset, text.length())) {
            return false;
        }
        int at = locate(offset, text.length());
        for (int i = 0; i < text.length(); i++) {
            if ((buffer.get(at + i) & 0xFF) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The bytes from {@code offset} on. The caller has held {@code length} against its cap; that it is inside is checked here. */
    byte[] bytes(long offset, int length) throws IOException, Malformed {
        if (!has(offset, length)) {
            throw endsEarly();
        }
        byte[] bytes = new byte[length];
        int done = 0;
        while (done < length) {
            long from = offset + done;
            int have = (int) Math.max(0, Math.min(length - done, start + filled - from));
            if (from < start || have == 0) {
                // The bytes behind a text are the next header: one read for both.
                fill(from, 1, length - done + JUMP_READ);
                have = Math.min(length - done, filled);
            }
            buffer.get((int) (from - start), bytes, done, have);
            done += have;
        }
        return bytes;
    }

    /** Where the byte {@code value} first stands in {@code [from, to)}, or -1. */
    long indexOf(int value, long from, long to) throws IOException, Malformed {
        long end = Math.min(to, size);
        for (long at = from; at < end; at++) {
            if (u8(at) == value) {
                return at;
            }
        }
        return -1;
    }

    /** Where the Latin-1 letters of {@code text} first stand in {@code [from, to)}, or -1. */
    long indexOf(String text, long from, long to) throws IOException, Malformed {
        long end = Math.min(to, size) - text.length();
        for (long at = from; at <= end; at++) {
            if (u8(at) == text.charAt(0) && matches(at, text)) {
                return at;
            }
        }
        return -1;
    }

    /** A stream over {@code length} bytes from {@code offset} on, cut where the source ends. */
    InputStream stream(long offset, long length) {
        long end = offset + Math.max(0, Math.min(length, size - offset));
        return new InputStream() {
            private long at = offset;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] target, int from, int length) throws IOException {
                Objects.checkFromIndexSize(from, length, target.length);
                int some = (int) Math.min(Math.min(length, NEXT_READ), end - at);
                if (some <= 0) {
                    return length == 0 ? 0 : -1;
                }
                try {
                    buffer.get(locate(at, some), target, from, some);
                } catch (Malformed e) {
                    return -1;
                }
                at += some;
                return some;
            }
        };
    }

    private int locate(long offset, int length) throws IOException, Malformed {
        long relative = offset - start;
        if (relative >= 0 && relative + length <= filled) {
            return (int) relative;
        }
        if (!has(offset, length)) {
            throw endsEarly();
        }
        fill(offset, length, readSize(offset));
        return 0;
    }

    private int readSize(long offset) {
        long gap = offset - (start + filled);
        if (offset == 0) {
            return FIRST_READ;
        }
        if (gap <= 0 && gap > -JUMP_READ) {
            // What straddles the end of the buffer: reading goes on from there.
            return NEXT_READ;
        }
        // Many small steps, as over the small IDATs of some writers, are taken together; a single one is not.
        nearJumps = gap > 0 && gap < NEAR ? nearJumps + 1 : 0;
        return nearJumps > 2 ? NEXT_READ : JUMP_READ;
    }

    /** Makes the buffer start at {@code offset} and hold at least {@code least} bytes, at best {@code wish}. */
    private void fill(long offset, int least, int wish) throws IOException, Malformed {
        if (channel == null) {
            throw endsEarly();
        }
        buffer.clear().limit((int) Math.min(Math.max(least, Math.min(wish, CAPACITY)), size - offset));
        start = offset;
        filled = 0;
        while (filled < least) {
            int got = channel.read(buffer, offset + filled);
            if (got < 0) {
                throw new Malformed("it became shorter while it was read");
            }
            filled += got;
        }
        buffer.clear();
    }

    private static Malformed endsEarly() {
        return new Malformed("it ends early");
    }
}
