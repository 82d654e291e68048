package io.gentrack.core.extract.description;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.spi.Lora;
import io.gentrack.core.spi.PassDraft;
import io.gentrack.core.spi.PassKind;
import io.gentrack.core.spi.Value;
import io.gentrack.core.spi.Values;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The {@code pass} of a description: which inputs say sampler, scheduler, steps, cfg … of a sampler run. */
final class PassTemplate {
    private static final Set<String> FIELDS = Set.of(
            "kind",
            "model",
            "sampler",
            "sigmas",
            "guider",
            "scheduler",
            "steps",
            "start",
            "end",
            "cfg",
            "guidance",
            "denoise",
            "shift",
            "noise",
            "leftover",
            "latent",
            "conditioning",
            "loras",
            "width",
            "height",
            "factor",
            "when");

    private final PassKind kind;
    private final Optional<Expression> model;
    private final Optional<Expression> sampler;
    private final Optional<Expression> sigmas;
    private final Optional<Expression> guider;
    private final Optional<Expression> scheduler;
    private final Optional<Expression> steps;
    private final Optional<Expression> start;
    private final Optional<Expression> end;
    private final Optional<Expression> cfg;
    private final Optional<Expression> guidance;
    private final Optional<Expression> denoise;
    private final Optional<Expression> shift;
    private final Optional<Expression> noise;
    private final Optional<Expression> leftover;
    private final Optional<Expression> latent;
    private final List<Expression> conditionings;
    private final Optional<LoraTemplates> loras;
    private final Optional<Expression> width;
    private final Optional<Expression> height;
    private final Optional<Expression> factor;
    private final Optional<Expression> when;

    PassTemplate(JsonNode json) throws DescriptionException {
        Fields.allow(json, FIELDS);
        kind = kind(json.path("kind").asText("sample"));
        model = Fields.optional(json, "model");
        sampler = Fields.optional(json, "sampler");
        sigmas = Fields.optional(json, "sigmas");
        guider = Fields.optional(json, "guider");
        scheduler = Fields.optional(json, "scheduler");
        steps = Fields.optional(json, "steps");
        start = Fields.optional(json, "start");
        end = Fields.optional(json, "end");
        cfg = Fields.optional(json, "cfg");
        guidance = Fields.optional(json, "guidance");
        denoise = Fields.optional(json, "denoise");
        shift = Fields.optional(json, "shift");
        noise = Fields.optional(json, "noise");
        leftover = Fields.optional(json, "leftover");
        latent = Fields.optional(json, "latent");
        conditionings = Fields.several(json, "conditioning");
        loras = json.hasNonNull("loras") ? Optional.of(LoraTemplates.compile(json.get("loras"))) : Optional.empty();
        width = Fields.optional(json, "width");
        height = Fields.optional(json, "height");
        factor = Fields.optional(json, "factor");
        when = Fields.optional(json, "when");
    }

    private static PassKind kind(String name) throws DescriptionException {
        List<String> known = new ArrayList<>();
        for (PassKind kind : PassKind.values()) {
            if (kind.label().equals(name.toLowerCase(Locale.ROOT))) {
                return kind;
            }
            known.add(kind.label());
        }
        throw new DescriptionException(
                "kind: one of " + String.join(", ", known) + " is expected, here is \"" + name + "\"");
    }

    Optional<PassDraft> in(Scope scope) {
        if (when.isPresent() && !Values.flag(when.get().in(scope)).orElse(true)) {
            return Optional.empty();
        }
        List<Lora> own = loras.map(l -> l.in(scope)).orElse(List.of());
        return Optional.of(new PassDraft(
                kind,
                value(model, scope),
                value(sampler, scope),
                value(sigmas, scope),
                value(guider, scope),
                scheduler.flatMap(s -> Values.text(s.in(scope))),
                number(steps, scope),
                number(start, scope),
                number(end, scope),
                number(cfg, scope),
                number(guidance, scope),
                number(denoise, scope),
                number(shift, scope),
                noise.flatMap(n -> Values.flag(n.in(scope))),
                leftover.flatMap(n -> Values.flag(n.in(scope))),
                value(latent, scope),
                conditionings.stream().map(c -> c.in(scope)).toList(),
                own,
                number(width, scope),
                number(height, scope),
                number(factor, scope),
                unread(scope)));
    }

    /** A wire that brings no number is not the same as an input that is not there. */
    private Set<String> unread(Scope scope) {
        Set<String> unread = new LinkedHashSet<>();
        note(unread, "steps", steps, scope);
        note(unread, "cfg", cfg, scope);
        note(unread, "denoise", denoise, scope);
        note(unread, "shift", shift, scope);
        return unread;
    }

    private static void note(Set<String> unread, String field, Optional<Expression> expression, Scope scope) {
        Value value = value(expression, scope);
        if (!(value instanceof Value.Absent) && Values.number(value).isEmpty()) {
            unread.add(field);
        }
    }

    private static Value value(Optional<Expression> expression, Scope scope) {
        return expression.map(e -> e.in(scope)).orElse(Value.ABSENT);
    }

    private static Optional<Value.Num> number(Optional<Expression> expression, Scope scope) {
        return expression.flatMap(e -> Values.number(e.in(scope)));
    }
}
