package io.gentrack.core.extract.parameters;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a text says, under the text's own keys, before anything is made of it. Keys are looked up without regard to case; of a
 * key that stands twice the first counts.
 */
final class Said {
    /** Real texts have some twenty keys. */
    private static final int MOST = 500;

    private final String program;
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> spelled = new LinkedHashMap<>();
    private Optional<Entry> model = Optional.empty();
    private final List<LoraSaid> loras = new ArrayList<>();
    private final List<FileHash> hashes = new ArrayList<>();

    /** A LoRA that a key names; the strength is a number text, empty where it is not said. */
    record LoraSaid(String name, String strength, String clipStrength, String key) {}

    /** A value and the key it stands under. */
    record Entry(String key, String value) {}

    Said(String program) {
        this.program = program;
    }

    /** Which program's text this is: {@code a1111}, {@code swarmui}, {@code civitai}, {@code stability-matrix}. */
    String program() {
        return program;
    }

    void put(String key, String value) {
        String lower = key.strip().toLowerCase(Locale.ROOT);
        if (!lower.isEmpty() && values.size() < MOST && values.putIfAbsent(lower, value) == null) {
            spelled.put(lower, key.strip());
        }
    }

    /** The first of these keys that is there with a value. */
    Optional<Entry> get(String... keys) {
        for (String key : keys) {
            String value = values.get(key);
            if (value != null && !value.isBlank()) {
                return Optional.of(new Entry(spelled.getOrDefault(key, key), value.strip()));
            }
        }
        return Optional.empty();
    }

    /** The model, where no key of its own names it: its hash, or CivitAI's list. */
    void model(Entry entry) {
        if (model.isEmpty()) {
            model = Optional.of(entry);
        }
    }

    Optional<Entry> model() {
        Optional<Entry> named = get("model", "modelname", "model name");
        return named.isPresent() ? named : model;
    }

    String text(String key) {
        return values.getOrDefault(key, "");
    }

    /** Every key in the text's own spelling, in its order. */
    Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        values.forEach((key, value) -> all.put(spelled.getOrDefault(key, key), value));
        return all;
    }

    /** Unless one of the same name is known: what says more comes first. */
    void lora(LoraSaid lora) {
        String bare = FileHash.bare(lora.name());
        boolean known = loras.stream().anyMatch(l -> FileHash.bare(l.name()).equals(bare));
        if (!known && !bare.isEmpty() && loras.size() < MOST) {
            loras.add(lora);
        }
    }

    List<LoraSaid> loras() {
        return loras;
    }

    void hash(FileHash hash) {
        if (!hashes.contains(hash) && hashes.size() < MOST) {
            hashes.add(hash);
        }
    }

    List<FileHash> hashes() {
        return List.copyOf(hashes);
    }
}
