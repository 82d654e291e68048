package io.gentrack.core.container;

import java.io.IOException;
import java.util.Optional;

/**
 * JPEG.
 *
 * <pre>
 * FF D8, then segments:  FF.. marker | u16 length (with itself) | body          big-endian, up to FF DA, where the pixels begin
 * FF E1  "Exif" 00 00 + TIFF block,  or "http://ns.adobe.com/xap/1.0/" 00 + XMP
 * FF FE  a comment
 * FF C0..CF but C4, C8, CC:  u8 precision, u16 height, u16 width
 * </pre>
 */
final class JpegReader implements FormatReader {
    private static final int APP1 = 0xE1;
    private static final int COMMENT = 0xFE;
    private static final int SCAN = 0xDA;
    private static final int END = 0xD9;
    private static final String EXIF = "Exif\0\0";
    private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";

    @Override
    public void read(Source in, Findings found) throws IOException, Malformed {
        Optional<byte[]> xmp = Optional.empty();
        long at = 2;
        while (true) {
            if (!in.has(at, 2)) {
                found.fault("it ends before its pixels");
                break;
            }
            found.step();
            if (in.u8(at) != 0xFF) {
                found.fault("at byte " + at + " there is no segment");
                break;
            }
            int marker = in.u8(at + 1);
            if (marker == 0xFF) {
                at++;
                continue;
            }
            if (marker == SCAN || marker == END) {
                break;
            }
            if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
                at += 2;
                continue;
            }
            int length = in.has(at + 2, 2) ? in.u16(at + 2) - 2 : 0;
            long body = at + 4;
            if (length < 0 || !in.has(body, length)) {
                found.fault("it ends inside the segment FF" + Integer.toHexString(marker));
                break;
            }
            if (marker == APP1 && in.matches(body, EXIF)) {
                Optional<byte[]> block = found.load(in, body, length, Findings.USER_COMMENT, "EXIF");
                if (block.isPresent()) {
                    ExifBlock.read(block.get(), "EXIF", found);
                }
            } else if (marker == APP1 && length >= XMP.length() && in.matches(body, XMP)) {
                xmp = found.load(in, body + XMP.length(), length - XMP.length(), Xmp.KEY, "XMP");
            } else if (marker == COMMENT) {
                found.load(in, body, length, Findings.USER_COMMENT, "COM")
                        .ifPresent(text -> found.comment("comment", text, "COM", true));
            } else if (isFrame(marker) && length >= 5) {
                found.pixels(in.u16(body + 3), in.u16(body + 1));
            }
            at = body + length;
        }
        xmp.ifPresent(xml -> Xmp.read(xml, found));
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    }
}
