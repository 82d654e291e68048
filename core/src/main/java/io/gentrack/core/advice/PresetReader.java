package io.gentrack.core.advice;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.settings.FamilyTables;
import io.gentrack.core.store.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one preset; {@link IllegalArgumentException} says in plain words what is wrong with it. */
final class PresetReader {
    private static final Set<String> FIELDS = Set.of(
            "family",
            "model",
            "lora",
            "sampler",
            "scheduler",
            "steps",
            "cfg",
            "shift",
            "guidance",
            "denoise",
            "sizes",
            "video",
            "source",
            "note");
    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,5})x([1-9][0-9]{0,5})");
    private static final int MOST = 100;

    private final JsonNode fields;

    private PresetReader(JsonNode fields) {
        this.fields = fields;
    }

    static Preset read(String name, JsonNode fields, boolean own) {
        for (Map.Entry<String, JsonNode> field : fields.properties()) {
            if (!FIELDS.contains(field.getKey())) {
                throw new IllegalArgumentException("there is no field \"" + field.getKey() + "\", only "
                        + String.join(", ", FIELDS.stream().sorted().toList()) + ".");
            }
        }
        return new PresetReader(fields).preset(name, own);
    }

    private Preset preset(String name, boolean own) {
        List<String> families = texts("family");
        if (families.size() != 1) {
            throw new IllegalArgumentException("\"family\" has to name the model family, for example \"sdxl\".");
        }
        return new Preset(
                name,
                FamilyTables.builtIn().canonical(families.get(0)),
                texts("model"),
                texts("lora"),
                texts("sampler"),
                texts("scheduler"),
                range("steps"),
                range("cfg"),
                range("shift"),
                range("guidance"),
                range("denoise"),
                texts("sizes").stream().map(PresetReader::size).toList(),
                fields.path("video").asBoolean(false),
                texts("source"),
                String.join(" ", texts("note")),
                own);
    }

    /** A text or an array of texts. */
    private List<String> texts(String field) {
        JsonNode value = fields.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return List.of();
        }
        if (value.isTextual()) {
            return List.of(value.asText());
        }
        if (!value.isArray() || value.size() > MOST) {
            throw new IllegalArgumentException("\"" + field + "\" takes a text or a list of texts.");
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode one : value) {
            if (!one.isTextual()) {
                throw new IllegalArgumentException("\"" + field + "\" takes a text or a list of texts.");
            }
            texts.add(one.asText());
        }
        return texts;
    }

    /** A number or a pair of numbers. */
    private Optional<Range> range(String field) {
        JsonNode value = fields.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (value.isNumber()) {
            return Optional.of(Range.of(value.asDouble()));
        }
        if (value.isArray()
                && value.size() == 2
                && value.get(0).isNumber()
                && value.get(1).isNumber()) {
            double low = value.get(0).asDouble();
            double high = value.get(1).asDouble();
            if (low <= high) {
                return Optional.of(new Range(low, high));
            }
        }
        throw new IllegalArgumentException("\"" + field + "\" takes a number, or two for a range: [lowest, highest].");
    }

    private static Size size(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw new IllegalArgumentException("\"sizes\" takes sizes such as \"1024x1024\", not \"" + text + "\".");
        }
        return new Size(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)));
    }
}
