package io.gentrack.core.container;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Ogg with Opus, Vorbis, FLAC or Theora.
 *
 * <pre>
 * page: "OggS" 00 | flags (02 = a stream begins) | u64 position | u32 stream | u32 number | u32 CRC | u8 n | n x u8 piece length | pieces
 * </pre>
 *
 * A packet is pieces up to and with the first shorter than 255, over as many pages as it takes; little-endian. The second packet of each
 * stream has its comments: {@code "OpusTags"}, {@code 03 "vorbis"}, {@code 81 "theora"} or a FLAC block header, then Vorbis comments.
 */
final class OggReader implements FormatReader {
    private static final int PAGE_HEADER = 27;
    private static final int MOST_STREAMS = 8;
    private static final int BEGIN = 2;

    /** What is known of one stream: how many packets ended, and the second one as far as it was read. */
    private static final class Stream {
        private final ByteArrayOutputStream comments = new ByteArrayOutputStream();
        private int packets;
    }

    @Override
    public void read(Source in, Findings found) throws IOException, Malformed {
        Map<Long, Stream> streams = new HashMap<>();
        int open = 0;
        long at = 0;
        while (at == 0 || open > 0) {
            found.step();
            if (!in.matches(at, "OggS")) {
                throw new Malformed("at byte " + at + " there is no Ogg page");
            }
            long serial = in.u32le(at + 14);
            if ((in.u8(at + 5) & BEGIN) != 0 && streams.size() < MOST_STREAMS && !streams.containsKey(serial)) {
                streams.put(serial, new Stream());
                open++;
            }
            int pieces = in.u8(at + 26);
            byte[] lengths = in.bytes(at + PAGE_HEADER, pieces);
            long piece = at + PAGE_HEADER + pieces;
            Stream stream = streams.get(serial);
            for (byte raw : lengths) {
                int length = raw & 0xFF;
                if (stream != null && stream.packets == 1) {
                    if (stream.comments.size() > Limits.TEXT_BYTES - 255) {
                        throw new Malformed("its comments are larger than " + Sizes.show(Limits.TEXT_BYTES));
                    }
                    stream.comments.writeBytes(in.bytes(piece, length));
                }
                piece += length;
                if (stream != null && length < 255 && ++stream.packets == 2) {
                    open--;
                    packet(stream.comments.toByteArray(), found);
                    if (found.enough()) {
                        return;
                    }
                }
            }
            at = piece;
        }
    }

    private static void packet(byte[] packet, Findings found) throws IOException, Malformed {
        Source in = Source.of(packet);
        int head = in.matches(0, "OpusTags")
                ? 8
                : in.matches(0, "\u0003vorbis") || in.matches(0, "\u0081theora")
                        ? 7
                        : in.has(0, 4) && (in.u8(0) & 0x7F) == 4 ? 4 : -1;
        if (head > 0) {
            VorbisComments.read(in, head, packet.length, found);
        }
    }
}
