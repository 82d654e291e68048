package io.gentrack.hasher.header;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The one fact of a GGUF file's header that tells the family. The format: magic, u32 version, u64 tensor count, u64 count
 * of key-value pairs, then the pairs; all little-endian (ggml's gguf.md).
 *
 * @param architecture value of {@code general.architecture}; empty where the first pairs do not have it
 */
public record GgufHeader(Optional<String> architecture) implements ModelHeader {
    private static final int MAX_PAIRS = 256;
    private static final long MAX_BYTES = 4 << 20;
    private static final int MAX_TEXT = 1024;
    private static final int STRING = 8;
    private static final int ARRAY = 9;
    private static final int[] WIDTHS = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

    /** Reads as far as the architecture, at most 4 MiB. */
    public static ModelHeader read(Path file) throws IOException {
        try (InputStream raw = Files.newInputStream(file);
                DataInputStream in = new DataInputStream(new BufferedInputStream(raw, 16 * 1024))) {
            return new Reader(in).read();
        } catch (EOFException e) {
            return new Malformed("ends inside its GGUF header");
        }
    }

    private static final class Reader {
        private final DataInputStream in;
        private long budget = MAX_BYTES;

        Reader(DataInputStream in) {
            this.in = in;
        }

        ModelHeader read() throws IOException {
            if (in.readInt() != 0x47475546) {
                return new Malformed("does not begin like a GGUF file");
            }
            int version = u32();
            if (version < 2 || version > 3) {
                return new Malformed("is GGUF version " + version + ", which is not known here");
            }
            u64();
            long pairs = u64();
            for (int i = 0; i < Math.min(pairs, MAX_PAIRS) && budget > 0; i++) {
                String key = text();
                int type = u32();
                if (key.equals("general.architecture") && type == STRING) {
                    return new GgufHeader(Optional.of(text()));
                }
                if (!skipValue(type)) {
                    break;
                }
            }
            return new GgufHeader(Optional.empty());
        }

        private boolean skipValue(int type) throws IOException {
            if (type == STRING) {
                return skip(u64());
            }
            if (type != ARRAY) {
                return type >= 0 && type < WIDTHS.length && skip(WIDTHS[type]);
            }
            int element = u32();
            long count = u64();
            if (element == STRING) {
                for (long i = 0; i < count; i++) {
                    if (budget <= 0 || !skip(u64())) {
                        return false;
                    }
                }
                return true;
            }
            boolean simple = element >= 0 && element < WIDTHS.length && WIDTHS[element] > 0;
            return simple && count >= 0 && count <= budget && skip(count * WIDTHS[element]);
        }

        /** False where the budget does not allow it. */
        private boolean skip(long bytes) throws IOException {
            if (bytes < 0 || bytes > budget) {
                return false;
            }
            budget -= bytes;
            in.skipNBytes(bytes);
            return true;
        }

        /** A text; a longer one than any key or architecture is passed over and comes back empty. */
        private String text() throws IOException {
            long length = u64();
            if (length < 0 || length > MAX_TEXT) {
                if (!skip(length)) {
                    budget = 0;
                }
                return "";
            }
            budget -= length;
            return new String(in.readNBytes((int) length), StandardCharsets.UTF_8);
        }

        private int u32() throws IOException {
            budget -= Integer.BYTES;
            return Integer.reverseBytes(in.readInt());
        }

        private long u64() throws IOException {
            budget -= Long.BYTES;
            return Long.reverseBytes(in.readLong());
        }
    }
}
