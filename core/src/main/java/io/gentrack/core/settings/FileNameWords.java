package io.gentrack.core.settings;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A file or folder name in the two forms in which words are looked for: all letters and digits run together
 * ({@code Wan2_1-T2V} is {@code wan21t2v}), and cut into words ({@code _wan_2_1_t_2_v_}).
 */
final class FileNameWords {
    /** Longer names are cut: nobody has them, and every rule looks at every character. */
    private static final int LONGEST = 300;

    private static final Set<String> ENDINGS = Set.of("safetensors", "sft", "ckpt", "pt", "pth", "bin", "gguf", "onnx");

    private final String joined;
    private final String cut;

    private FileNameWords(String joined, String cut) {
        this.joined = joined;
        this.cut = cut;
    }

    static FileNameWords of(String name) {
        String base = withoutEnding(name);
        if (base.length() > LONGEST) {
            base = base.substring(0, LONGEST);
        }
        StringBuilder joined = new StringBuilder(base.length());
        StringBuilder cut = new StringBuilder(base.length() + 16).append('_');
        for (int i = 0; i < base.length(); i++) {
            char c = base.charAt(i);
            if (!Character.isLetterOrDigit(c)) {
                separate(cut);
                continue;
            }
            if (i > 0 && beginsWord(base, i)) {
                separate(cut);
            }
            char lower = Character.toLowerCase(c);
            joined.append(lower);
            cut.append(lower);
        }
        separate(cut);
        return new FileNameWords(joined.toString(), cut.toString());
    }

    private static String withoutEnding(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 && ENDINGS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT))
                ? name.substring(0, dot)
                : name;
    }

    /** Between a letter and a digit, before the capital of {@code noobAi}, before the last capital of {@code NSFWTrained}. */
    private static boolean beginsWord(String name, int at) {
        char before = name.charAt(at - 1);
        char here = name.charAt(at);
        if (Character.isDigit(before) != Character.isDigit(here)) {
            return true;
        }
        boolean capital = Character.isUpperCase(here);
        return capital
                && (Character.isLowerCase(before)
                        || (at + 1 < name.length() && Character.isLowerCase(name.charAt(at + 1))));
    }

    private static void separate(StringBuilder cut) {
        if (cut.charAt(cut.length() - 1) != '_') {
            cut.append('_');
        }
    }

    boolean hasAny(List<String> patterns) {
        for (String pattern : patterns) {
            if (has(pattern)) {
                return true;
            }
        }
        return false;
    }

    /** {@code x} anywhere, {@code ^x} at the start, {@code =x} as a word, {@code x$} as the end of a word, {@code ^x$} alone, {@code x+y} both. */
    private boolean has(String pattern) {
        char first = pattern.charAt(0);
        if (first == '^') {
            return pattern.endsWith("$")
                    ? joined.length() == pattern.length() - 2 && pattern.startsWith(joined, 1)
                    : joined.startsWith(pattern.substring(1));
        }
        if (first == '=') {
            return cut.contains(pattern.replace('=', '_') + "_");
        }
        if (pattern.endsWith("$")) {
            return cut.contains(pattern.replace('$', '_'));
        }
        int plus = pattern.indexOf('+');
        return plus < 0
                ? joined.contains(pattern)
                : joined.contains(pattern.substring(0, plus)) && has(pattern.substring(plus + 1));
    }
}
