package io.gentrack.cli.console;

import java.lang.Character.UnicodeScript;

/** How many columns of a terminal a text takes: none for combining marks, two for East Asian wide characters and pictographs. */
public final class TextWidth {
    private static final String ELLIPSIS = "...";

    private TextWidth() {}

    public static int of(String text) {
        int width = 0;
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            width += of(point);
            i += Character.charCount(point);
        }
        return width;
    }

    static int of(int point) {
        if (point < 0x300) {
            return Character.isISOControl(point) ? 0 : 1;
        }
        int type = Character.getType(point);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT) {
            return 0;
        }
        return wide(point) ? 2 : 1;
    }

    private static boolean wide(int point) {
        if (point < 0x1100) {
            return false;
        }
        if ((point >= 0xFF01 && point <= 0xFF60) || (point >= 0xFFE0 && point <= 0xFFE6)) {
            return true;
        }
        if (point >= 0xFF61 && point <= 0xFFDC) {
            return false;
        }
        if ((point >= 0x3000 && point <= 0x303E) || (point >= 0x1F300 && point <= 0x1FAFF)) {
            return true;
        }
        UnicodeScript script = UnicodeScript.of(point);
        return script == UnicodeScript.HAN
                || script == UnicodeScript.HIRAGANA
                || script == UnicodeScript.KATAKANA
                || script == UnicodeScript.HANGUL
                || script == UnicodeScript.BOPOMOFO
                || script == UnicodeScript.YI;
    }

    /** The text with blanks behind it, or before it. A longer one stays as it is. */
    public static String pad(String text, int width, boolean right) {
        String blanks = " ".repeat(Math.max(0, width - of(text)));
        return right ? blanks + text : text + blanks;
    }

    /** Cuts the middle out of a text that is too wide: file names differ at both ends. */
    public static String fit(String text, int width) {
        if (of(text) <= width) {
            return text;
        }
        if (width <= ELLIPSIS.length() + 1) {
            return head(text, width);
        }
        int tail = (width - ELLIPSIS.length()) / 2;
        return head(text, width - ELLIPSIS.length() - tail) + ELLIPSIS + tail(text, tail);
    }

    private static String head(String text, int width) {
        int taken = 0;
        int i = 0;
        while (i < text.length()) {
            int point = text.codePointAt(i);
            if (taken + of(point) > width) {
                break;
            }
            taken += of(point);
            i += Character.charCount(point);
        }
        return text.substring(0, i);
    }

    private static String tail(String text, int width) {
        int taken = 0;
        int i = text.length();
        while (i > 0) {
            int point = text.codePointBefore(i);
            if (taken + of(point) > width) {
                break;
            }
            taken += of(point);
            i -= Character.charCount(point);
        }
        return text.substring(i);
    }

    /** Line breaks, tabs and control characters as blanks: what a file says must not move the cursor. */
    public static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean shown = !Character.isISOControl(c) && c != '\u2028' && c != '\u2029' && !direction(c);
            line.append(shown ? c : ' ');
        }
        return line.toString();
    }

    /** Marks that turn the direction of writing would let a file name lie about itself. */
    private static boolean direction(char c) {
        return (c >= '\u202A' && c <= '\u202E') || (c >= '\u2066' && c <= '\u2069');
    }
}
