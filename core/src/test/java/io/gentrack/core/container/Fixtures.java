package io.gentrack.core.container;

import static io.gentrack.core.container.Bytes.bytes;
import static io.gentrack.core.container.Bytes.utf8;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Makes small valid files of every format from the format's description. No byte of them comes from anywhere else. */
public final class Fixtures {
    private Fixtures() {}

    /** An API graph with one sampler. */
    public static final String PROMPT =
            "{\"3\": {\"inputs\": {\"seed\": 7, \"steps\": 20, \"cfg\": 8.0, \"sampler_name\": \"euler\", \"scheduler\": \"normal\", "
                    + "\"denoise\": 1.0}, \"class_type\": \"KSampler\"}}";

    /** A UI graph with one node. */
    public static final String WORKFLOW =
            "{\"last_node_id\": 3, \"nodes\": [{\"id\": 3, \"type\": \"KSampler\", \"widgets_values\": [7, \"fixed\", 20]}], \"links\": []}";

    /** A1111 text. */
    public static final String PARAMETERS = "a duck on a pond\nNegative prompt: blurry\n"
            + "Steps: 15, Sampler: DPM++ 2M Karras, CFG scale: 5, Seed: 1, Size: 512x768, Model hash: c0d1994c73";

    public static Map<String, String> texts(String... keysAndValues) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            texts.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return texts;
    }

    // PNG

    /** A PNG of 512 x 768 with tEXt chunks before its pixels. */
    public static byte[] png(Map<String, String> texts) {
        List<byte[]> chunks = new ArrayList<>();
        texts.forEach((key, text) -> chunks.add(textChunk("tEXt", key, text)));
        chunks.add(pixels(64));
        return png(chunks);
    }

    /** A PNG of 512 x 768 with these chunks between IHDR and IEND. */
    public static byte[] png(List<byte[]> chunks) {
        Bytes png = bytes().raw(0x89).latin1("PNG\r\n\u001A\n");
        png.raw(chunk("IHDR", bytes().u32(512).u32(768).raw(8, 2, 0, 0, 0).done()));
        chunks.forEach(png::raw);
        return png.raw(chunk("IEND", new byte[0])).done();
    }

    public static byte[] chunk(String type, byte[] body) {
        CRC32 crc = new CRC32();
        crc.update(type.getBytes(StandardCharsets.ISO_8859_1));
        crc.update(body);
        return bytes().u32(body.length)
                .latin1(type)
                .raw(body)
                .u32(crc.getValue())
                .done();
    }

    public static byte[] pixels(int size) {
        return chunk("IDAT", new byte[size]);
    }

    /** tEXt or comf, with the text in UTF-8. */
    public static byte[] textChunk(String type, String key, String text) {
        return chunk(type, bytes().latin1(key).u8(0).text(text).done());
    }

    public static byte[] ztxt(String key, byte[] text) {
        return chunk("zTXt", bytes().latin1(key).raw(0, 0).raw(deflated(text)).done());
    }

    public static byte[] itxt(String key, String text, boolean compressed) {
        byte[] body = compressed ? deflated(utf8(text)) : utf8(text);
        return chunk(
                "iTXt",
                bytes().latin1(key)
                        .raw(0, compressed ? 1 : 0, 0)
                        .latin1("en")
                        .u8(0)
                        .u8(0)
                        .raw(body)
                        .done());
    }

    public static byte[] deflated(byte[] plain) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        deflater.setInput(plain);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

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

    public static byte[] gif(String comment) {
        Bytes gif =
                bytes().latin1("GIF89a").u16le(512).u16le(768).raw(0x80, 0, 0).zeros(6);
        gif.raw(0x21, 0xF9, 4, 0, 0, 0, 0, 0);
        byte[] text = utf8(comment);
        if (text.length > 0) {
            gif.raw(0x21, 0xFE);
            for (int at = 0; at < text.length; at += 255) {
                int length = Math.min(255, text.length - at);
                gif.u8(length);
                for (int i = 0; i < length; i++) {
                    gif.u8(text[at + i]);
                }
            }
            gif.u8(0);
        }
        return gif.u8(0x2C)
                .u16le(0)
                .u16le(0)
                .u16le(1)
                .u16le(1)
                .raw(0, 2, 2, 0x44, 1, 0, 0x3B)
                .done();
    }

    /** An AVIF of 512 x 768 with its EXIF item behind {@code payload} bytes of pixels. */
    public static byte[] avif(byte[] exif, int payload) {
        byte[] ftyp =
                box("ftyp", bytes().latin1("avif").u32(0).latin1("avifmif1").done());
        byte[] item = exif.length == 0 ? exif : bytes().u32(0).raw(exif).done();
        int metaSize = avifMeta(0, item.length).length;
        byte[] meta = avifMeta(ftyp.length + metaSize + 8 + payload, item.length);
        return bytes().raw(ftyp)
                .raw(meta)
                .raw(box("mdat", bytes().zeros(payload).raw(item).done()))
                .done();
    }

    private static byte[] avifMeta(long exifOffset, int exifLength) {
        boolean exif = exifLength > 0;
        Bytes iinf = bytes().u32(0).u16(exif ? 2 : 1);
        iinf.raw(box(
                "infe", bytes().u8(2).u24(0).u16(1).u16(0).latin1("av01").u8(0).done()));
        Bytes iloc = bytes().u32(0).raw(0x44, 0x00).u16(exif ? 2 : 1);
        iloc.u16(1).u16(0).u16(1).u32(0).u32(0);
        if (exif) {
            iinf.raw(box(
                    "infe",
                    bytes().u8(2).u24(0).u16(2).u16(0).latin1("Exif").u8(0).done()));
            iloc.u16(2).u16(0).u16(1).u32(exifOffset).u32(exifLength);
        }
        byte[] ispe = box("ispe", bytes().u32(0).u32(512).u32(768).done());
        return box(
                "meta",
                bytes().u32(0)
                        .raw(box(
                                "hdlr",
                                bytes().u32(0).u32(0).latin1("pict").zeros(13).done()))
                        .raw(box("iinf", iinf.done()))
                        .raw(box("iloc", iloc.done()))
                        .raw(box("iprp", box("ipco", ispe)))
                        .done());
    }

    // MP4, MOV

    public static byte[] box(String type, byte[] body) {
        return bytes().u32(body.length + 8).latin1(type).raw(body).done();
    }

    /** A box with a 64-bit size. */
    public static byte[] longBox(String type, byte[] body) {
        return bytes().u32(1).latin1(type).u64(body.length + 16).raw(body).done();
    }

    public static byte[] ftyp() {
        return box("ftyp", bytes().latin1("isom").u32(512).latin1("isomiso2").done());
    }

    /** A track of 512 x 768. */
    public static byte[] track() {
        return box(
                "trak",
                box("tkhd", bytes().zeros(76).u32(512 << 16).u32(768 << 16).done()));
    }

    /** moov/udta/meta with named keys, as ffmpeg writes with use_metadata_tags. */
    public static byte[] mdtaMeta(Map<String, String> texts) {
        Bytes keys = bytes().u32(0).u32(texts.size());
        Bytes items = bytes();
        int index = 1;
        for (Map.Entry<String, String> entry : texts.entrySet()) {
            keys.raw(box("mdta", utf8(entry.getKey())));
            byte[] data =
                    box("data", bytes().u32(1).u32(0).text(entry.getValue()).done());
            items.u32(data.length + 8).u32(index++).raw(data);
        }
        return box(
                "meta",
                bytes().u32(0)
                        .raw(handler("mdta"))
                        .raw(box("keys", keys.done()))
                        .raw(box("ilst", items.done()))
                        .done());
    }

    /** moov/udta/meta with one comment, as ffmpeg writes otherwise. */
    public static byte[] mdirMeta(String comment) {
        byte[] data = box("data", bytes().u32(1).u32(0).text(comment).done());
        return box(
                "meta",
                bytes().u32(0)
                        .raw(handler("mdir"))
                        .raw(box("ilst", box("\u00A9cmt", data)))
                        .done());
    }

    public static byte[] handler(String type) {
        return box("hdlr", bytes().u32(0).u32(0).latin1(type).zeros(13).done());
    }

    /** An MP4 of 512 x 768 with {@code mdat} before {@code moov}; {@code meta} may be empty. */
    public static byte[] mp4(byte[] meta, int payload) {
        byte[] moov = box(
                "moov",
                bytes().raw(track())
                        .raw(meta.length == 0 ? meta : box("udta", meta))
                        .done());
        return bytes().raw(ftyp()).raw(box("mdat", new byte[payload])).raw(moov).done();
    }

    /** What VideoHelperSuite puts into one comment: the prompt as a string, the workflow as an object. */
    public static String vhsComment(String prompt, String workflow) {
        return "{\"prompt\": \"" + prompt.replace("\\", "\\\\").replace("\"", "\\\"") + "\", \"workflow\": " + workflow
                + ", \"CreationTime\": \"2026-01-01\"}";
    }

    // WebM, Matroska

    /** An element whose size takes eight bytes. */
    public static byte[] element(long id, byte[] body) {
        return bytes().raw(id(id))
                .u64(0x0100000000000000L | body.length)
                .raw(body)
                .done();
    }

    /** The header of an element of unknown size. */
    public static byte[] unknownSize(long id) {
        return bytes().raw(id(id))
                .raw(0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF)
                .done();
    }

    private static byte[] id(long id) {
        Bytes out = bytes();
        for (int shift = 24; shift >= 0; shift -= 8) {
            if (id >> shift != 0) {
                out.u8((int) (id >> shift));
            }
        }
        return out.done();
    }

    public static byte[] ebmlHeader() {
        return element(0x1A45DFA3L, element(0x4282, utf8("webm")));
    }

    public static byte[] ebmlTracks() {
        byte[] video = bytes().raw(element(0xB0, bytes().u16(512).done()))
                .raw(element(0xBA, bytes().u16(768).done()))
                .done();
        return element(0x1654AE6BL, element(0xAE, element(0xE0, video)));
    }

    public static byte[] cluster(int payload) {
        return element(
                0x1F43B675L,
                bytes().raw(element(0xE7, new byte[1]))
                        .raw(element(0xA3, new byte[payload]))
                        .done());
    }

    public static byte[] ebmlTags(Map<String, String> texts) {
        Bytes tags = bytes();
        texts.forEach((key, text) -> tags.raw(element(
                0x67C8,
                bytes().raw(element(0x45A3, utf8(key)))
                        .raw(element(0x4487, utf8(text)))
                        .done())));
        return element(0x1254C367L, element(0x7373, tags.done()));
    }

    /** A WebM of 512 x 768 with Tags behind {@code payload} bytes of film. */
    public static byte[] webm(Map<String, String> texts, int payload) {
        Bytes segment = bytes().raw(ebmlTracks()).raw(cluster(payload));
        if (!texts.isEmpty()) {
            segment.raw(ebmlTags(texts));
        }
        return bytes().raw(ebmlHeader())
                .raw(element(0x18538067L, segment.done()))
                .done();
    }

    // Sound

    public static byte[] vorbisComments(Map<String, String> texts) {
        Bytes comments = bytes().u32le(4).latin1("test").u32le(texts.size());
        texts.forEach((key, text) -> {
            byte[] entry = utf8(key + "=" + text);
            comments.u32le(entry.length).raw(entry);
        });
        return comments.done();
    }

    public static byte[] flac(Map<String, String> texts) {
        Bytes flac = bytes().latin1("fLaC").u8(0).u24(34).zeros(34);
        byte[] comments = vorbisComments(texts);
        return flac.u8(0x84)
                .u24(comments.length)
                .raw(comments)
                .raw(0xFF, 0xF8)
                .zeros(40)
                .done();
    }

    /** Ogg Opus; a page holds at most {@code segments} pieces of 255 bytes, so that comments span pages. */
    public static byte[] opus(Map<String, String> texts, int segments) {
        byte[] head = bytes().latin1("OpusHead").raw(1, 2).zeros(9).done();
        byte[] tags = bytes().latin1("OpusTags").raw(vorbisComments(texts)).done();
        Bytes ogg = bytes();
        oggPackets(ogg, 77, head, segments, 2);
        oggPackets(ogg, 77, tags, segments, 0);
        oggPackets(ogg, 77, new byte[300], segments, 0);
        return ogg.done();
    }

    public static void oggPackets(Bytes ogg, int serial, byte[] packet, int segments, int flags) {
        int pieces = packet.length / 255 + 1;
        int at = 0;
        for (int first = 0; first < pieces; first += segments) {
            int count = Math.min(segments, pieces - first);
            ogg.latin1("OggS")
                    .u8(0)
                    .u8(first == 0 ? flags : 1)
                    .u64le(0)
                    .u32le(serial)
                    .u32le(first)
                    .u32le(0)
                    .u8(count);
            int from = at;
            for (int i = 0; i < count; i++) {
                int length = first + i == pieces - 1 ? packet.length - at : 255;
                ogg.u8(length);
                at += length;
            }
            for (int i = from; i < at; i++) {
                ogg.u8(packet[i]);
            }
        }
    }

    /** An ID3v2 tag of this version around frames. */
    public static byte[] id3(int version, int flags, byte[] frames) {
        return bytes().latin1("ID3")
                .raw(version, 0, flags)
                .raw(sevenBits(frames.length))
                .raw(frames)
                .done();
    }

    public static byte[] sevenBits(int value) {
        return bytes().raw(value >> 21 & 0x7F, value >> 14 & 0x7F, value >> 7 & 0x7F, value & 0x7F)
                .done();
    }

    /** A TXXX frame; the encoding is ID3's number for it. */
    public static byte[] txxx(int version, int encoding, String key, String text) {
        Charset charset = switch (encoding) {
            case 0 -> StandardCharsets.ISO_8859_1;
            case 1 -> StandardCharsets.UTF_16LE;
            case 2 -> StandardCharsets.UTF_16BE;
            default -> StandardCharsets.UTF_8;
        };
        Bytes body = bytes().u8(encoding);
        for (String part : List.of(key, text)) {
            if (encoding == 1) {
                body.raw(0xFF, 0xFE);
            }
            body.raw(part.getBytes(charset));
            if (part.equals(key)) {
                body.zeros(encoding == 1 || encoding == 2 ? 2 : 1);
            }
        }
        byte[] done = body.done();
        Bytes frame = bytes().latin1("TXXX");
        Bytes sized = version == 4 ? frame.raw(sevenBits(done.length)) : frame.u32(done.length);
        return sized.u16(0).raw(done).done();
    }

    public static byte[] mp3(Map<String, String> texts) {
        Bytes frames = bytes();
        texts.forEach((key, text) -> frames.raw(txxx(4, 3, key, text)));
        return bytes().raw(id3(4, 0, frames.zeros(20).done()))
                .raw(0xFF, 0xFB, 0x90, 0)
                .zeros(400)
                .done();
    }

    // Models, vector graphics

    public static String jsonString(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    public static String jsonObject(Map<String, String> texts) {
        List<String> members = new ArrayList<>();
        texts.forEach((key, text) -> members.add(jsonString(key) + ": " + jsonString(text)));
        return "{" + String.join(", ", members) + "}";
    }

    public static byte[] glb(Map<String, String> texts) {
        String extras = texts.isEmpty() ? "" : ", \"extras\": " + jsonObject(texts);
        byte[] json = utf8("{\"scenes\": [{}], \"asset\": {\"version\": \"2.0\"" + extras + "}, \"nodes\": []}");
        return bytes().latin1("glTF")
                .u32le(2)
                .u32le(20 + json.length)
                .u32le(json.length)
                .latin1("JSON")
                .raw(json)
                .done();
    }

    public static byte[] safetensors(Map<String, String> metadata) {
        String meta = metadata.isEmpty() ? "" : "\"__metadata__\": " + jsonObject(metadata) + ", ";
        byte[] header = utf8("{" + meta + "\"w\": {\"dtype\": \"F16\", \"shape\": [2], \"data_offsets\": [0, 4]}}");
        return bytes().u64le(header.length).raw(header).zeros(4).done();
    }

    public static byte[] svg(String metadata) {
        String element = metadata.isEmpty() ? "" : "<metadata><![CDATA[" + metadata + "]]></metadata>";
        return utf8("<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\">" + element
                + "<path d=\"M0 0\"/></svg>");
    }
}
