package io.gentrack.core.extract.parameters;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A1111 text cut into its parts: the prompt, {@code Negative prompt:}, and from {@code Steps: 20} on the settings as
 * {@code Key: value, Key: "quoted, value", Key: {json}}.
 */
final class SettingsLine {
    private static final String NEGATIVE = "Negative prompt:";

    /** The beginning of the settings. */
    private static final Pattern LINE = Pattern.compile("(?:^|\\n) *(Steps: ?[0-9])");

    /** Some writers put them behind the negative prompt in the same line. */
    private static final Pattern IN_LINE = Pattern.compile(", ?(Steps: ?[0-9])");

    /** Tools that fold a text into one line leave nothing but a blank; two keys have to follow, then. */
    private static final Pattern FOLDED =
            Pattern.compile(" (Steps: ?[0-9]{1,4}, ?(?:Sampler|Schedule type|CFG scale|Seed|Size):"
                    + " ?[^,\\n]{1,80}, ?(?:Sampler|Schedule type|CFG scale|Seed|Size|Model):)");

    private static final int LONGEST_KEY = 80;

    /** Of a quoted or nested value; longer ones are cut at the next comma. */
    private static final int LONGEST_VALUE = 1 << 18;

    /** Real texts have some twenty; the bound keeps unclosed brackets from costing a square. */
    private static final int MOST_PAIRS = 500;

    private SettingsLine() {}

    /** False where the text has no settings. */
    static boolean read(String text, Said said) {
        int start = start(text);
        if (start < 0) {
            return false;
        }
        String words = text.substring(0, start);
        int negative = words.startsWith(NEGATIVE) ? 0 : words.indexOf("\n" + NEGATIVE);
        if (negative < 0 && words.indexOf('\n') < 0) {
            negative = words.indexOf(" " + NEGATIVE);
        }
        if (negative < 0) {
            said.put("prompt", words.strip());
        } else {
            said.put("prompt", words.substring(0, negative).strip());
            said.put(
                    "negative prompt",
                    words.substring(words.indexOf(':', negative) + 1).strip());
        }
        pairs(text, start, said);
        return true;
    }

    /** The last line that begins so, since a prompt may quote another text. */
    private static int start(String text) {
        int start = last(LINE, text);
        if (start < 0) {
            start = last(IN_LINE, text);
        }
        return start >= 0 ? start : last(FOLDED, text);
    }

    private static int last(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        int start = -1;
        while (matcher.find()) {
            start = matcher.start(1);
        }
        return start;
    }

    private static void pairs(String text, int from, Said said) {
        int at = from;
        for (int pairs = 0; at < text.length() && pairs < MOST_PAIRS; pairs++) {
            int colon = colon(text, at);
            if (colon < 0) {
                at = next(text, at);
                continue;
            }
            String key = text.substring(at, colon).strip();
            int value = colon + 1;
            while (value < text.length() && text.charAt(value) == ' ') {
                value++;
            }
            int end = valueEnd(text, value);
            said.put(key, unquoted(text.substring(value, end).strip()));
            at = next(text, end);
        }
    }

    /** The colon that ends the key at {@code at}, or -1 where a comma or line end comes first. */
    private static int colon(String text, int at) {
        int to = Math.min(text.length(), at + LONGEST_KEY);
        for (int i = at; i < to; i++) {
            char c = text.charAt(i);
            if (c == ':') {
                return i;
            }
            if (c == ',' || c == '\n' || c == '"') {
                return -1;
            }
        }
        return -1;
    }

    private static int valueEnd(String text, int from) {
        if (from < text.length()) {
            char first = text.charAt(from);
            if (first == '"') {
                return stringEnd(text, from);
            }
            if (first == '{' || first == '[') {
                int end = nestedEnd(text, from);
                // Samplers are called "[Forge] Flux Realistic": no list, then.
                return ends(text, end) ? end : plainEnd(text, from);
            }
        }
        return plainEnd(text, from);
    }

    private static boolean ends(String text, int at) {
        int next = at;
        while (next < text.length() && text.charAt(next) == ' ') {
            next++;
        }
        return next == text.length() || text.charAt(next) == ',' || text.charAt(next) == '\n';
    }

    private static int plainEnd(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '\n') {
            at++;
        }
        return at;
    }

    /** Behind the closing quote; a quote that never closes is a plain value. */
    private static int stringEnd(String text, int from) {
        for (int i = from + 1; i < bound(text, from); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                return i + 1;
            }
        }
        return plainEnd(text, from);
    }

    /** Behind the closing bracket; what never closes is a plain value. */
    private static int nestedEnd(String text, int from) {
        int depth = 0;
        boolean quoted = false;
        for (int i = from; i < bound(text, from); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' || c == '[') {
                depth++;
            } else if ((c == '}' || c == ']') && --depth == 0) {
                return i + 1;
            }
        }
        return plainEnd(text, from);
    }

    private static int bound(String text, int from) {
        return (int) Math.min(text.length(), (long) from + LONGEST_VALUE);
    }

    private static int next(String text, int at) {
        return Math.min(text.length(), plainEnd(text, at) + 1);
    }

    private static String unquoted(String value) {
        if (value.length() < 2 || value.charAt(0) != '"' || value.charAt(value.length() - 1) != '"') {
            return value;
        }
        StringBuilder out = new StringBuilder(value.length());
        for (int i = 1; i < value.length() - 1; i++) {
            char c = value.charAt(i);
            if (c == '\\' && i + 1 < value.length() - 1) {
                i++;
                c = value.charAt(i) == 'n' ? '\n' : value.charAt(i);
            }
            out.append(c);
        }
        return out.toString();
    }
}
