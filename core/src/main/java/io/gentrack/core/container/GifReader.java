package io.gentrack.core.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * GIF. ComfyUI writes no graph into it; other tools put comments before the first picture, and no further is read.
 *
 * <pre>
 * "GIF87a"|"GIF89a"  u16 width, u16 height, flags (80: colour table of 3 * 2^(1 + low 3 bits)), 2 bytes          little-endian
 * 21 FE  sub-blocks (u8 length, bytes; length 0 ends)          comment
 * 21 xx  sub-blocks                                             other extension
 * 2C     picture                3B  end
 * </pre>
 */
final class GifReader implements FormatReader {
    private static final int EXTENSION = 0x21;
    private static final int COMMENT = 0xFE;
    private static final int HEADER_BYTES = 13;

    @Override
    public void read(Source in, Findings found) throws IOException, Malformed {
        found.pixels(in.u16le(6), in.u16le(8));
        int flags = in.u8(10);
        long at = HEADER_BYTES + ((flags & 0x80) == 0 ? 0 : 3L << (1 + (flags & 7)));
        while (in.u8(at) == EXTENSION) {
            boolean comment = in.u8(at + 1) == COMMENT;
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            at += 2;
            for (int length = in.u8(at); length > 0; length = in.u8(at)) {
                found.step();
                if (comment && text.size() < Limits.OTHER_BYTES) {
                    text.writeBytes(in.bytes(at + 1, length));
                }
                at += 1 + length;
            }
            at++;
            if (comment) {
                found.comment("comment", text.toByteArray(), "GIF comment", true);
            }
        }
    }
}
