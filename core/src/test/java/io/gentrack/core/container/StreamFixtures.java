package io.gentrack.core.container;

import static io.gentrack.core.container.Bytes.bytes;
import static io.gentrack.core.container.Bytes.utf8;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Files that are streams of small parts: WebM, FLAC, Ogg and MP3. */
public final class StreamFixtures {
    private StreamFixtures() {}

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
}
