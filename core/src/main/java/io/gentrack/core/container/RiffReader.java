package io.gentrack.core.container;

import java.io.IOException;
import java.util.Optional;

/**
 * WebP.
 *
 * <pre>
 * "RIFF" u32 size "WEBP", then chunks:  type | u32 length | body | a 0 where length is odd          little-endian
 * VP8X  flags(4), u24 width - 1, u24 height - 1
 * VP8   frame tag(3), 9D 01 2A, u14 width, u14 height
 * VP8L  2F, 14 bits width - 1, 14 bits height - 1
 * EXIF  a TIFF block, behind the pixels as a rule
 * XMP   XML
 * </pre>
 *
 * The size in the header is not used: files whose metadata was appended often have an old one.
 */
final class RiffReader implements FormatReader {
    private static final int VP8X = Source.tag("VP8X");
    private static final int VP8 = Source.tag("VP8 ");
    private static final int VP8L = Source.tag("VP8L");
    private static final int EXIF = Source.tag("EXIF");
    private static final int XMP = Source.tag("XMP ");

    @Override
    public void read(Source in, Findings found) throws IOException, Malformed {
        Optional<byte[]> xmp = Optional.empty();
        long at = 12;
        while (in.has(at, 8) && !found.enough()) {
            found.step();
            int type = in.tag(at);
            long length = in.u32le(at + 4);
            long body = at + 8;
            long there = Math.min(length, in.size() - body);
            if (there < length) {
                found.fault("it ends inside the chunk "
                        + Source.name(type).replace('?', ' ').strip());
            }
            if (type == EXIF) {
                Optional<byte[]> block = found.load(in, body, there, Findings.USER_COMMENT, "EXIF");
                if (block.isPresent()) {
                    ExifBlock.read(block.get(), "EXIF", found);
                }
            } else if (type == XMP) {
                xmp = found.load(in, body, there, Xmp.KEY, "XMP");
            } else {
                pixels(in, type, body, there, found);
            }
            at = body + length + (length & 1);
        }
        if (at > in.size() + 1 || (at < in.size() && !in.has(at, 8) && !found.enough())) {
            found.fault("it ends early");
        }
        xmp.ifPresent(xml -> Xmp.read(xml, found));
    }

    private static void pixels(Source in, int type, long body, long length, Findings found)
            throws IOException, Malformed {
        if (type == VP8X && length >= 10) {
            found.pixels(in.u24le(body + 4) + 1L, in.u24le(body + 7) + 1L);
        } else if (type == VP8 && length >= 10) {
            found.pixels(in.u16le(body + 6) & 0x3FFF, in.u16le(body + 8) & 0x3FFF);
        } else if (type == VP8L && length >= 5) {
            long bits = in.u32le(body + 1);
            found.pixels((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1);
        }
    }
}
