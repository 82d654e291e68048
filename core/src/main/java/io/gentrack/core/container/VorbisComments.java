package io.gentrack.core.container;

import java.io.IOException;

/**
 * Vorbis comments, which FLAC and Ogg share.
 *
 * <pre>
 * u32 length, vendor | u32 count | count x (u32 length, "key=value")          little-endian, UTF-8
 * </pre>
 */
final class VorbisComments {
    private VorbisComments() {}

    /** Reads the comments in {@code [from, to)} of {@code in}. */
    static void read(Source in, long from, long to, Findings found) throws IOException, Malformed {
        long at = from + 4 + in.u32le(from);
        long count = in.u32le(at);
        at += 4;
        for (long i = 0; i < count && !found.enough(); i++) {
            found.step();
            long length = in.u32le(at);
            long entry = at + 4;
            if (length > to - entry) {
                throw new Malformed("it ends inside its comments");
            }
            long equals = in.indexOf('=', entry, Math.min(entry + length, entry + Limits.KEY_BYTES));
            if (equals > 0) {
                int keyBytes = (int) (equals - entry);
                String key = Findings.key(Texts.latin1(in.bytes(entry, keyBytes), 0, keyBytes));
                if (found.wants(key) && !key.equals("metadata_block_picture")) {
                    found.load(in, equals + 1, entry + length - equals - 1, key, "comment " + key)
                            .ifPresent(text -> found.keyed(key, text, "comment " + key));
                }
            }
            at = entry + length;
        }
    }
}
