package io.gentrack.core.container;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * WebM and Matroska.
 *
 * <pre>
 * element: id (1 to 4 bytes, its leading zeros tell how many) | size (1 to 8 bytes, likewise; all ones = unknown) | body
 *
 * 1A45DFA3 EBML header
 * 18538067 Segment
 *   114D9B74 SeekHead / 4DBB Seek / 53AB SeekID, 53AC SeekPosition (from the first byte in the Segment)
 *   1654AE6B Tracks / AE TrackEntry / E0 Video / B0 PixelWidth, BA PixelHeight
 *   1F43B675 Cluster                                                    the film
 *   1254C367 Tags / 7373 Tag / 67C8 SimpleTag / 45A3 TagName, 4487 TagString
 * </pre>
 *
 * ffmpeg writes names in capitals and the Tags behind the film in long files: the SeekHead leads there, else Clusters are jumped over one by
 * one. A Cluster of unknown size is walked through instead: its elements have sizes.
 */
final class EbmlReader implements FormatReader {
    private static final long HEADER = 0x1A45DFA3L;
    private static final long SEGMENT = 0x18538067L;
    private static final long SEEK_HEAD = 0x114D9B74L;
    private static final long SEEK = 0x4DBB;
    private static final long SEEK_ID = 0x53AB;
    private static final long SEEK_POSITION = 0x53AC;
    private static final long TRACKS = 0x1654AE6BL;
    private static final long TRACK_ENTRY = 0xAE;
    private static final long VIDEO = 0xE0;
    private static final long PIXEL_WIDTH = 0xB0;
    private static final long PIXEL_HEIGHT = 0xBA;
    private static final long CLUSTER = 0x1F43B675L;
    private static final long TAGS = 0x1254C367L;
    private static final long TAG = 0x7373;
    private static final long SIMPLE_TAG = 0x67C8;
    private static final long TAG_NAME = 0x45A3;
    private static final long TAG_STRING = 0x4487;

    private static final int MOST_SEEKS = 64;

    @Override
    public void read(Source in, Findings found) throws IOException, Malformed {
        Elements top = new Elements(in, found, 0, in.size());
        while (top.next()) {
            if (top.id == SEGMENT) {
                segment(in, top.body, top.end, found);
                return;
            }
            if (top.id != HEADER && top.unknownSize) {
                break;
            }
        }
        found.fault("it has no Segment");
    }

    private static void segment(Source in, long from, long to, Findings found) throws IOException, Malformed {
        List<Long> tags = new ArrayList<>();
        Elements elements = new Elements(in, found, from, to);
        while (elements.next()) {
            if (elements.id == SEEK_HEAD) {
                seekHead(in, elements.body, elements.end, from, tags, found);
            } else if (elements.id == TRACKS) {
                tracks(in, elements.body, elements.end, found);
            } else if (elements.id == TAGS) {
                tags(in, elements.body, elements.end, found);
            } else if (elements.id == CLUSTER) {
                if (tagsAt(in, tags, to, found) || found.enough()) {
                    return;
                }
                tags.clear();
                if (elements.unknownSize) {
                    elements.enter();
                }
            }
        }
    }

    /** Reads the Tags the SeekHead pointed to; true where that gave a graph, so that the film need not be walked. */
    private static boolean tagsAt(Source in, List<Long> positions, long to, Findings found)
            throws IOException, Malformed {
        for (long position : positions) {
            Elements element = new Elements(in, found, position, to);
            if (in.has(position, 4) && in.u32(position) == TAGS && element.next()) {
                tags(in, element.body, element.end, found);
            }
        }
        return !found.noGraphYet();
    }

    private static void seekHead(Source in, long from, long to, long segment, List<Long> tags, Findings found)
            throws IOException, Malformed {
        Elements seeks = new Elements(in, found, from, to);
        while (seeks.next() && tags.size() < MOST_SEEKS) {
            if (seeks.id != SEEK) {
                continue;
            }
            long id = 0;
            long position = -1;
            Elements parts = new Elements(in, found, seeks.body, seeks.end);
            while (parts.next()) {
                if (parts.id == SEEK_ID) {
                    id = parts.number();
                } else if (parts.id == SEEK_POSITION) {
                    position = parts.number();
                }
            }
            if (id == TAGS && position >= 0) {
                tags.add(segment + position);
            }
        }
    }

    private static void tracks(Source in, long from, long to, Findings found) throws IOException, Malformed {
        Elements entries = new Elements(in, found, from, to);
        while (entries.next()) {
            Elements parts = new Elements(in, found, entries.body, entries.id == TRACK_ENTRY ? entries.end : 0);
            while (parts.next()) {
                long width = 0;
                long height = 0;
                Elements video = new Elements(in, found, parts.body, parts.id == VIDEO ? parts.end : 0);
                while (video.next()) {
                    if (video.id == PIXEL_WIDTH) {
                        width = video.number();
                    } else if (video.id == PIXEL_HEIGHT) {
                        height = video.number();
                    }
                }
                found.pixels(width, height);
            }
        }
    }

    private static void tags(Source in, long from, long to, Findings found) throws IOException, Malformed {
        Elements tags = new Elements(in, found, from, to);
        while (tags.next()) {
            Elements simple = new Elements(in, found, tags.body, tags.id == TAG ? tags.end : 0);
            while (simple.next()) {
                if (simple.id == SIMPLE_TAG) {
                    simpleTag(in, simple.body, simple.end, found);
                }
            }
        }
    }

    private static void simpleTag(Source in, long from, long to, Findings found) throws IOException, Malformed {
        String key = "";
        long text = -1;
        long textEnd = -1;
        boolean cut = false;
        Elements parts = new Elements(in, found, from, to);
        while (parts.next()) {
            if (parts.id == TAG_NAME && parts.end - parts.body <= Limits.KEY_BYTES) {
                int length = (int) (parts.end - parts.body);
                key = Findings.key(Texts.latin1(in.bytes(parts.body, length), 0, length));
            } else if (parts.id == TAG_STRING) {
                cut = parts.cut;
                text = parts.body;
                textEnd = parts.end;
            }
        }
        if (!key.isEmpty() && text >= 0 && found.wants(key)) {
            String name = key;
            if (cut && !Findings.isComment(name)) {
                found.lost(name, "Tags " + name, "is cut short");
                return;
            }
            found.load(in, text, textEnd - text, name, "Tags " + name)
                    .ifPresent(bytes -> found.keyed(name, bytes, "Tags " + name));
        }
    }

    /** Walks elements, one level at a time. */
    private static final class Elements {
        private final Source in;
        private final Findings found;
        private final long limit;
        private long next;

        long id;
        long body;
        /** First byte behind the present element, inside of what holds it whatever it says. */
        long end;

        boolean unknownSize;
        /** Whether the present element should have gone on behind {@link #end}. */
        boolean cut;

        Elements(Source in, Findings found, long from, long limit) {
            this.in = in;
            this.found = found;
            this.limit = Math.min(limit, in.size());
            this.next = from;
        }

        boolean next() throws IOException, Malformed {
            if (next < 0 || next >= limit) {
                return false;
            }
            found.step();
            long at = next;
            int idBytes = Integer.numberOfLeadingZeros(in.u8(at)) - 23;
            if (idBytes > 4) {
                found.fault("at byte " + at + " there is no element");
                return false;
            }
            if (at + idBytes >= limit) {
                found.fault("it ends inside the header of an element");
                return false;
            }
            id = bigEndian(at, idBytes);
            long sizeAt = at + idBytes;
            int first = in.u8(sizeAt);
            int sizeBytes = Integer.numberOfLeadingZeros(first) - 23;
            if (sizeBytes > 8 || sizeAt + sizeBytes > limit) {
                found.fault("at byte " + sizeAt + " there is no element size");
                return false;
            }
            long mask = (1L << (7 * sizeBytes)) - 1;
            long size = bigEndian(sizeAt, sizeBytes) & mask;
            body = sizeAt + sizeBytes;
            unknownSize = size == mask;
            cut = !unknownSize && size > limit - body;
            if (cut) {
                found.fault("an element at byte " + at + " is longer than what holds it");
            }
            end = unknownSize || cut ? limit : body + size;
            next = end;
            return true;
        }

        /** Goes on with what is inside of the present element. */
        void enter() {
            next = body;
        }

        /** The present element's body as a number; -1 where it is longer than eight bytes or negative. */
        long number() throws IOException, Malformed {
            return end - body > 8 ? -1 : bigEndian(body, (int) (end - body));
        }

        private long bigEndian(long at, int bytes) throws IOException, Malformed {
            long number = 0;
            for (int i = 0; i < bytes; i++) {
                number = number << 8 | in.u8(at + i);
            }
            return number;
        }
    }
}
