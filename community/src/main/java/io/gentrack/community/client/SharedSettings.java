package io.gentrack.community.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What others use.
 *
 * @param settings the names in it are public titles
 * @param modelVersion CivitAI's version id of the model; 0 where the server gives none
 * @param loraVersions of the LoRAs, in their order
 * @param uses at most 100 of each contributor
 * @param lastSeen a day; empty where the server gives none
 */
public record SharedSettings(
        String settingsHash,
        Settings settings,
        long modelVersion,
        List<Long> loraVersions,
        long uses,
        long contributors,
        String lastSeen) {
    private static final int MOST_LORAS = 24;
    private static final int LONGEST_NAME = 200;

    public SharedSettings {
        Objects.requireNonNull(settingsHash, "settingsHash is null");
        Objects.requireNonNull(settings, "settings is null");
        loraVersions = List.copyOf(loraVersions);
        Objects.requireNonNull(lastSeen, "lastSeen is null");
    }

    /** One result of a server, which may be anything; empty where it says no settings. */
    static Optional<SharedSettings> read(JsonNode result) {
        Optional<String> family = text(result, "model_family");
        Optional<String> hash = text(result, "model_hash");
        Optional<String> sampler = text(result, "sampler");
        Optional<String> scheduler = text(result, "scheduler");
        Optional<Double> steps = number(result, "steps");
        Optional<Double> cfg = number(result, "cfg");
        if (family.isEmpty()
                || hash.isEmpty()
                || sampler.isEmpty()
                || scheduler.isEmpty()
                || steps.isEmpty()
                || cfg.isEmpty()) {
            return Optional.empty();
        }
        List<LoraUse> loras = new ArrayList<>();
        List<Long> versions = new ArrayList<>();
        for (JsonNode lora : result.path("loras")) {
            if (loras.size() == MOST_LORAS) {
                break;
            }
            loras.add(new LoraUse(
                    new ModelRef(
                            text(lora, "hash").orElse(""), text(lora, "name").orElse("")),
                    number(lora, "strength"),
                    number(lora, "clip_strength")));
            versions.add(lora.path("civitai_id").asLong(0));
        }
        Settings settings = new Settings(
                family.get(),
                "none",
                new ModelRef(hash.get(), text(result, "model_name").orElse("")),
                text(result, "model2_hash")
                        .map(h -> new ModelRef(h, text(result, "model2_name").orElse(""))),
                sampler.get(),
                scheduler.get(),
                steps.get(),
                cfg.get(),
                number(result, "denoise").orElse(1.0),
                number(result, "shift"),
                number(result, "guidance"),
                loras);
        return Optional.of(new SharedSettings(
                text(result, "settings_hash").orElse(""),
                settings,
                result.path("model_civitai_id").asLong(0),
                versions,
                Math.max(0, result.path("total_uses").asLong(0)),
                Math.max(0, result.path("unique_users").asLong(0)),
                text(result, "last_seen").orElse("")));
    }

    /** A text of a server, for a terminal and for a language model: one line, not too long. */
    private static Optional<String> text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            return Optional.empty();
        }
        String line = CommunityServer.oneLine(value.textValue());
        return Optional.of(line.length() > LONGEST_NAME ? line.substring(0, LONGEST_NAME) : line);
    }

    private static Optional<Double> number(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isNumber() && Double.isFinite(value.doubleValue())
                ? Optional.of(value.doubleValue())
                : Optional.empty();
    }
}
