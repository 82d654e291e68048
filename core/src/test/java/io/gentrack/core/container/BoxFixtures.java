package io.gentrack.core.container;

import static io.gentrack.core.container.Bytes.bytes;
import static io.gentrack.core.container.Bytes.utf8;

import java.util.Map;

/** Files made of ISO boxes: AVIF and MP4. */
public final class BoxFixtures {
    private BoxFixtures() {}

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
}
