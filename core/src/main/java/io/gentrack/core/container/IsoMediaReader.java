package io.gentrack.core.container;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * MP4, MOV, M4V.
 *
 * <pre>
 * moov / udta / meta / hdlr(mdta), keys, ilst     ComfyUI core, VHS: ilst items are numbered, keys has their names
 * moov / udta / meta / hdlr(mdir), ilst           ffmpeg without use_metadata_tags: (A9)cmt holds {"prompt": …, "workflow": …}
 * moov / udta / (A9)cmt                           QuickTime: u16 length, u16 language, text; may repeat
 * moov / meta, meta, moov / trak / udta | meta    other muxers
 * moov / trak / tkhd                              … u32 width, u32 height at its end, 16.16 fixed point
 *
 * meta:  u32 version and flags (QuickTime leaves them out), boxes
 * keys:  u32 version and flags, u32 count, count x (u32 size, namespace, name)
 * ilst:  items (type = number of the key, or a name), each with data: u32 type (1 UTF-8, 2 UTF-16), u32 locale, value
 * </pre>
 *
 * {@code moov} stands before or behind {@code mdat}, which is jumped over.
 */
final class IsoMediaReader implements FormatReader {
    private static final int MOOV = Source.tag("moov");
    private static final int UDTA = Source.tag("udta");
    private static final int META = Source.tag("meta");
    private static final int TRAK = Source.tag("trak");
    private static final int TKHD = Source.tag("tkhd");
    private static final int HDLR = Source.tag("hdlr");
    private static final int KEYS = Source.tag("keys");
    private static final int ILST = Source.tag("ilst");
    private static final int DATA = Source.tag("data");
    private static final int NAME = Source.tag("name");
    private static final int FREE_FORM = Source.tag("----");
    private static final int COMMENT = Source.tag("\u00A9cmt");
    private static final int DESCRIPTION = Source.tag("desc");
    private static final int QUICKTIME_DESCRIPTION = Source.tag("\u00A9des");

    private static final int MOST_KEYS = 4096;
    private static final int MOST_TRACKS = 64;
    private static final String APPLE = "com.apple.quicktime.";

    @Override
    public void read(Source in, Findings found) throws IOException, Malformed {
        List<long[]> metas = new ArrayList<>();
        List<long[]> tracks = new ArrayList<>();
        Boxes top = new Boxes(in, found, 0, in.size());
        while (top.next() && !found.enough()) {
            if (top.type == MOOV) {
                movie(in, top.body, top.end, tracks, metas, found);
            } else if (top.type == META) {
                metas.add(new long[] {top.body, top.end});
            }
        }
        // What stands outside of its usual place counts only where the usual places had nothing.
        for (long[] meta : metas) {
            if (found.noGraphYet()) {
                meta(in, meta[0], meta[1], found);
            }
        }
        for (long[] track : tracks) {
            if (found.noGraphYet()) {
                userData(in, track[0], track[1], found);
            }
        }
    }

    private static void movie(Source in, long from, long to, List<long[]> tracks, List<long[]> metas, Findings found)
            throws IOException, Malformed {
        Boxes boxes = new Boxes(in, found, from, to);
        while (boxes.next()) {
            if (boxes.type == UDTA) {
                userData(in, boxes.body, boxes.end, found);
            } else if (boxes.type == META && metas.size() < MOST_TRACKS) {
                metas.add(new long[] {boxes.body, boxes.end});
            } else if (boxes.type == TRAK && tracks.size() < MOST_TRACKS) {
                track(in, boxes.body, boxes.end, tracks, found);
            }
        }
    }

    private static void track(Source in, long from, long to, List<long[]> tracks, Findings found)
            throws IOException, Malformed {
        Boxes boxes = new Boxes(in, found, from, to);
        while (boxes.next()) {
            if (boxes.type == TKHD && boxes.length() >= 8) {
                found.pixels(in.u16(boxes.end - 8), in.u16(boxes.end - 4));
            } else if (boxes.type == UDTA) {
                tracks.add(new long[] {boxes.body, boxes.end});
            } else if (boxes.type == META) {
                // As if it stood in a udta: from its header on.
                tracks.add(new long[] {boxes.body - 8, boxes.end});
            }
        }
    }

    private static void userData(Source in, long from, long to, Findings found) throws IOException, Malformed {
        Boxes boxes = new Boxes(in, found, from, to);
        while (boxes.next()) {
            if (boxes.type == META) {
                meta(in, boxes.body, boxes.end, found);
            } else if (boxes.type == COMMENT || boxes.type == QUICKTIME_DESCRIPTION) {
                quickTimeText(in, boxes.body, boxes.end, commentKey(boxes.type), found);
            }
        }
    }

    /** One or more texts, each with its length and language. */
    private static void quickTimeText(Source in, long from, long to, String key, Findings found)
            throws IOException, Malformed {
        long at = from;
        while (to - at > 4) {
            found.step();
            // The length has 16 bits: ffmpeg writes longer texts with what is left of it, so the box decides for a
            // single text.
            long length = in.u16(at);
            long rest = to - at - 4;
            boolean single = at == from && (length > rest || rest - length < 4 || isJson(in, at + 4));
            found.load(in, at + 4, single ? rest : Math.min(length, rest), key, "moov/udta " + key)
                    .ifPresent(text -> found.keyed(key, text, "moov/udta " + key));
            at += single ? 4 + rest : 4 + length;
        }
    }

    private static boolean isJson(Source in, long at) throws IOException, Malformed {
        return in.has(at, 1) && in.u8(at) == '{';
    }

    private static void meta(Source in, long from, long to, Findings found) throws IOException, Malformed {
        boolean bare = in.has(from + 4, 4) && in.tag(from + 4) == HDLR;
        Boxes boxes = new Boxes(in, found, bare ? from : from + 4, to);
        List<String> keys = List.of();
        while (boxes.next()) {
            if (boxes.type == KEYS) {
                keys = keys(in, boxes.body, boxes.end, found);
            } else if (boxes.type == ILST) {
                items(in, boxes.body, boxes.end, keys, found);
            }
        }
    }

    private static List<String> keys(Source in, long from, long to, Findings found) throws IOException, Malformed {
        List<String> keys = new ArrayList<>();
        // An entry looks like a box: u32 size with its header, four letters (the namespace), name.
        Boxes entries = new Boxes(in, found, from + 8, to);
        while (entries.next() && keys.size() < MOST_KEYS) {
            int length = (int) Math.min(entries.length(), Limits.KEY_BYTES);
            String key = Findings.key(Texts.latin1(in.bytes(entries.body, length), 0, length));
            keys.add(key.startsWith(APPLE) ? key.substring(APPLE.length()) : key);
        }
        return keys;
    }

    private static void items(Source in, long from, long to, List<String> keys, Findings found)
            throws IOException, Malformed {
        Boxes items = new Boxes(in, found, from, to);
        while (items.next() && !found.enough()) {
            String key = "";
            if (items.type > 0 && items.type <= keys.size()) {
                key = keys.get(items.type - 1);
            } else if (items.type == COMMENT || items.type == DESCRIPTION || items.type == QUICKTIME_DESCRIPTION) {
                key = commentKey(items.type);
            } else if (items.type != FREE_FORM) {
                continue;
            }
            item(in, items.body, items.end, key, found);
        }
    }

    private static void item(Source in, long from, long to, String itemKey, Findings found)
            throws IOException, Malformed {
        String key = itemKey;
        Boxes parts = new Boxes(in, found, from, to);
        while (parts.next()) {
            if (parts.type == NAME && key.isEmpty() && parts.length() > 4) {
                int length = (int) Math.min(parts.length() - 4, Limits.KEY_BYTES);
                key = Findings.key(Texts.latin1(in.bytes(parts.body + 4, length), 0, length));
            } else if (parts.type == DATA && parts.length() >= 8 && !key.isEmpty() && found.wants(key)) {
                if (parts.cut && !Findings.isComment(key)) {
                    found.lost(key, "moov/udta/meta " + key, "is cut short");
                } else {
                    value(in, parts.body, parts.end, key, found);
                }
            }
        }
    }

    private static void value(Source in, long from, long to, String key, Findings found) throws IOException, Malformed {
        boolean utf16 = in.u32(from) == 2;
        String where = "moov/udta/meta " + key;
        found.load(in, from + 8, to - from - 8, key, where)
                .ifPresent(text -> found.keyed(key, utf16 ? Texts.fromUtf16(text, 0, text.length, true) : text, where));
    }

    private static String commentKey(int type) {
        return type == COMMENT ? "comment" : "description";
    }
}
