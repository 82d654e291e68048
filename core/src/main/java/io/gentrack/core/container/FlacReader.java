package io.gentrack.core.container;

import java.io.IOException;

/**
 * FLAC.
 *
 * <pre>
 * [ID3v2 tag]  "fLaC", then blocks:  u8 type (80 = the last) | u24 length | body          big-endian
 * type 4: Vorbis comments
 * </pre>
 */
final class FlacReader implements FormatReader {
    private static final int COMMENTS = 4;
    private static final int LAST = 0x80;

    @Override
    public void read(Source in, Findings found) throws IOException, Malformed {
        long at = Id3Reader.behindTag(in) + 4;
        boolean last = false;
        while (!last && !found.enough()) {
            found.step();
            int head = in.u8(at);
            last = (head & LAST) != 0;
            long body = at + 4;
            long end = body + in.u24(at + 1);
            if (end > in.size()) {
                found.fault("it ends inside its metadata");
                end = in.size();
                last = true;
            }
            if ((head & ~LAST) == COMMENTS) {
                VorbisComments.read(in, body, end, found);
            }
            at = end;
        }
    }
}
