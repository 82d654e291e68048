package io.gentrack.core.advice;

import io.gentrack.core.settings.ModelRef;
import java.util.List;
import java.util.Locale;

/** What the name of a file has to contain, whatever stands between its letters and digits. */
final class NameWords {
    private NameWords() {}

    /**
     * Whether a name has all the words.
     *
     * @param words lower-case letters and digits; {@code a|b} either of them, {@code !a} must not be there
     */
    static boolean match(List<String> words, ModelRef file) {
        String folded = folded(file.name());
        return words.stream().allMatch(word -> matches(word, folded));
    }

    /** Whether a text that a person typed has all the words. */
    static boolean match(List<String> words, String text) {
        String folded = folded(text);
        return words.stream().allMatch(word -> matches(word, folded));
    }

    private static boolean matches(String word, String folded) {
        if (word.startsWith("!")) {
            return !folded.contains(word.substring(1));
        }
        for (String one : word.split("\\|", 10)) {
            if (folded.contains(one)) {
                return true;
            }
        }
        return false;
    }

    /** The base name in lower case, letters and digits only. */
    private static String folded(String name) {
        int slash = Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\'));
        String base = name.substring(slash + 1).toLowerCase(Locale.ROOT);
        StringBuilder kept = new StringBuilder(base.length());
        base.codePoints().filter(Character::isLetterOrDigit).forEach(kept::appendCodePoint);
        return kept.toString();
    }
}
