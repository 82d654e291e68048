package io.gentrack.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import io.gentrack.core.store.Suggestion;
import java.util.Locale;

/** A combination for programs; fields are added, never renamed. What does not apply is null. */
final class SuggestionJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private SuggestionJson() {}

    static ObjectNode of(Suggestion suggestion) {
        ObjectNode json = NODES.objectNode();
        json.put("settings_hash", suggestion.settingsHash());
        json.setAll(settings(suggestion.settings()));
        for (JsonNode lora : json.path("loras")) {
            ((ObjectNode) lora)
                    .put(
                            "civitai_id",
                            suggestion.loraCivitaiIds().get(lora.path("hash").asText()));
        }
        json.put("width", suggestion.mostUsedSize().map(s -> s.width()).orElse(null));
        json.put("height", suggestion.mostUsedSize().map(s -> s.height()).orElse(null));
        json.put("uses", suggestion.uses());
        json.put("matching_uses", suggestion.matchingUses());
        json.put("last_used", suggestion.lastUsed().toString());
        json.put("first_seen", suggestion.firstSeen().toString());
        json.put("preset", suggestion.presetName());
        json.put("resolved", suggestion.resolved());
        json.put("rating", suggestion.rating().name().toLowerCase(Locale.ROOT));
        return json;
    }

    /** The settings alone. */
    static ObjectNode settings(Settings settings) {
        ObjectNode json = NODES.objectNode();
        json.put("model_family", settings.modelFamily());
        json.put("family_source", settings.familySource());
        json.set("model", model(settings.model()));
        json.set("model2", settings.model2().map(SuggestionJson::model).orElse(null));
        json.put("sampler", settings.sampler());
        json.put("scheduler", settings.scheduler());
        json.put("steps", settings.steps());
        json.put("cfg", settings.cfg());
        json.put("denoise", settings.denoise());
        json.put("shift", settings.shift().orElse(null));
        json.put("guidance", settings.guidance().orElse(null));
        ArrayNode loras = json.putArray("loras");
        for (LoraUse use : settings.loras()) {
            ObjectNode lora = model(use.lora());
            lora.put("strength", use.strength().orElse(null));
            lora.put("clip_strength", use.clipStrength().orElse(null));
            loras.add(lora);
        }
        return json;
    }

    private static ObjectNode model(ModelRef model) {
        return NODES.objectNode().put("name", model.name()).put("hash", model.hash());
    }
}
