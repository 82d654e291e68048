package io.gentrack.core.settings;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gentrack.core.settings.Families.Level;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What node types, file names and text encoders say about a model family: the data of {@code families.json}. A user's table in
 * the same form stands above the built-in one ({@link #with}).
 */
public final class FamilyTables {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    private static final FamilyTables BUILT_IN = load(FamilyTables::named);

    /** Rules for names, tested in order; the first whose {@code words} are there and whose {@code unless} are not. */
    record NameRule(String family, List<String> words, List<String> unless, List<String> covers) {
        NameRule(
                @JsonProperty(value = "family", required = true) String family,
                @JsonProperty(value = "words", required = true) List<String> words,
                @JsonProperty("unless") @Nullable List<String> unless,
                @JsonProperty("covers") @Nullable List<String> covers) {
            this.family = family;
            this.words = checked(words);
            this.unless = checked(orNone(unless));
            this.covers = orNone(covers);
        }

        boolean matches(FileNameWords name) {
            return name.hasAny(words) && !name.hasAny(unless);
        }
    }

    /** Node types that only one architecture uses; {@code borrowedBy} names those that use it all the same. */
    record NodeRule(
            String family,
            Level level,
            List<String> classes,
            List<String> prefixes,
            List<String> except,
            List<String> borrowedBy) {
        NodeRule(
                @JsonProperty(value = "family", required = true) String family,
                @JsonProperty("level") @Nullable Level level,
                @JsonProperty("classes") @Nullable List<String> classes,
                @JsonProperty("prefixes") @Nullable List<String> prefixes,
                @JsonProperty("except") @Nullable List<String> except,
                @JsonProperty("borrowed_by") @Nullable List<String> borrowedBy) {
            this.family = family;
            this.level = level == null ? Level.HIGH : level;
            this.classes = orNone(classes);
            this.prefixes = orNone(prefixes);
            this.except = orNone(except);
            this.borrowedBy = orNone(borrowedBy);
        }
    }

    /** A value of a CLIP loader's {@code type}; {@code dual} where it says so only in a loader of two encoders. */
    record ClipType(String type, boolean dual, List<String> families, Level level) {
        ClipType(
                @JsonProperty(value = "type", required = true) String type,
                @JsonProperty("dual") boolean dual,
                @JsonProperty(value = "families", required = true) List<String> families,
                @JsonProperty("level") @Nullable Level level) {
            this.type = type;
            this.dual = dual;
            this.families = some(families);
            this.level = level == null ? Level.MEDIUM : level;
        }
    }

    /** A text encoder or VAE file; the likeliest family first. Where it does not decide, it only narrows down. */
    record Companion(List<String> words, List<String> families, boolean decides) {
        @JsonCreator
        static Companion read(
                @JsonProperty(value = "words", required = true) List<String> words,
                @JsonProperty(value = "families", required = true) List<String> families,
                @JsonProperty("decides") @Nullable Boolean decides) {
            return new Companion(checked(words), some(families), decides == null || decides);
        }
    }

    /** What is needed to find a family, but not to name one. */
    private record Rules(
            List<NameRule> names,
            List<NodeRule> nodes,
            List<ClipType> clipTypes,
            List<Companion> encoders,
            List<Companion> vaes,
            Map<String, NodeRule> classes) {
        static Rules of(
                List<NameRule> names,
                List<NodeRule> nodes,
                List<ClipType> clipTypes,
                List<Companion> encoders,
                List<Companion> vaes) {
            Map<String, NodeRule> classes = new HashMap<>();
            for (NodeRule rule : nodes) {
                rule.classes().forEach(c -> classes.putIfAbsent(c, rule));
            }
            return new Rules(names, nodes, clipTypes, encoders, vaes, classes);
        }
    }

    /** The built-in rules, read when a family is first looked for: a suggestion only names them. */
    private static final class BuiltIn {
        static final Rules RULES = load(FamilyTables::rules);
    }

    private final Map<String, String> parents;
    private final Map<String, String> aliases;
    private final Supplier<Rules> rules;

    private FamilyTables(Map<String, String> parents, Map<String, String> aliases, Supplier<Rules> rules) {
        this.parents = parents;
        this.aliases = aliases;
        this.rules = rules;
    }

    public static FamilyTables builtIn() {
        return BUILT_IN;
    }

    /**
     * These tables with a user's above them: rules of the user are tested first, words of the user replace ours.
     *
     * @param json any of the members of {@code families.json}
     * @throws IllegalArgumentException with line and column where the text is no such table
     */
    public FamilyTables with(String json) {
        try {
            JsonNode tree = JSON.readTree(json);
            Rules user = rules(tree);
            Rules ours = rules.get();
            Rules both = Rules.of(
                    over(user.names(), ours.names()),
                    over(user.nodes(), ours.nodes()),
                    over(user.clipTypes(), ours.clipTypes()),
                    over(user.encoders(), ours.encoders()),
                    over(user.vaes(), ours.vaes()));
            return new FamilyTables(
                    over(words(tree.path("parents")), parents), over(words(tree.path("aliases")), aliases), () -> both);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the table of model families cannot be read: " + e.getMessage(), e);
        }
    }

    /** Our word for a family that another program or a user calls otherwise: {@code ltx} is {@code ltxv}. */
    public String canonical(String word) {
        String lower = word.strip().toLowerCase(Locale.ROOT);
        return aliases.getOrDefault(lower, lower);
    }

    /** The architecture of a family: {@code sdxl} of {@code pony}; itself where it is one. */
    public String architecture(String family) {
        return parents.getOrDefault(family, family);
    }

    /** True where one is the architecture of the other, or both are the same. */
    boolean related(String a, String b) {
        return a.equals(b) || architecture(a).equals(b) || architecture(b).equals(a);
    }

    /** The one that says more of two related families. */
    String narrower(String a, String b) {
        return architecture(a).equals(b) ? a : b;
    }

    List<NameRule> names() {
        return rules.get().names();
    }

    Optional<NodeRule> node(String classType) {
        Rules all = rules.get();
        NodeRule exact = all.classes().get(classType);
        if (exact != null) {
            return Optional.of(exact);
        }
        for (NodeRule rule : all.nodes()) {
            for (String prefix : rule.prefixes()) {
                if (classType.startsWith(prefix) && !rule.except().contains(classType)) {
                    return Optional.of(rule);
                }
            }
        }
        return Optional.empty();
    }

    Optional<ClipType> clipType(String value, boolean dual) {
        return rules.get().clipTypes().stream()
                .filter(t -> t.type().equals(value) && (dual || !t.dual()))
                .findFirst();
    }

    Optional<Companion> encoder(FileNameWords name) {
        return rules.get().encoders().stream()
                .filter(c -> name.hasAny(c.words()))
                .findFirst();
    }

    Optional<Companion> vae(FileNameWords name) {
        return rules.get().vaes().stream().filter(c -> name.hasAny(c.words())).findFirst();
    }

    private static <T> List<T> over(List<T> user, List<T> ours) {
        List<T> all = new ArrayList<>(user);
        all.addAll(ours);
        return List.copyOf(all);
    }

    private static Map<String, String> over(Map<String, String> user, Map<String, String> ours) {
        Map<String, String> all = new HashMap<>(ours);
        all.putAll(user);
        return Map.copyOf(all);
    }

    private static List<String> orNone(@Nullable List<String> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    private static List<String> checked(List<String> words) {
        for (String word : words) {
            if (word.replaceAll("[\\^=$+]", "").isEmpty()) {
                throw new IllegalArgumentException("a word of a rule is empty, it would match every name");
            }
        }
        return List.copyOf(words);
    }

    private static List<String> some(List<String> families) {
        if (families.isEmpty()) {
            throw new IllegalArgumentException("a rule names no family");
        }
        return List.copyOf(families);
    }

    @FunctionalInterface
    private interface Reading<T> {
        T of(JsonNode json) throws JsonProcessingException;
    }

    private static <T> T load(Reading<T> reading) {
        try (InputStream in = FamilyTables.class.getResourceAsStream("families.json")) {
            if (in == null) {
                throw new IllegalStateException("families.json is missing from the program");
            }
            return reading.of(JSON.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException("families.json of the program cannot be read", e);
        }
    }

    private static FamilyTables named(JsonNode json) throws JsonProcessingException {
        return new FamilyTables(words(json.path("parents")), words(json.path("aliases")), () -> BuiltIn.RULES);
    }

    private static Rules rules(JsonNode json) throws JsonProcessingException {
        return Rules.of(
                rules(json.path("names"), new TypeReference<List<NameRule>>() {}),
                rules(json.path("nodes"), new TypeReference<List<NodeRule>>() {}),
                rules(json.path("clip_types"), new TypeReference<List<ClipType>>() {}),
                rules(json.path("encoders"), new TypeReference<List<Companion>>() {}),
                rules(json.path("vaes"), new TypeReference<List<Companion>>() {}));
    }

    private static Map<String, String> words(JsonNode json) {
        Map<String, String> words = new HashMap<>();
        json.properties().forEach(field -> {
            if (!field.getValue().isTextual()) {
                throw new IllegalArgumentException(
                        "the table of model families has " + field.getValue() + " for " + field.getKey() + ", no name");
            }
            words.put(field.getKey(), field.getValue().textValue());
        });
        return Map.copyOf(words);
    }

    private static <T> List<T> rules(JsonNode json, TypeReference<List<T>> type) throws JsonProcessingException {
        return json.isMissingNode() ? List.of() : JSON.treeToValue(json, type);
    }
}
