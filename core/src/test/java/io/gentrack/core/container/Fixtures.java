package io.gentrack.core.container;

import static io.gentrack.core.container.Bytes.bytes;
import static io.gentrack.core.container.Bytes.utf8;

import java.io.ByteArrayOutputStream;
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
