package io.gentrack.hasher.family;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gentrack.core.settings.BaseModels;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tables of {@code families.json}. */
final class FamilyTables {
    /** The tables that are built in. */
    static final FamilyTables BUILT_IN = load();

    private final Tables tables;

    private FamilyTables(Tables tables) {
        this.tables = tables;
    }

    @JsonIgnoreProperties(ignoreUnknown = false)
    record Tables(
            List<String> prefixes,
            @JsonProperty("lora_prefixes") List<String> loraPrefixes,
            Map<String, String> roots,
            Map<String, String> declared,
            @JsonProperty("network_modules") Map<String, String> networkModules,
            Map<String, String> gguf,
            @JsonProperty("name_hints") List<NameHint> nameHints,
            List<Rule> checkpoints,
            List<Rule> loras) {}

    record NameHint(String root, String family, List<String> words) {}

    /** One signature: all of {@code all}, one of {@code any}, none of {@code none}, and every size. */
    record Rule(
            String family,
            String variant,
            List<String> all,
            List<String> any,
            List<String> none,
            List<Size> dims,
            List<String> also) {
        Rule(
                String family,
                @Nullable String variant,
                @Nullable List<String> all,
                @Nullable List<String> any,
                @Nullable List<String> none,
                @Nullable List<Size> dims,
                @Nullable List<String> also) {
            this.family = family;
            this.variant = variant == null ? "" : variant;
            this.all = all == null ? List.of() : List.copyOf(all);
            this.any = any == null ? List.of() : List.copyOf(any);
            this.none = none == null ? List.of() : List.copyOf(none);
            this.dims = dims == null ? List.of() : List.copyOf(dims);
            this.also = also == null ? List.of() : List.copyOf(also);
        }
    }

    /** One dimension of a tensor has one of these sizes; index -1 is the last. */
    record Size(String key, int index, List<Long> in) {}

    Tables tables() {
        return tables;
    }

    /** The root that a family belongs to; itself where it has none. */
    String root(String family) {
        return tables.roots().getOrDefault(family, family);
    }

    /** The family of CivitAI's base model. A value that is not known stays as a word; what only runs there is empty. */
    Optional<String> ofBaseModel(String baseModel) {
        if (baseModel.isBlank()) {
            return Optional.empty();
        }
        return BaseModels.knows(baseModel)
                ? BaseModels.family(baseModel)
                : Optional.of(baseModel.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_"));
    }

    private static FamilyTables load() {
        try (InputStream json = FamilyTables.class.getResourceAsStream("families.json")) {
            if (json == null) {
                throw new IllegalStateException("the family tables are missing from the program");
            }
            return new FamilyTables(new ObjectMapper().readValue(json, Tables.class));
        } catch (IOException e) {
            throw new UncheckedIOException("the family tables of the program are damaged", e);
        }
    }
}
