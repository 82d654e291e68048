package io.gentrack.community.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.community.server.Problem.Place;
import io.gentrack.community.server.Submitted.Kind;
import io.gentrack.community.server.Submitted.PublicFile;
import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What openapi.yaml lets through in bodies. Unknown fields are refused, so that nothing can be sent by mistake. */
final class Contract {
    private static final int MOST_ENTRIES = 100;
    private static final int MOST_LORAS = 24;
    private static final LocalDate FIRST_DAY = LocalDate.of(2022, 8, 22);

    private static final Map<String, Shape> BODY =
            Shape.fields("client_version", Shape.VERSION, "entries", Shape.list(1, MOST_ENTRIES));
    private static final Map<String, Shape> WITHDRAWAL = Shape.fields("entries", Shape.list(1, MOST_ENTRIES));
    private static final Map<String, Shape> CONTRIBUTION =
            Shape.fields("settings_hash", Shape.SETTINGS_HASH, "token", Shape.TOKEN);
    private static final Map<String, Shape> LORA = Shape.fields(
            "hash",
            Shape.HASH,
            "civitai_id",
            Shape.CIVITAI_ID,
            "strength",
            Shape.STRENGTH.optional(),
            "clip_strength",
            Shape.STRENGTH.optional());

    private final Map<String, Shape> entry;

    Contract(InstantSource clock) {
        entry = Shape.fields(
                "settings_hash",
                Shape.SETTINGS_HASH,
                "model_family",
                Shape.FAMILY,
                "model_hash",
                Shape.HASH,
                "model_civitai_id",
                Shape.CIVITAI_ID,
                "model2_hash",
                Shape.HASH.optional(),
                "model2_civitai_id",
                Shape.CIVITAI_ID.optional(),
                "sampler",
                Shape.METHOD,
                "scheduler",
                Shape.METHOD,
                "steps",
                Shape.number(1, 10_000),
                "cfg",
                Shape.SIGNED,
                "denoise",
                Shape.number(0, 1),
                "shift",
                Shape.SIGNED.optional(),
                "guidance",
                Shape.SIGNED.optional(),
                "loras",
                Shape.list(0, MOST_LORAS).optional(),
                "uses",
                Shape.integer(1, 1_000_000_000, "a whole number from 1 to 1000000000"),
                "day",
                new Shape(
                        v -> v.isTextual() && isDay(v.textValue(), clock),
                        "a day (yyyy-mm-dd) from " + FIRST_DAY + " to tomorrow",
                        true),
                "token",
                Shape.TOKEN);
    }

    private static boolean isDay(String text, InstantSource clock) {
        if (text.length() != 10) {
            return false;
        }
        try {
            LocalDate day = LocalDate.parse(text);
            LocalDate tomorrow =
                    clock.instant().atOffset(ZoneOffset.UTC).toLocalDate().plusDays(1);
            return !day.isBefore(FIRST_DAY) && !day.isAfter(tomorrow);
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /** The entries of a submission. */
    List<Submitted> submission(JsonNode body) throws Problem {
        List<Place> errors = new ArrayList<>();
        if (Shape.object(body, BODY, "", errors)) {
            Set<String> seen = new HashSet<>();
            int i = 0;
            for (JsonNode each : body.path("entries")) {
                String pointer = "/entries/" + i++;
                check(each, pointer, errors);
                if (!seen.add(each.path("settings_hash").asText(pointer))) {
                    errors.add(new Place(pointer + "/settings_hash", "stands in the request twice"));
                }
            }
        }
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        List<Submitted> entries = new ArrayList<>();
        body.path("entries").forEach(each -> entries.add(read(each)));
        return entries;
    }

    private void check(JsonNode value, String pointer, List<Place> errors) {
        if (!Shape.object(value, entry, pointer, errors)) {
            return;
        }
        Shape.together(value, "model2_hash", "model2_civitai_id", pointer, errors);
        Shape.together(value, "model2_civitai_id", "model2_hash", pointer, errors);
        int i = 0;
        for (JsonNode lora : value.path("loras")) {
            String place = pointer + "/loras/" + i++;
            if (Shape.object(lora, LORA, place, errors)) {
                Shape.together(lora, "clip_strength", "strength", place, errors);
            }
        }
    }

    private static Submitted read(JsonNode value) {
        List<PublicFile> files = new ArrayList<>();
        files.add(file(value, "model_hash", "model_civitai_id", Kind.MODEL));
        Optional<ModelRef> model2 = Optional.empty();
        if (value.has("model2_hash")) {
            files.add(file(value, "model2_hash", "model2_civitai_id", Kind.MODEL));
            model2 = Optional.of(model(value, "model2_hash"));
        }
        List<LoraUse> loras = new ArrayList<>();
        for (JsonNode lora : value.path("loras")) {
            files.add(file(lora, "hash", "civitai_id", Kind.LORA));
            loras.add(new LoraUse(model(lora, "hash"), number(lora, "strength"), number(lora, "clip_strength")));
        }
        Settings settings = new Settings(
                value.path("model_family").asText(),
                "peer",
                model(value, "model_hash"),
                model2,
                value.path("sampler").asText(),
                value.path("scheduler").asText(),
                value.path("steps").doubleValue(),
                value.path("cfg").doubleValue(),
                value.path("denoise").doubleValue(),
                number(value, "shift"),
                number(value, "guidance"),
                loras);
        return new Submitted(
                value.path("settings_hash").asText(),
                settings,
                files,
                value.path("uses").longValue(),
                value.path("day").asText(),
                value.path("token").asText());
    }

    private static PublicFile file(JsonNode value, String hash, String id, Kind kind) {
        return new PublicFile(value.path(hash).asText(), (long) value.path(id).doubleValue(), kind);
    }

    private static ModelRef model(JsonNode value, String hash) {
        return new ModelRef(value.path(hash).asText(), "");
    }

    private static Optional<Double> number(JsonNode value, String name) {
        return value.has(name) ? Optional.of(value.path(name).doubleValue()) : Optional.empty();
    }

    /**
     * A contribution to take back.
     */
    record Contribution(String settingsHash, String token) {}

    /** The contributions to take back. */
    List<Contribution> withdrawal(JsonNode body) throws Problem {
        List<Place> errors = new ArrayList<>();
        List<Contribution> entries = new ArrayList<>();
        if (Shape.object(body, WITHDRAWAL, "", errors)) {
            int i = 0;
            for (JsonNode each : body.path("entries")) {
                if (Shape.object(each, CONTRIBUTION, "/entries/" + i++, errors)) {
                    entries.add(new Contribution(
                            each.path("settings_hash").asText(),
                            each.path("token").asText()));
                }
            }
        }
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        return entries;
    }
}
