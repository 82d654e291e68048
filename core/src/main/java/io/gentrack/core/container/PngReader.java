package io.gentrack.core.container;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * PNG and APNG.
 *
 * <pre>
 * 89 "PNG" 0D 0A 1A 0A, then chunks:  u32 length | type | body | u32 CRC          big-endian
 * IHDR  u32 width, u32 height, …
 * tEXt  keyword 00 text                              ComfyUI; comf is the same, behind the pixels of an APNG
 * zTXt  keyword 00 method(0) zlib                    ImageMagick rewrites texts so, behind the pixels
 * iTXt  keyword 00 flag method language 00 translated-keyword 00 text, zlib where flag is 1
 * eXIf  a TIFF block
 * </pre>
 *
 * Pixels (IDAT, fdAT) are jumped over. A CRC is not checked: a wrong one says nothing about the text. A file that ends inside its pixels
 * still gives the texts before them.
 */
final class PngReader implements FormatReader {
    private static final int IHDR = Source.tag("IHDR");
    private static final int IDAT = Source.tag("IDAT");
    private static final int IEND = Source.tag("IEND");
    private static final int TEXT = Source.tag("tEXt");
    private static final int ZTXT = Source.tag("zTXt");
    private static final int ITXT = Source.tag("iTXt");
    private static final int COMF = Source.tag("comf");
    private static final int EXIF = Source.tag("eXIf");

    private static final int SIGNATURE_BYTES = 8;

    @Override
    public void read(Source in, Findings found) throws IOException, Malformed {
        Optional<Chunk> waiting = Optional.empty();
        long at = SIGNATURE_BYTES;
        while (true) {
            if (!in.has(at, 8)) {
                found.fault("it ends early: there is no end mark");
                break;
            }
            // In file order: a step back would be a read of its own.
            long length = in.u32(at);
            Chunk chunk = new Chunk(in.tag(at + 4), at + 8, length);
            found.step();
            if (chunk.type == IEND || (chunk.type == IDAT && found.enough())) {
                break;
            }
            if (!isName(chunk.type)) {
                found.fault("at byte " + at + " there is no chunk");
                break;
            }
            if (!in.has(chunk.body, chunk.length)) {
                found.fault("it ends inside the chunk " + Source.name(chunk.type));
                break;
            }
            if (chunk.type == IHDR && chunk.length >= 8) {
                found.pixels(in.u32(chunk.body), in.u32(chunk.body + 4));
            } else if (chunk.isText()) {
                if (text(in, chunk, found, true)) {
                    waiting = Optional.of(chunk);
                }
            } else if (chunk.type == EXIF) {
                Optional<byte[]> block = found.load(in, chunk.body, chunk.length, Findings.USER_COMMENT, "eXIf");
                if (block.isPresent()) {
                    ExifBlock.read(block.get(), "eXIf", found);
                }
            }
            at = chunk.body + chunk.length + 4;
        }
        if (waiting.isPresent() && !found.enough()) {
            text(in, waiting.get(), found, false);
        }
    }

    private record Chunk(int type, long body, long length) {
        boolean isText() {
            return type == TEXT || type == COMF || type == ZTXT || type == ITXT;
        }
    }

    /** Reads a text chunk; true where it was left for later, because a prompt may make it needless. */
    private static boolean text(Source in, Chunk chunk, Findings found, boolean mayWait) throws IOException, Malformed {
        long end = chunk.body + chunk.length;
        long keyEnd = in.indexOf(0, chunk.body, Math.min(end, chunk.body + Limits.KEY_BYTES));
        if (keyEnd < 0) {
            found.note("a " + Source.name(chunk.type) + " chunk has no keyword");
            return false;
        }
        String key = Findings.key(
                Texts.latin1(in.bytes(chunk.body, (int) (keyEnd - chunk.body)), 0, (int) (keyEnd - chunk.body)));
        if (!found.wants(key)) {
            return false;
        }
        if (mayWait && found.shouldWait(key)) {
            return true;
        }
        String where = Source.name(chunk.type) + " " + key;
        long from = keyEnd + 1;
        if (chunk.type == TEXT || chunk.type == COMF) {
            found.load(in, from, end - from, key, where).ifPresent(text -> found.keyed(key, text, where));
        } else if (chunk.type == ZTXT) {
            inflated(in, from + 1, end, key, where, found);
        } else {
            international(in, from, end, key, where, found);
        }
        return false;
    }

    private static void international(Source in, long from, long end, String key, String where, Findings found)
            throws IOException, Malformed {
        long language = in.indexOf(0, from + 2, end);
        long translated = language < 0 ? -1 : in.indexOf(0, language + 1, end);
        if (translated < 0) {
            found.lost(key, where, "has no end of its language fields");
            return;
        }
        if (in.u8(from) != 0) {
            inflated(in, translated + 1, end, key, where, found);
        } else {
            found.load(in, translated + 1, end - translated - 1, key, where)
                    .ifPresent(text -> found.keyed(key, text, where));
        }
    }

    private static void inflated(Source in, long from, long end, String key, String where, Findings found)
            throws IOException, Malformed {
        if (from > end) {
            found.lost(key, where, "is empty");
            return;
        }
        Optional<byte[]> packed = found.load(in, from, end - from, key, where);
        if (packed.isPresent()) {
            inflate(packed.get(), key, where, found).ifPresent(text -> found.keyed(key, text, where));
        }
    }

    /** Inflates twice: once to count, so that no more than the true size is ever allocated and a bomb costs no memory. */
    private static Optional<byte[]> inflate(byte[] packed, String key, String where, Findings found) {
        Inflater inflater = new Inflater();
        try {
            int allowed = found.allowance(key);
            byte[] scratch = new byte[8192];
            inflater.setInput(packed);
            long size = 0;
            int got;
            while (size <= allowed && (got = inflater.inflate(scratch)) > 0) {
                size += got;
            }
            if (size > allowed) {
                found.lost(
                        key,
                        where,
                        "is larger than the " + Sizes.show(allowed) + " that are read of it, once inflated");
                return Optional.empty();
            }
            if (!inflater.finished()) {
                found.lost(key, where, "is compressed and breaks off");
                return Optional.empty();
            }
            found.spend((int) size);
            byte[] text = new byte[(int) size];
            inflater.reset();
            inflater.setInput(packed);
            int done = 0;
            while (done < text.length && (got = inflater.inflate(text, done, text.length - done)) > 0) {
                done += got;
            }
            return Optional.of(done == text.length ? text : Arrays.copyOf(text, done));
        } catch (DataFormatException e) {
            found.lost(key, where, "is compressed and damaged");
            return Optional.empty();
        } finally {
            inflater.end();
        }
    }

    private static boolean isName(int type) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            int c = type >> shift & 0xFF;
            if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
                return false;
            }
        }
        return true;
    }
}
