package io.gentrack.core.spi;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What stands in a graph where a program is to put a value before it sends the graph off: {@code {{steps}}}, {@code ${cfg}},
 * {@code %sampler%}, {@code __CKPT__}, {@code PARAM_MODEL}, {@code PLACEHOLDER.safetensors}. Names of files are nearly free, so a
 * form that a real file can have counts only where there is no file's ending.
 */
final class TemplateText {
    private static final int LONGEST = 200;

    /** Brackets of template languages. No file is named so, so they count wherever in the text they stand. */
    private static final Pattern BRACKETS =
            Pattern.compile("\\{\\{.*?\\}\\}|\\$\\{.*?\\}|#\\{.*?\\}|\\{%.*?%\\}|<%.*?%>|<\\|.*?\\|>|<<.*?>>");

    /** The whole of a name, its folder and ending taken off. A LoRA of a prompt has angle brackets as well. */
    private static final Pattern NAME = Pattern.compile(
            "%{1,2}[^%\\s]+%{1,2}|\\{[^{}]*\\}|\\[\\[.*\\]\\]|<(?!lora:)[^<>]*>|__[A-Z0-9_]+__|PARAM_\\w+");

    /** The whole of a text that has no file's ending. */
    private static final Pattern BARE = Pattern.compile(
            "(?i)your[_ -].*|\\$+[A-Za-z_][\\w.]*|\\$\\([\\w. ]+\\)|#\\w+#|%[sd]|__\\w+__|_{3,}\\w+|(?-i:\\[[A-Z][A-Z0-9_ ]*\\])"
                    + "|@\\w+@|~\\w+~|«.*»|\\$\\d+|\\.{3,}|…|\\?+|\\*+");

    private static final Pattern ENDING = Pattern.compile("(?i)\\.(safetensors|sft|ckpt|gguf|pth?|pt2|bin|pkl)$");

    /** Words in capitals, as programs name their own fields: {@code INPUT_MODEL}, {@code REPLACE_ME}. */
    private static final Pattern CAPITALS = Pattern.compile("[A-Z0-9]+(?:[_ -][A-Z0-9]+)*");

    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

    /** A name in capitals with one of these is no file's. */
    private static final Set<String> ASKING = Set.of(
            "replace",
            "your",
            "here",
            "todo",
            "tbd",
            "fixme",
            "change",
            "changeme",
            "insert",
            "param",
            "input",
            "name",
            "value");

    /** A name in capitals that says what is to stand there: one of these, perhaps with a {@link #QUALIFIERS}. */
    private static final Set<String> KINDS =
            Set.of("model", "ckpt", "checkpoint", "lora", "unet", "sampler", "scheduler", "string");

    private static final Set<String> QUALIFIERS =
            Set.of("base", "main", "file", "path", "high", "low", "refiner", "diffusion", "1", "2", "3", "4");

    /** The names of inputs, left where their value should be. */
    private static final Set<String> INPUTS = Set.of(
            "ckpt_name",
            "model_name",
            "unet_name",
            "lora_name",
            "sampler_name",
            "scheduler_name",
            "string",
            "todo",
            "changeme");

    private static final int LONGEST_INPUT =
            INPUTS.stream().mapToInt(String::length).max().orElse(0);

    private TemplateText() {}

    static boolean is(String text) {
        String whole = text.strip();
        return !whole.isEmpty() && whole.length() <= LONGEST && isWorthReading(whole) && hasForm(whole);
    }

    /**
     * One pass over the letters that most names end at: every text of every graph comes by here, and the expressions below cost
     * more than all else that is done with one.
     */
    static boolean isWorthReading(String whole) {
        boolean small = false;
        for (int i = 0; i < whole.length(); i++) {
            char c = whole.charAt(i);
            small |= c >= 'a' && c <= 'z';
            boolean sign = switch (c) {
                case '{', '}', '$', '#', '%', '<', '>', '[', ']', '@', '~', '«', '…', '?', '*' -> true;
                case '_' -> whole.startsWith("__", i);
                case '.' -> whole.startsWith("...", i);
                case 'P' -> whole.startsWith("PARAM_", i) || isPlaceholderAt(whole, i);
                case 'p' -> isPlaceholderAt(whole, i);
                default -> false;
            };
            if (sign) {
                return true;
            }
        }
        return !small || whole.regionMatches(true, 0, "your", 0, 4) || isInput(whole);
    }

    private static boolean isPlaceholderAt(String text, int at) {
        return text.regionMatches(true, at, "placeholder", 0, 11);
    }

    private static boolean isInput(String text) {
        return text.length() <= LONGEST_INPUT && INPUTS.contains(text.toLowerCase(Locale.ROOT));
    }

    static boolean hasForm(String whole) {
        if (BRACKETS.matcher(whole).find()) {
            return true;
        }
        Matcher ending = ENDING.matcher(whole);
        boolean file = ending.find();
        String stem = (file ? whole.substring(0, ending.start()) : whole).replace('\\', '/');
        String name = stem.substring(stem.lastIndexOf('/') + 1);
        return NAME.matcher(name).matches()
                || words(name).contains("placeholder")
                || (!file && (BARE.matcher(whole).matches() || asks(whole)));
    }

    private static boolean asks(String text) {
        if (isInput(text)) {
            return true;
        }
        if (!CAPITALS.matcher(text).matches()) {
            return false;
        }
        Set<String> words = words(text);
        return words.stream().anyMatch(ASKING::contains)
                || (words.stream().anyMatch(KINDS::contains)
                        && words.stream().allMatch(word -> KINDS.contains(word) || QUALIFIERS.contains(word)));
    }

    private static Set<String> words(String text) {
        return new HashSet<>(List.of(BETWEEN_WORDS.split(text.toLowerCase(Locale.ROOT))));
    }
}
