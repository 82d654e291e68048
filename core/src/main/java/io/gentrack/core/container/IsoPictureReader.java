package io.gentrack.core.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * AVIF and HEIF: metadata are items, listed in one place and stored in another.
 *
 * <pre>
 * meta: u32 version and flags, then boxes
 *   iinf: u32 v+f, u16|u32 count, boxes infe: u32 v+f, u16|u32 id, u16 protection, type ("Exif"; "mime" for XMP), …
 *   iloc: u32 v+f, u4 sizes of offset, length, base, index; u16|u32 count; count x
 *         id, [u16 method: 0 the file, 1 idat], u16 data reference, base, u16 extents, extents x ([index], offset, length)
 *   iprp / ipco / ispe: u32 v+f, u32 width, u32 height           the largest is the picture, others are tiles and thumbnails
 *   idat
 * an Exif item: u32 offset of the TIFF header behind this number, then EXIF
 * </pre>
 */
final class IsoPictureReader implements FormatReader {
    private static final int META = Source.tag("meta");
    private static final int IINF = Source.tag("iinf");
    private static final int INFE = Source.tag("infe");
    private static final int ILOC = Source.tag("iloc");
    private static final int IDAT = Source.tag("idat");
    private static final int IPRP = Source.tag("iprp");
    private static final int IPCO = Source.tag("ipco");
    private static final int ISPE = Source.tag("ispe");
    private static final int EXIF = Source.tag("Exif");

    private static final long NONE = -1;

    @Override
    public void read(Source in, Findings found) throws IOException, Malformed {
        Boxes top = new Boxes(in, found, 0, in.size());
        while (top.next()) {
            if (top.type == META) {
                meta(in, top.body + 4, top.end, found);
                return;
            }
        }
        found.fault("it has no item table");
    }

    private static void meta(Source in, long from, long to, Findings found) throws IOException, Malformed {
        long exifItem = NONE;
        long locations = NONE;
        long locationsEnd = NONE;
        long idat = NONE;
        Boxes boxes = new Boxes(in, found, from, to);
        while (boxes.next()) {
            if (boxes.type == IINF) {
                exifItem = exifItem(in, boxes.body, boxes.end, found);
            } else if (boxes.type == ILOC) {
                locations = boxes.body;
                locationsEnd = boxes.end;
            } else if (boxes.type == IDAT) {
                idat = boxes.body;
            } else if (boxes.type == IPRP) {
                properties(in, boxes.body, boxes.end, found);
            }
        }
        if (exifItem != NONE && locations != NONE) {
            new ItemLocations(in, locations, locationsEnd, idat, found).read(exifItem);
        }
    }

    private static long exifItem(Source in, long from, long to, Findings found) throws IOException, Malformed {
        boolean wide = in.u8(from) > 0;
        Boxes entries = new Boxes(in, found, from + (wide ? 8 : 6), to);
        while (entries.next()) {
            int version = entries.type == INFE && entries.length() >= 12 ? in.u8(entries.body) : 0;
            if (version >= 2) {
                int idBytes = version == 2 ? 2 : 4;
                if (in.tag(entries.body + 4 + idBytes + 2) == EXIF) {
                    return idBytes == 2 ? in.u16(entries.body + 4) : in.u32(entries.body + 4);
                }
            }
        }
        return NONE;
    }

    private static void properties(Source in, long from, long to, Findings found) throws IOException, Malformed {
        long largest = 0;
        Boxes containers = new Boxes(in, found, from, to);
        while (containers.next()) {
            if (containers.type != IPCO) {
                continue;
            }
            Boxes properties = new Boxes(in, found, containers.body, containers.end);
            while (properties.next()) {
                if (properties.type == ISPE && properties.length() >= 12) {
                    long width = in.u32(properties.body + 4);
                    long height = in.u32(properties.body + 8);
                    if (width < 1 << 24 && height < 1 << 24 && width * height > largest) {
                        largest = width * height;
                        found.pixels(width, height);
                    }
                }
            }
        }
    }

    /** The table of where items lie; read up to the one wanted. */
    private static final class ItemLocations {
        private final Source in;
        private final long end;
        private final long idat;
        private final Findings found;
        private long at;

        ItemLocations(Source in, long from, long end, long idat, Findings found) {
            this.in = in;
            this.at = from;
            this.end = end;
            this.idat = idat;
            this.found = found;
        }

        void read(long wantedItem) throws IOException, Malformed {
            int version = (int) number(1);
            at += 3;
            int sizes = (int) number(2);
            int offsetBytes = sizes >> 12;
            int lengthBytes = sizes >> 8 & 15;
            int baseBytes = sizes >> 4 & 15;
            int indexBytes = version == 0 ? 0 : sizes & 15;
            long items = number(version < 2 ? 2 : 4);
            for (long i = 0; i < items; i++) {
                found.step();
                long item = number(version < 2 ? 2 : 4);
                int method = version == 0 ? 0 : (int) number(2) & 15;
                at += 2;
                long base = number(baseBytes);
                if (method == 1) {
                    base += idat;
                }
                int extents = (int) number(2);
                ByteArrayOutputStream parts = new ByteArrayOutputStream();
                for (int e = 0; e < extents; e++) {
                    found.step();
                    at += indexBytes;
                    long offset = number(offsetBytes);
                    long length = number(lengthBytes);
                    if (item == wantedItem) {
                        long from = base + offset;
                        long there = in.has(from, 0) ? Math.min(length, in.size() - from) : -1;
                        if (there < length) {
                            found.fault("it ends inside its EXIF item");
                        }
                        if (there > 0) {
                            found.load(in, from, there, Findings.USER_COMMENT, "EXIF")
                                    .ifPresent(parts::writeBytes);
                        }
                    }
                }
                if (item == wantedItem) {
                    exif(parts.toByteArray());
                    return;
                }
            }
        }

        private void exif(byte[] item) throws Malformed {
            if (item.length < 8) {
                return;
            }
            long offset = ByteBuffer.wrap(item).getInt() & 0xFFFFFFFFL;
            // The number should be 0, or 6 before "Exif" 00 00; some writers leave it out, and then it reads as a TIFF
            // header.
            int from = offset <= item.length - 12 ? 4 + (int) offset : 0;
            byte[] block = new byte[item.length - from];
            System.arraycopy(item, from, block, 0, block.length);
            ExifBlock.read(block, "EXIF", found);
        }

        /** The next unsigned number of 0 to 8 bytes; above {@link Long#MAX_VALUE} it comes out negative, which no range accepts. */
        private long number(int bytes) throws IOException, Malformed {
            if (at + bytes > end) {
                throw new Malformed("its item table breaks off");
            }
            long number = 0;
            for (int i = 0; i < bytes; i++) {
                number = number << 8 | in.u8(at++);
            }
            return number;
        }
    }
}
