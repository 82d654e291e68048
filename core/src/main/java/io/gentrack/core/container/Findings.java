package io.gentrack.core.container;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the texts of one file, says what is still wanted, and keeps the books on what the file may cost. Readers find bytes under a key;
 * what such bytes are (a graph, an envelope of several, A1111 text, something else) is decided here, alike for every format.
 */
final class Findings {
    static final String PROMPT = "prompt";
    static final String WORKFLOW = "workflow";
    static final String PARAMETERS = "parameters";
    static final String USER_COMMENT = "usercomment";

    /** Keys under which writers put whatever they have: an envelope, a graph, A1111 text. */
    private static final Set<String> COMMENT_KEYS = Set.of("comment", "description", USER_COMMENT);

    private static final Set<String> EMPTY_WORDS = Set.of("null", "none", "undefined", "nan");

    private final Container container;
    private final Wanted wanted;
    private final Map<String, Piece> other = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private @Nullable Piece prompt;
    private @Nullable Piece workflow;
    private @Nullable Piece parameters;
    private @Nullable Piece document;
    private @Nullable Piece foreignSettings;
    private @Nullable String structuralFault;
    private @Nullable String lostSettings;
    private OptionalInt width = OptionalInt.empty();
    private OptionalInt height = OptionalInt.empty();
    private int textBudget = Limits.TEXT_BYTES;
    private int steps;

    Findings(Container container, Wanted wanted) {
        this.container = container;
        this.wanted = wanted;
    }

    /** True when nothing that may still come is wanted. */
    boolean enough() {
        return wanted == Wanted.PROMPT_FIRST && prompt != null;
    }

    /** False for a workflow beside a usable prompt, when the caller put the prompt first. */
    boolean wants(String key) {
        return !(enough() && key.equals(WORKFLOW));
    }

    /** True when a workflow should wait until it is known whether there is a prompt. */
    boolean shouldWait(String key) {
        return wanted == Wanted.PROMPT_FIRST && prompt == null && key.equals(WORKFLOW);
    }

    /** True when no text that settings can be read from was found yet. */
    boolean nothingYet() {
        return prompt == null && workflow == null && parameters == null && foreignSettings == null;
    }

    /** True when neither graph was found yet. */
    boolean noGraphYet() {
        return prompt == null && workflow == null;
    }

    /** True when the graph under {@code key} was found. */
    boolean has(String key) {
        return key.equals(PROMPT) ? prompt != null : workflow != null;
    }

    /** Counts one chunk, box or element, so that a file of nothing but tiny ones ends somewhere. */
    void step() throws Malformed {
        if (++steps > Limits.STEPS) {
            throw new Malformed("it has more than " + Limits.STEPS + " parts");
        }
    }

    void pixels(long pixelsWide, long pixelsHigh) {
        if (pixelsWide > 0 && pixelsHigh > 0 && pixelsWide <= Integer.MAX_VALUE && pixelsHigh <= Integer.MAX_VALUE) {
            width = OptionalInt.of((int) pixelsWide);
            height = OptionalInt.of((int) pixelsHigh);
        }
    }

    /** The structure is broken from here on. */
    void fault(String reason) {
        if (structuralFault == null) {
            structuralFault = reason;
        }
        note(reason);
    }

    /** The text under {@code key} is there but cannot be had. */
    void lost(String key, String where, String why) {
        String reason = "the text at " + where + " " + why;
        boolean settings = key.equals(PROMPT) || key.equals(WORKFLOW) || key.equals(PARAMETERS);
        if (lostSettings == null && (settings || COMMENT_KEYS.contains(key) || key.equals("document"))) {
            lostSettings = reason;
        }
        note(reason);
    }

    void note(String note) {
        if (notes.size() < Limits.NOTES && !notes.contains(note)) {
            notes.add(note);
        }
    }

    /** How many bytes a text under {@code key} may have, stored or inflated. */
    int allowance(String key) {
        boolean ours = key.equals(PROMPT) || key.equals(WORKFLOW) || key.equals(PARAMETERS);
        return ours || COMMENT_KEYS.contains(key) || key.equals("document")
                ? textBudget
                : Math.min(textBudget, Limits.OTHER_BYTES);
    }

    /** Takes {@code bytes} off the file's allowance. */
    void spend(int bytes) {
        textBudget = Math.max(0, textBudget - bytes);
    }

    /** Reads a text of an untrusted length, or says why not. */
    Optional<byte[]> load(Source in, long offset, long length, String key, String where) throws IOException, Malformed {
        if (!in.has(offset, length)) {
            lost(key, where, "is longer than the rest of the file");
            return Optional.empty();
        }
        if (length > allowance(key)) {
            lost(key, where, "is larger than the " + Sizes.show(allowance(key)) + " that are read of it");
            return Optional.empty();
        }
        spend((int) length);
        return Optional.of(in.bytes(offset, (int) length));
    }

    /** True for keys under which an envelope may stand, of which a part is of use too. */
    static boolean isComment(String key) {
        return COMMENT_KEYS.contains(key);
    }

    /** Lower case without blanks around it: writers spell {@code Prompt}, {@code WORKFLOW}, {@code " workflow"}. */
    static String key(String raw) {
        return raw.strip().toLowerCase(Locale.ROOT);
    }

    /** A text under a key in {@link #key} form. Of two under the same key the last usable one stays. */
    void keyed(String key, byte[] raw, String where) {
        if (key.isEmpty()) {
            return;
        }
        if (key.equals(PROMPT) || key.equals(WORKFLOW)) {
            graph(key, raw, where);
        } else if (key.equals(PARAMETERS)) {
            byte[] text = Texts.trim(raw);
            if (text.length > 0) {
                parameters = new Piece(text, where);
            }
        } else if (COMMENT_KEYS.contains(key)) {
            comment(key, raw, where, true);
        } else {
            other(key, raw, where);
        }
    }

    /**
     * A text whose key says nothing about it.
     *
     * @param keepPlain whether a text that is nothing we know is worth keeping under {@code key}
     */
    void comment(String key, byte[] raw, String where, boolean keepPlain) {
        byte[] text = Texts.unwrapped(Texts.trim(raw));
        if (text.length == 0 || Texts.isBinary(text)) {
            return;
        }
        if (Texts.startsObject(text)) {
            json(key, text, where, keepPlain);
            return;
        }
        int colon = Texts.keyEnd(text);
        if (colon > 0) {
            String prefix = key(Texts.latin1(text, 0, colon));
            byte[] value = Texts.trim(Arrays.copyOfRange(text, colon + 1, text.length));
            if (prefix.equals(PARAMETERS)) {
                keyed(PARAMETERS, value, where);
                return;
            }
            if (value.length > 0 && (value[0] == '{' || value[0] == '"')) {
                keyed(prefix, Texts.firstValue(value), where);
                return;
            }
        }
        if (Texts.looksLikeParameters(text)) {
            if (parameters == null) {
                parameters = new Piece(text, where);
            }
        } else if (keepPlain) {
            other(key, text, where);
        }
    }

    /** A JSON object that is a graph itself, or has graphs as members, or is what another program wrote. */
    private void json(String key, byte[] text, String where, boolean keep) {
        JsonObjects.Scan scan = JsonObjects.scan(text);
        scan.member("extrametadata").ifPresent(value -> other("extrametadata", value.bytes(text), where));
        if (scan.isApiGraph()) {
            graph(PROMPT, text, where);
        } else if (scan.isUiGraph()) {
            graph(WORKFLOW, text, where);
        } else if (members(scan, text, where)) {
            scan.broken().ifPresent(why -> note("the text at " + where + " breaks off: " + why));
        } else if (scan.broken().isPresent()) {
            lost(key, where, "is no complete JSON: " + scan.broken().get());
        } else if (keep) {
            other(key, text, where);
            if (key.equals(USER_COMMENT) && foreignSettings == null) {
                foreignSettings = new Piece(text, where);
            }
        }
    }

    /** Takes {prompt, workflow, parameters} out of an envelope; false when it is none. */
    boolean members(JsonObjects.Scan scan, byte[] text, String where) {
        boolean any = false;
        for (String name : List.of(PROMPT, WORKFLOW, PARAMETERS)) {
            Optional<JsonObjects.Member> member = scan.member(name);
            // NovelAI and others have a "prompt" too: the words. A graph is JSON.
            if (member.isPresent()
                    && (name.equals(PARAMETERS) ? any : member.get().isObject(text))) {
                any = true;
                if (wants(name)) {
                    keyed(name, member.get().bytes(text), where + " " + name);
                }
            }
        }
        return any;
    }

    private void graph(String key, byte[] raw, String where) {
        byte[] text = Texts.unwrapped(Texts.trim(raw));
        if (text.length == 0 || (text.length <= 9 && EMPTY_WORDS.contains(key(Texts.latin1(text, 0, text.length))))) {
            return;
        }
        if (!Texts.startsObject(text)) {
            other(key, text, where);
            return;
        }
        if (text[text.length - 1] != '}') {
            text = Texts.firstValue(text);
            if (text[text.length - 1] != '}') {
                lost(key, where, "is cut short");
                return;
            }
        }
        if (Texts.isEmptyObject(text)) {
            return;
        }
        Piece piece = new Piece(text, where);
        if (key.equals(PROMPT)) {
            prompt = piece;
        } else if (wants(key)) {
            workflow = piece;
        }
    }

    private void other(String key, byte[] text, String where) {
        if (other.size() >= Limits.OTHER_PIECES
                || text.length > Limits.OTHER_BYTES
                || key.length() > Limits.KEY_BYTES) {
            note("the text at " + where + " was left out: too many or too large");
        } else {
            other.put(key, new Piece(text, where));
        }
    }

    /** The whole text of a JSON file. */
    void document(byte[] text) {
        document = new Piece(text, "file");
    }

    ReadOutcome outcome() {
        Piece settings = parameters;
        if (settings == null && noGraphYet()) {
            settings = foreignSettings;
        }
        if (noGraphYet() && settings == null && document == null) {
            if (lostSettings != null) {
                return new ReadOutcome.Unreadable(container, lostSettings);
            }
            if (structuralFault != null && other.isEmpty()) {
                return new ReadOutcome.Unreadable(container, structuralFault);
            }
        }
        // In PROMPT_FIRST a workflow that stood before the prompt is not handed on either: one rule, whatever the
        // order.
        Optional<Piece> graph = enough() ? Optional.empty() : Optional.ofNullable(workflow);
        return new ReadOutcome.Read(new Embedded(
                container,
                Optional.ofNullable(prompt),
                graph,
                Optional.ofNullable(settings),
                Optional.ofNullable(document),
                other,
                width,
                height,
                notes));
    }
}
