package io.gentrack.core.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * MP3: the ID3v2 tag at its start.
 *
 * <pre>
 * "ID3" u8 version (2, 3, 4) u8 revision | flags: 80 unsynchronised, 40 extended header | size: 4 x 7 bits | frames
 * frame 3, 4:  id(4) | u32 size (4 x 7 bits in version 4) | u16 flags | body          big-endian
 * frame 2:     id(3) | u24 size | body
 * TXXX, TXX:   encoding | description 0 | value
 * COMM, COM:   encoding | language(3) | description 0 | text
 * encoding:    0 Latin-1 (UTF-8 in practice), 1 UTF-16 with mark, 2 UTF-16BE, 3 UTF-8; in 1 and 2 the 0 has two bytes
 * </pre>
 *
 * Unsynchronised means that a 00 was put behind each FF: in the whole tag up to version 3, per frame in version 4.
 */
final class Id3Reader implements FormatReader {
    private static final int HEADER_BYTES = 10;
    private static final int UNSYNCHRONISED = 0x80;
    private static final int EXTENDED = 0x40;
    private static final int FOOTER = 0x10;
    private static final int FRAME_COMPRESSED_OR_ENCRYPTED = 0x0C;
    private static final int FRAME_UNSYNCHRONISED = 0x02;
    private static final int FRAME_HAS_LENGTH = 0x01;

    /** Where the sound begins: behind the tag, or at 0 where there is none. */
    static long behindTag(Source in) throws IOException, Malformed {
        if (!in.matches(0, "ID3") || !in.has(0, HEADER_BYTES)) {
            return 0;
        }
        boolean footer = in.u8(3) == 4 && (in.u8(5) & FOOTER) != 0;
        return HEADER_BYTES + sevenBits(in, 6) + (footer ? HEADER_BYTES : 0);
    }

    @Override
    public void read(Source in, Findings found) throws IOException, Malformed {
        if (!in.matches(0, "ID3")) {
            return;
        }
        int version = in.u8(3);
        int flags = in.u8(5);
        long size = sevenBits(in, 6);
        if (version < 2 || version > 4) {
            throw new Malformed("its tag has the unknown version 2." + version);
        }
        if (!in.has(HEADER_BYTES, size)) {
            found.fault("it ends inside its tag");
            size = in.size() - HEADER_BYTES;
        }
        Source tag = in;
        long from = HEADER_BYTES;
        long to = HEADER_BYTES + size;
        if ((flags & UNSYNCHRONISED) != 0 && version < 4) {
            Optional<byte[]> whole = found.load(in, from, size, Findings.USER_COMMENT, "ID3");
            if (whole.isEmpty()) {
                return;
            }
            byte[] plain = synchronised(whole.get());
            tag = Source.of(plain);
            from = 0;
            to = plain.length;
        }
        if ((flags & EXTENDED) != 0 && version >= 3) {
            from += version == 3 ? 4 + tag.u32(from) : sevenBits(tag, from);
        }
        frames(tag, from, to, version, found);
    }

    private static void frames(Source in, long from, long to, int version, Findings found)
            throws IOException, Malformed {
        int idBytes = version == 2 ? 3 : 4;
        int headBytes = version == 2 ? 6 : HEADER_BYTES;
        long at = from;
        while (at + headBytes <= to && !found.enough()) {
            found.step();
            if (in.u8(at) == 0) {
                break; // padding
            }
            String id = Texts.latin1(in.bytes(at, idBytes), 0, idBytes);
            long size = version == 2 ? in.u24(at + 3) : version == 3 ? in.u32(at + 4) : sevenBits(in, at + 4);
            int flags = version == 4 ? in.u8(at + 9) : 0;
            long body = at + headBytes;
            if (size > to - body) {
                found.fault("a frame of its tag is longer than the tag");
                break;
            }
            boolean comment = id.equals("COMM") || id.equals("COM");
            if ((comment || id.equals("TXXX") || id.equals("TXX")) && (flags & FRAME_COMPRESSED_OR_ENCRYPTED) == 0) {
                found.load(in, body, size, Findings.USER_COMMENT, id)
                        .ifPresent(bytes -> text(frameBody(bytes, flags), id, comment ? 3 : 0, found));
            }
            at = body + size;
        }
    }

    private static byte[] frameBody(byte[] stored, int flags) {
        byte[] body = (flags & FRAME_UNSYNCHRONISED) != 0 ? synchronised(stored) : stored;
        return (flags & FRAME_HAS_LENGTH) != 0 && body.length >= 4 ? Texts.copy(body, 4, body.length) : body;
    }

    /** Takes a frame apart: encoding, {@code skip} bytes of language, description, value. */
    private static void text(byte[] body, String id, int skip, Findings found) {
        int from = 1 + skip;
        if (body.length <= from) {
            return;
        }
        int encoding = body[0];
        boolean wide = encoding == 1 || encoding == 2;
        int end = from;
        while (end < body.length && (body[end] != 0 || (wide && (end + 1 >= body.length || body[end + 1] != 0)))) {
            end += wide ? 2 : 1;
        }
        int value = Math.min(body.length, end + (wide ? 2 : 1));
        end = Math.min(end, body.length);
        byte[] name = wide ? Texts.fromUtf16(body, from, end, encoding == 2) : Texts.copy(body, from, end);
        byte[] text =
                wide ? Texts.fromUtf16(body, value, body.length, encoding == 2) : Texts.copy(body, value, body.length);
        String key = Findings.key(Texts.latin1(Texts.trim(name), 0, Texts.trim(name).length));
        if (skip > 0 || key.isEmpty()) {
            found.keyed("comment", text, id);
        } else if (found.wants(key)) {
            found.keyed(key, text, id + " " + key);
        }
    }

    private static byte[] synchronised(byte[] stored) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream(stored.length);
        for (int i = 0; i < stored.length; i++) {
            plain.write(stored[i]);
            if (stored[i] == (byte) 0xFF && i + 1 < stored.length && stored[i + 1] == 0) {
                i++;
            }
        }
        return plain.toByteArray();
    }

    private static long sevenBits(Source in, long at) throws IOException, Malformed {
        long number = 0;
        for (int i = 0; i < 4; i++) {
            number = number << 7 | (in.u8(at + i) & 0x7F);
        }
        return number;
    }
}
