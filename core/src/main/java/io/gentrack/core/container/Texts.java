package io.gentrack.core.container;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a text is, told from its bytes: blanks, wrappings, key prefixes, A1111 parameters, UTF-16. */
final class Texts {
    /** Longest key before a colon that is taken for one. */
    private static final int PREFIX_BYTES = 64;

    /** How far into a text the words of A1111 parameters are looked for; prompts come first and can be long. */
    private static final int PARAMETERS_BYTES = 1 << 20;

    private Texts() {}

    static String latin1(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Without a byte order mark, and without blanks and NULs at both ends. The same array where there are none. */
    static byte[] trim(byte[] bytes) {
        int from = 0;
        int to = bytes.length;
        if (to >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF) {
            from = 3;
        }
        while (from < to && isBlank(bytes[from])) {
            from++;
        }
        while (to > from && isBlank(bytes[to - 1])) {
            to--;
        }
        return from == 0 && to == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, to);
    }

    static byte[] copy(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == 0;
    }

    /** JSON inside a JSON string, once or twice, as some savers write it; other texts come back as they are. */
    static byte[] unwrapped(byte[] text) {
        byte[] now = text;
        for (int depth = 0; depth < 2 && now.length > 1 && now[0] == '"'; depth++) {
            byte[] inner = JsonObjects.stringValue(now);
            if (inner.length == 0) {
                return now;
            }
            now = trim(inner);
        }
        return now;
    }

    /** Control characters that no text has: a zip, a latent, a picture. */
    static boolean isBinary(byte[] text) {
        for (int i = 0; i < Math.min(text.length, PREFIX_BYTES); i++) {
            if ((text[i] >= 0 && text[i] < 0x20 && !isBlank(text[i])) || text[i] == 0x7F) {
                return true;
            }
        }
        return false;
    }

    /** True where a JSON object starts: prompts of NovelAI start with braces too, but go on with words. */
    static boolean startsObject(byte[] text) {
        if (text.length < 2 || text[0] != '{') {
            return false;
        }
        int at = 1;
        while (at < text.length - 1 && isBlank(text[at])) {
            at++;
        }
        return text[at] == '"' || text[at] == '}';
    }

    static boolean isEmptyObject(byte[] text) {
        for (int i = 1; i < text.length - 1; i++) {
            if (!isBlank(text[i])) {
                return false;
            }
        }
        return true;
    }

    /** Where the colon of a leading {@code key:} stands, or -1. */
    static int keyEnd(byte[] text) {
        for (int i = 0; i < Math.min(text.length, PREFIX_BYTES); i++) {
            int c = text[i];
            if (c == ':') {
                return i == 0 ? -1 : i;
            }
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && c != '_' && c != '-' && c != '.' && c != ' ') {
                return -1;
            }
        }
        return -1;
    }

    /** The first JSON object, array or string of a text, without what follows it; the whole text where it never closes. */
    static byte[] firstValue(byte[] text) {
        int end = valueEnd(text, 0, text.length);
        return end < 0 || end == text.length ? text : Arrays.copyOf(text, end);
    }

    /** Behind the JSON value that starts at {@code from}, or -1 where it does not close before {@code to}. */
    static int valueEnd(byte[] text, int from, int to) {
        int depth = 0;
        boolean quoted = false;
        for (int i = from; i < to; i++) {
            byte c = text[i];
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                    if (depth == 0) {
                        return i + 1;
                    }
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if ((c == '}' || c == ']') && --depth <= 0) {
                return i + 1;
            }
        }
        return -1;
    }

    /** A1111 and its kin: {@code Steps: 20, Sampler: …} somewhere behind the words. */
    static boolean looksLikeParameters(byte[] text) {
        int to = Math.min(text.length, PARAMETERS_BYTES);
        return contains(text, to, "Steps: ")
                && (contains(text, to, "Sampler: ")
                        || contains(text, to, "CFG scale: ")
                        || contains(text, to, "Negative prompt:"));
    }

    private static boolean contains(byte[] text, int to, String words) {
        return find(text, 0, to, words) >= 0;
    }

    /** Where the ASCII letters of {@code words} stand, in this case, or -1. */
    static int find(byte[] text, int from, int to, String words) {
        int last = to - words.length();
        for (int at = from; at <= last; at++) {
            int i = 0;
            while (i < words.length() && text[at + i] == words.charAt(i)) {
                i++;
            }
            if (i == words.length()) {
                return at;
            }
        }
        return -1;
    }

    /**
     * Text in UTF-16 as UTF-8. Which byte comes first is told by the text, not by the file around it: half of the bytes of western text
     * are zero, and they stand in front in big-endian text.
     */
    static byte[] fromUtf16(byte[] bytes, int from, int to, boolean bigEndianIfUnclear) {
        int start = from;
        Charset charset = bigEndianIfUnclear ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
        if (to - from >= 2 && bytes[from] == (byte) 0xFE && bytes[from + 1] == (byte) 0xFF) {
            charset = StandardCharsets.UTF_16BE;
            start += 2;
        } else if (to - from >= 2 && bytes[from] == (byte) 0xFF && bytes[from + 1] == (byte) 0xFE) {
            charset = StandardCharsets.UTF_16LE;
            start += 2;
        } else {
            int front = 0;
            int back = 0;
            int last = 0;
            for (int i = from; i + 1 < to; i += 2) {
                // A zero pair is padding and says nothing.
                int side = bytes[i] == 0 ? (bytes[i + 1] == 0 ? 0 : 1) : (bytes[i + 1] == 0 ? 2 : 0);
                // Western letters come in runs; a Chinese sign with a zero byte of its own stands alone.
                front += side == 1 && last == 1 ? 1 : 0;
                back += side == 2 && last == 2 ? 1 : 0;
                last = side;
            }
            if (front + back == 0 && Utf8.isValid(bytes, from, to)) {
                // Labelled UTF-16 but is not: some writers only copy the label.
                return Arrays.copyOfRange(bytes, from, to);
            }
            if (front != back) {
                charset = front > back ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
            }
        }
        return new String(bytes, start, (to - start) & ~1, charset).getBytes(StandardCharsets.UTF_8);
    }
}
