package io.gentrack.core.container;

import java.io.IOException;

/**
 * Walks the boxes of an ISO base media file, one level at a time.
 *
 * <pre>
 * u32 size (with this header) | type | body                     big-endian
 * u32 1 | type | u64 size | body                                for boxes above 4 GiB
 * u32 0 | type | body up to the end of what holds it
 * </pre>
 */
final class Boxes {
    private final Source in;
    private final Findings found;
    private final long limit;
    private long next;

    int type;
    /** First byte behind the header of the present box. */
    long body;
    /** First byte behind the present box, inside of what holds it whatever the box says. */
    long end;

    /** Whether the present box should have gone on behind {@link #end}. */
    boolean cut;

    Boxes(Source in, Findings found, long from, long limit) {
        this.in = in;
        this.found = found;
        this.limit = Math.min(limit, in.size());
        this.next = from;
    }

    /** Goes to the next box; false at the end. */
    boolean next() throws IOException, Malformed {
        if (next < 0 || limit - next < 8) {
            return false;
        }
        found.step();
        long at = next;
        long size = in.u32(at);
        type = in.tag(at + 4);
        body = at + 8;
        if (size == 1) {
            if (limit - at < 16) {
                found.fault("it ends inside the header of the box " + Source.name(type));
                return false;
            }
            size = in.i64(at + 8);
            body = at + 16;
        } else if (size == 0) {
            size = limit - at;
        }
        if (size < body - at) {
            found.fault("the box " + Source.name(type) + " at byte " + at + " has an impossible size");
            return false;
        }
        if (size > limit - at) {
            found.fault("the box " + Source.name(type) + " is longer than what holds it");
            size = limit - at;
            cut = true;
        } else {
            cut = false;
        }
        end = at + size;
        next = end;
        return true;
    }

    long length() {
        return end - body;
    }
}
