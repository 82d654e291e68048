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

    private static final FamilyTables BUILT_IN = load();

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

    private record Data(
            Map<String, String> parents,
            Map<String, String> aliases,
            List<NameRule> names,
            List<NodeRule> nodes,
            List<ClipType> clipTypes,
            List<Companion> encoders,
            List<Companion> vaes) {}

    private final Data data;
    private final Map<String, NodeRule> classes = new HashMap<>();

    private FamilyTables(Data data) {
        this.data = data;
        for (NodeRule rule : data.nodes()) {
            rule.classes().forEach(c -> classes.putIfAbsent(c, rule));
        }
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
            Data user = parse(JSON.readTree(json));
            return new FamilyTables(new Data(
                    over(user.parents(), data.parents()),
                    over(user.aliases(), data.aliases()),
                    over(user.names(), data.names()),
                    over(user.nodes(), data.nodes()),
                    over(user.clipTypes(), data.clipTypes()),
                    over(user.encoders(), data.encoders()),
                    over(user.vaes(), data.vaes())));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the table of model families cannot be read: " + e.getMessage(), e);
        }
    }

    /** Our word for a family that another program or a user calls otherwise: {@code ltx} is {@code ltxv}. */
    public String canonical(String word) {
        String lower = word.strip().toLowerCase(Locale.ROOT);
        return data.aliases().getOrDefault(lower, lower);
    }

    /** The architecture of a family: {@code sdxl} of {@code pony}; itself where it is one. */
    public String architecture(String family) {
        return data.parents().getOrDefault(family, family);
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
        return data.names();
    }

    Optional<NodeRule> node(String classType) {
        NodeRule exact = classes.get(classType);
        if (exact != null) {
            return Optional.of(exact);
        }
        for (NodeRule rule : data.nodes()) {
            for (String prefix : rule.prefixes()) {
                if (classType.startsWith(prefix) && !rule.except().contains(classType)) {
                    return Optional.of(rule);
                }
            }
        }
        return Optional.empty();
    }

    Optional<ClipType> clipType(String value, boolean dual) {
        return data.clipTypes().stream()
                .filter(t -> t.type().equals(value) && (dual || !t.dual()))
                .findFirst();
    }

    Optional<Companion> encoder(FileNameWords name) {
        return data.encoders().stream().filter(c -> name.hasAny(c.words())).findFirst();
    }

    Optional<Companion> vae(FileNameWords name) {
        return data.vaes().stream().filter(c -> name.hasAny(c.words())).findFirst();
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

    private static FamilyTables load() {
        try (InputStream in = FamilyTables.class.getResourceAsStream("families.json")) {
            if (in == null) {
                throw new IllegalStateException("families.json is missing from the program");
            }
            return new FamilyTables(parse(JSON.readTree(in)));
        } catch (IOException e) {
            throw new UncheckedIOException("families.json of the program cannot be read", e);
        }
    }

    private static Data parse(JsonNode json) throws JsonProcessingException {
        return new Data(
                words(json.path("parents")),
                words(json.path("aliases")),
                rules(json.path("names"), new TypeReference<List<NameRule>>() {}),
                rules(json.path("nodes"), new TypeReference<List<NodeRule>>() {}),
                rules(json.path("clip_types"), new TypeReference<List<ClipType>>() {}),
                rules(json.path("encoders"), new TypeReference<List<Companion>>() {}),
                rules(json.path("vaes"), new TypeReference<List<Companion>>() {}));
    }

    private static Map<String, String> words(JsonNode json) throws JsonProcessingException {
        return json.isMissingNode()
                ? Map.of()
                : Map.copyOf(JSON.treeToValue(json, new TypeReference<Map<String, String>>() {}));
    }

    private static <T> List<T> rules(JsonNode json, TypeReference<List<T>> type) throws JsonProcessingException {
        return json.isMissingNode() ? List.of() : JSON.treeToValue(json, type);
    }
}
