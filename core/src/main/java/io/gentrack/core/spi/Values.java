package io.gentrack.core.spi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads a value as the type a consumer wants. References (models, pictures, conditionings) are found inside pipes and behind
 * unknown nodes when exactly one candidate stands there; numbers and texts never are: an unknown node may have changed them.
 */
public final class Values {
    /** Longest number text that is parsed. */
    private static final int NUMBER_TEXT = 40;

    /** Names of combo entries that mean "no file" (facts of model_folders, section 5). */
    private static final Set<String> PLACEHOLDERS = Set.of(
            "",
            "none",
            "null",
            "undefined",
            "baked vae",
            "default",
            "pixel_space",
            "use same vae",
            "(use same)",
            "to choose",
            "disabled");

    private Values() {}

    /** A literal of the graph. Combos saved as {@code {content, image, title}} are their content. */
    public static Value literal(JsonNode json, Origin origin) {
        if (json.isNumber()) {
            double number = json.doubleValue();
            return Double.isFinite(number) ? new Value.Num(number, origin) : Value.ABSENT;
        }
        if (json.isTextual()) {
            return new Value.Text(json.textValue(), origin);
        }
        if (json.isBoolean()) {
            return new Value.Flag(json.booleanValue(), origin);
        }
        if (json.isObject() && json.path("content").isTextual()) {
            return new Value.Text(json.path("content").textValue(), origin);
        }
        return json.isNull() || json.isMissingNode() ? Value.ABSENT : Value.Opaque.of("JSON");
    }

    /** A number, or a text that spells one ({@code "20"}). */
    public static Optional<Value.Num> number(Value value) {
        if (value instanceof Value.Num num) {
            return Optional.of(num);
        }
        if (value instanceof Value.Text text && text.value().length() <= NUMBER_TEXT) {
            try {
                double parsed = Double.parseDouble(text.value().strip());
                boolean plain = text.value().strip().chars().allMatch(c -> "0123456789+-.eE".indexOf(c) >= 0);
                return plain && Double.isFinite(parsed)
                        ? Optional.of(new Value.Num(parsed, text.origin()))
                        : Optional.empty();
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    public static Optional<Value.Text> text(Value value) {
        return value instanceof Value.Text text ? Optional.of(text) : Optional.empty();
    }

    /** A file name: a text that is no placeholder such as {@code None}. */
    public static Optional<Value.Text> fileName(Value value) {
        return text(value).filter(t -> !isPlaceholder(t.value()));
    }

    /** True for entries that mean "no file", and for what stands in a template where a program will put a name. */
    public static boolean isPlaceholder(String name) {
        return PLACEHOLDERS.contains(name.strip().toLowerCase(Locale.ROOT)) || isTemplate(name);
    }

    /** True for {@code %model%}, {@code {{model}}}, {@code PARAM_MODEL} and the like: no name, but the place for one. */
    public static boolean isTemplate(String text) {
        return TemplateText.is(text);
    }

    /**
     * A switch, in the spellings of node packs: booleans, {@code enable}/{@code disable}, {@code On}/{@code Off},
     * {@code "True"}, numbers. An empty text is what old front ends save for a switch that is not set; ComfyUI reads it as off.
     */
    public static Optional<Boolean> flag(Value value) {
        if (value instanceof Value.Flag flag) {
            return Optional.of(flag.value());
        }
        if (value instanceof Value.Noise noise) {
            return Optional.of(noise.adds());
        }
        if (value instanceof Value.Num num) {
            return Optional.of(num.value() != 0);
        }
        if (value instanceof Value.Text text) {
            return switch (text.value().strip().toLowerCase(Locale.ROOT)) {
                case "enable", "enabled", "on", "true", "yes", "1" -> Optional.of(true);
                case "disable", "disabled", "off", "false", "no", "0", "none", "" -> Optional.of(false);
                default -> Optional.empty();
            };
        }
        return Optional.empty();
    }

    public static Optional<Value.Model> model(Value value) {
        return reference(value, Value.Model.class, "model");
    }

    /** A latent or image, wherever it stands; a latent of a pipe is preferred to its image. */
    public static Optional<Value.Picture> picture(Value value) {
        if (value instanceof Value.Bundle bundle) {
            for (String field : List.of("latent", "samples", "image", "images")) {
                Optional<Value.Picture> found = reference(bundle.field(field), Value.Picture.class, field);
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        }
        return reference(value, Value.Picture.class, "latent");
    }

    public static Optional<Value.Sigmas> sigmas(Value value) {
        return reference(value, Value.Sigmas.class, "sigmas");
    }

    public static Optional<Value.Guider> guider(Value value) {
        return reference(value, Value.Guider.class, "guider");
    }

    public static Optional<Value.Conditioning> conditioning(Value value) {
        return reference(value, Value.Conditioning.class, "positive");
    }

    public static Optional<Value.Loras> loras(Value value) {
        return reference(value, Value.Loras.class, "lora_stack");
    }

    /** A sampler's name: a text, or an algorithm that has one. */
    public static Optional<Value.Text> sampler(Value value) {
        if (value instanceof Value.Text text) {
            return Optional.of(text);
        }
        return reference(value, Value.Algorithm.class, "sampler").flatMap(Value.Algorithm::name);
    }

    private static <T extends Value> Optional<T> reference(Value value, Class<T> type, String field) {
        if (type.isInstance(value)) {
            return Optional.of(type.cast(value));
        }
        if (value instanceof Value.Bundle bundle) {
            Value inside = bundle.field(field);
            return inside instanceof Value.Bundle ? Optional.empty() : reference(inside, type, field);
        }
        if (value instanceof Value.Opaque opaque) {
            return only(opaque.candidates(), c -> type.isInstance(c) ? Optional.of(type.cast(c)) : Optional.empty());
        }
        return Optional.empty();
    }

    /** The one that all candidates agree on; empty where there is none or more than one. */
    private static <T> Optional<T> only(List<Value> candidates, Function<Value, Optional<T>> read) {
        List<T> found = new ArrayList<>(2);
        for (Value candidate : candidates) {
            Optional<T> item = read.apply(candidate);
            if (item.isPresent() && !found.contains(item.get())) {
                found.add(item.get());
            }
        }
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }
}
