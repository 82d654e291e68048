package io.gentrack.core.container;

import static io.gentrack.core.container.Bytes.bytes;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Pictures that carry their metadata as EXIF: WebP and JPEG, with EXIF blocks of both byte orders. */
public final class ExifFixtures {
    private ExifFixtures() {}

    // EXIF

    /** One IFD entry with a value of bytes: type 2 is ASCII, 7 UNDEFINED. */
    public static final class Tag {
        private final int number;
        private final int type;
        private final byte[] value;

        public Tag(int number, int type, byte[] value) {
            this.number = number;
            this.type = type;
            this.value = value.clone();
        }

        public static Tag ascii(int number, String text) {
            return new Tag(number, 2, bytes().text(text).u8(0).done());
        }

        public static Tag userComment(byte[] charsetAndText) {
            return new Tag(0x9286, 7, charsetAndText);
        }
    }

    public static byte[] unicodeComment(String text, boolean bigEndian) {
        Charset charset = bigEndian ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
        return bytes().latin1("UNICODE\0").raw(text.getBytes(charset)).done();
    }

    /** A TIFF block with IFD0 and, where {@code exifTags} is not empty, an Exif IFD. Values stand behind their IFD, in order. */
    public static byte[] exif(boolean bigEndian, List<Tag> tags, List<Tag> exifTags) {
        Bytes block = bytes().latin1(bigEndian ? "MM" : "II");
        u16(block, 42, bigEndian);
        u32(block, 8, bigEndian);
        int entries = tags.size() + (exifTags.isEmpty() ? 0 : 1);
        int exifIfd = 8 + 2 + entries * 12 + 4 + valueBytes(tags);
        ifd(block, tags, exifTags.isEmpty() ? -1 : exifIfd, bigEndian);
        if (!exifTags.isEmpty()) {
            ifd(block, exifTags, -1, bigEndian);
        }
        return block.done();
    }

    private static int valueBytes(List<Tag> tags) {
        return tags.stream()
                .mapToInt(tag -> tag.value.length > 4 ? tag.value.length : 0)
                .sum();
    }

    private static void ifd(Bytes block, List<Tag> tags, int exifIfd, boolean bigEndian) {
        int entries = tags.size() + (exifIfd < 0 ? 0 : 1);
        int at = block.size() + 2 + entries * 12 + 4;
        u16(block, entries, bigEndian);
        Bytes values = bytes();
        for (Tag tag : tags) {
            u16(block, tag.number, bigEndian);
            u16(block, tag.type, bigEndian);
            u32(block, tag.value.length, bigEndian);
            if (tag.value.length > 4) {
                u32(block, at + values.size(), bigEndian);
                values.raw(tag.value);
            } else {
                block.raw(tag.value).zeros(4 - tag.value.length);
            }
        }
        if (exifIfd >= 0) {
            u16(block, 0x8769, bigEndian);
            u16(block, 4, bigEndian);
            u32(block, 1, bigEndian);
            u32(block, exifIfd, bigEndian);
        }
        block.u32(0).raw(values.done());
    }

    private static void u16(Bytes block, int value, boolean bigEndian) {
        Bytes unused = bigEndian ? block.u16(value) : block.u16le(value);
    }

    private static void u32(Bytes block, long value, boolean bigEndian) {
        Bytes unused = bigEndian ? block.u32(value) : block.u32le(value);
    }

    /** As ComfyUI's SaveAnimatedWEBP writes it: Model has the prompt, Make the workflow. */
    public static byte[] comfyExif(String prompt, String workflow) {
        return exif(
                true,
                List.of(Tag.ascii(0x010F, "workflow:" + workflow), Tag.ascii(0x0110, "prompt:" + prompt)),
                List.of());
    }

    // WebP, JPEG, GIF, AVIF

    /** A WebP of 512 x 768 with {@code payload} bytes of pixels, and an EXIF chunk behind them where {@code exif} is not empty. */
    public static byte[] webp(byte[] exif, int payload) {
        Bytes chunks = bytes().latin1("WEBP");
        chunks.raw(riffChunk(
                "VP8X",
                bytes().raw(8, 0, 0, 0)
                        .raw(511 & 0xFF, 511 >> 8, 0)
                        .raw(767 & 0xFF, 767 >> 8, 0)
                        .done()));
        chunks.raw(riffChunk(
                "VP8 ",
                bytes().raw(0, 0, 0, 0x9D, 1, 0x2A)
                        .u16le(512)
                        .u16le(768)
                        .zeros(payload)
                        .done()));
        if (exif.length > 0) {
            chunks.raw(riffChunk("EXIF", exif));
        }
        return bytes().latin1("RIFF").u32le(chunks.size()).raw(chunks.done()).done();
    }

    public static byte[] riffChunk(String type, byte[] body) {
        return bytes().latin1(type)
                .u32le(body.length)
                .raw(body)
                .zeros(body.length & 1)
                .done();
    }

    /** A JPEG of 512 x 768 with these segments before its frame. */
    public static byte[] jpeg(List<byte[]> segments) {
        Bytes jpeg = bytes().raw(0xFF, 0xD8)
                .raw(segment(0xE0, bytes().latin1("JFIF\0").zeros(9).done()));
        segments.forEach(jpeg::raw);
        jpeg.raw(segment(
                0xC0,
                bytes().u8(8)
                        .u16(768)
                        .u16(512)
                        .raw(3, 1, 0x11, 0, 2, 0x11, 1, 3, 0x11, 1)
                        .done()));
        return jpeg.raw(segment(0xDA, new byte[10])).zeros(32).raw(0xFF, 0xD9).done();
    }

    public static byte[] segment(int marker, byte[] body) {
        return bytes().raw(0xFF, marker).u16(body.length + 2).raw(body).done();
    }

    public static byte[] exifSegment(byte[] tiff) {
        return segment(0xE1, bytes().latin1("Exif\0\0").raw(tiff).done());
    }
}
