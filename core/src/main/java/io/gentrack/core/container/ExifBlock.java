package io.gentrack.core.container;

import java.util.Arrays;
import java.util.Locale;

/**
 * Texts in a TIFF block, which is how WebP, JPEG, AVIF and PNG's {@code eXIf} carry EXIF.
 *
 * <pre>
 * ["Exif\0\0"]  "II"|"MM"  u16 42  u32 offset of IFD0          offsets count from "II"|"MM"
 * IFD:   u16 count, count x entry, u32 next IFD
 * entry: u16 tag  u16 type  u32 count  u32 value or offset      inline where count x size of type is 4 or less
 * 0x8769 in IFD0 points to the Exif IFD, which has UserComment (0x9286): 8 bytes of charset name, then text
 * </pre>
 *
 * ComfyUI's writers put {@code prompt:{…}} and {@code workflow:{…}} into any ASCII tag of IFD0 (Model, Make, ImageDescription, Copyright
 * were seen), spelled in any case. Tools that rewrite such a file often leave an old offset, which then points into another text; so a
 * graph that no tag leads to is looked for in the whole block.
 */
final class ExifBlock {
    private static final int EXIF_IFD = 0x8769;
    private static final int USER_COMMENT = 0x9286;
    /** Windows' own comment fields: UTF-16LE in a BYTE array. */
    private static final int XP_TITLE = 0x9C9B;

    private static final int XP_SUBJECT = 0x9C9F;
    private static final int CHARSET_BYTES = 8;

    private final byte[] block;
    private final int base;
    private final String where;
    private final Findings found;
    private boolean bigEndian;
    /** Bytes of values that may still be looked at, so that a thousand entries over one text cost no more than a few. */
    private long workLeft;

    private ExifBlock(byte[] block, int base, String where, Findings found) {
        this.block = block;
        this.base = base;
        this.where = where;
        this.found = found;
        this.workLeft = 8L * block.length + (1 << 16);
    }

    /**
     * Reads the texts of {@code block}.
     *
     * @param where how places in it are called, for people: {@code EXIF}
     */
    static void read(byte[] block, String where, Findings found) throws Malformed {
        int base = startsWith(block, 0, "Exif\0\0") ? 6 : 0;
        ExifBlock exif = new ExifBlock(block, base, where, found);
        if (exif.header()) {
            exif.directories();
        } else {
            found.note("the " + where + " block has no TIFF header");
        }
        exif.search(Findings.PROMPT);
        exif.search(Findings.WORKFLOW);
    }

    private boolean header() {
        bigEndian = startsWith(block, base, "MM");
        return (bigEndian || startsWith(block, base, "II")) && block.length - base >= 8;
    }

    private void directories() throws Malformed {
        long exifIfd = directory(u32(base + 4), "");
        if (exifIfd > 0) {
            directory(exifIfd, "Exif ");
        }
    }

    /** Reads one IFD; the offset of the Exif IFD, or 0 where it names none. */
    private long directory(long offset, String name) throws Malformed {
        if (offset < 8 || offset + 2 > block.length - base) {
            found.note("an IFD of the " + where + " block lies outside of it");
            return 0;
        }
        int at = base + (int) offset;
        int entries = u16(at);
        long exifIfd = 0;
        at += 2;
        for (int i = 0; i < entries; i++, at += 12) {
            found.step();
            if (at + 12 > block.length) {
                found.note("an IFD of the " + where + " block breaks off");
                break;
            }
            int tag = u16(at);
            if (tag == EXIF_IFD && name.isEmpty()) {
                exifIfd = u32(at + 8);
            } else {
                entry(at, tag, name);
            }
        }
        return exifIfd;
    }

    private void entry(int at, int tag, String name) {
        int type = u16(at + 2);
        long count = u32(at + 4);
        // BYTE, ASCII, UNDEFINED and UTF-8 have one byte per value; numbers hold no text.
        boolean text = type == 2 || type == 1 || type == 7 || type == 129;
        if (!text || count < 5) {
            return;
        }
        long offset = u32(at + 8) + base;
        if (offset >= block.length || offset < base) {
            return;
        }
        int from = (int) offset;
        int to = (int) Math.min(block.length, from + count);
        String place = where + " " + name + tagName(tag);
        if (tag == USER_COMMENT) {
            if (spend(to - from, place)) {
                found.comment(Findings.USER_COMMENT, userComment(from, to), place, true);
            }
        } else if (tag >= XP_TITLE && tag <= XP_SUBJECT) {
            if (spend(to - from, place)) {
                found.comment("usercomment", Texts.fromUtf16(block, from, to, false), place, false);
            }
        } else {
            ascii(from, to, place);
        }
    }

    private void ascii(int from, int to, String place) {
        byte[] head = Arrays.copyOfRange(block, from, Math.min(to, from + Limits.KEY_BYTES));
        int colon = Texts.keyEnd(head);
        if (colon > 0) {
            String key = Findings.key(Texts.latin1(head, 0, colon));
            if (isGraphKey(key)) {
                graphAt(key, from + colon + 1, to, place);
                return;
            }
        }
        // A value that begins right behind a letter is the middle of another one: its offset is stale.
        boolean stale = from > 0 && block[from - 1] >= 0x20;
        if (!stale && spend(to - from, place)) {
            found.comment("exif", Arrays.copyOfRange(block, from, endOfText(from, to)), place, false);
        }
    }

    /** A graph whose text starts at {@code from}; where its count ends too soon, the text itself says where it ends. */
    private void graphAt(String key, int from, int to, String place) {
        if (!found.wants(key) || !spend(block.length - from, place)) {
            return;
        }
        int start = from;
        while (start < to && Texts.isBlank(block[start])) {
            start++;
        }
        if (start == to) {
            return;
        }
        int end = Texts.valueEnd(block, start, block.length);
        if (end < 0) {
            found.lost(key, place, "is cut short");
        } else {
            found.keyed(key, Arrays.copyOfRange(block, start, end), place);
        }
    }

    /** Looks for the key, a colon and a brace anywhere, when no entry led to it. */
    private void search(String key) {
        if (found.has(key) || !found.wants(key)) {
            return;
        }
        int unsure = -1;
        for (int at = base; at + key.length() + 2 < block.length; at++) {
            if (!keyAt(at, key)) {
                continue;
            }
            int brace = at + key.length() + 1;
            while (brace < block.length && block[brace] == ' ') {
                brace++;
            }
            if (brace >= block.length || block[brace] != '{') {
                continue;
            }
            int before = at == base ? 0 : block[at - 1];
            if (before >= 0 && before < 0x20) {
                graphAt(key, brace, block.length, where + " " + key);
                return;
            }
            // Right behind a letter or a quote it is a word of some prompt, not a key.
            if (unsure < 0 && (before == '}' || before < 0)) {
                unsure = brace;
            }
        }
        if (unsure >= 0) {
            graphAt(key, unsure, block.length, where + " " + key);
        }
    }

    private boolean keyAt(int at, String key) {
        for (int i = 0; i < key.length(); i++) {
            if ((block[at + i] | 0x20) != key.charAt(i)) {
                return false;
            }
        }
        return block[at + key.length()] == ':';
    }

    private byte[] userComment(int from, int to) {
        if (to - from >= CHARSET_BYTES) {
            String charset = Texts.latin1(block, from, from + CHARSET_BYTES);
            int text = from + CHARSET_BYTES;
            if (charset.startsWith("UNICODE")) {
                return Texts.fromUtf16(block, text, to, bigEndian);
            }
            if (charset.toUpperCase(Locale.ROOT).startsWith("ASCII\0") || charset.equals("\0\0\0\0\0\0\0\0")) {
                return plainOrUtf16(text, to);
            }
        }
        return plainOrUtf16(from, to);
    }

    /** Text whose label says nothing: UTF-16 all the same where every second byte is zero. */
    private byte[] plainOrUtf16(int from, int to) {
        int zeros = 0;
        for (int i = from; i < Math.min(to, from + 64); i++) {
            zeros += block[i] == 0 ? 1 : 0;
        }
        boolean wide = zeros >= Math.min(to - from, 64) / 2 - 2 && zeros > 4 && zeros < Math.min(to - from, 64);
        return wide
                ? Texts.fromUtf16(block, from, to, bigEndian)
                : Arrays.copyOfRange(block, from, endOfText(from, to));
    }

    private boolean spend(long bytes, String place) {
        workLeft -= bytes;
        if (workLeft < 0) {
            found.note("the text at " + place + " was left out: its tags overlap too often");
        }
        return workLeft >= 0;
    }

    private int endOfText(int from, int to) {
        for (int i = from; i < to; i++) {
            if (block[i] == 0) {
                return i;
            }
        }
        return to;
    }

    private static boolean isGraphKey(String key) {
        return key.equals(Findings.PROMPT) || key.equals(Findings.WORKFLOW);
    }

    private static String tagName(int tag) {
        return switch (tag) {
            case 0x010E -> "ImageDescription";
            case 0x010F -> "Make";
            case 0x0110 -> "Model";
            case 0x8298 -> "Copyright";
            case USER_COMMENT -> "UserComment";
            default -> String.format(Locale.ROOT, "0x%04X", tag);
        };
    }

    private static boolean startsWith(byte[] block, int at, String text) {
        if (block.length - at < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (block[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int u16(int at) {
        int high = block[at] & 0xFF;
        int low = block[at + 1] & 0xFF;
        return bigEndian ? high << 8 | low : low << 8 | high;
    }

    private long u32(int at) {
        int first = u16(at);
        int second = u16(at + 2);
        return (bigEndian ? (long) first << 16 | second : (long) second << 16 | first) & 0xFFFFFFFFL;
    }
}
