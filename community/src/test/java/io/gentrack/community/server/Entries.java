package io.gentrack.community.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.settings.Fingerprint;
import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/** Makes entries as a client would, of models that the stand-in of CivitAI publishes. */
final class Entries {
    private final StandInCivitai civitai;
    private final Random random;

    Entries(StandInCivitai civitai, long seed) {
        this.civitai = civitai;
        this.random = new Random(seed);
    }

    /** A published file. */
    record PublicFile(String hash, long id, String title) {}

    /** Letters that no other title has. */
    String word() {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < 12; i++) {
            word.append((char) ('a' + random.nextInt(26)));
        }
        return word.toString();
    }

    String hash() {
        return String.format(Locale.ROOT, "%010X", random.nextLong() & 0xFF_FFFF_FFFFL);
    }

    PublicFile model() {
        return publish("Checkpoint", word());
    }

    PublicFile lora() {
        return publish("LORA", word());
    }

    PublicFile publish(String type, String name) {
        PublicFile file = new PublicFile(hash(), 1 + (random.nextLong() >>> 20), name + " - v1.0");
        civitai.publishes(file.hash(), file.id(), type, name, "v1.0", "Model");
        return file;
    }

    /** A token of a new contributor. */
    String token() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Usual settings of a model. */
    ObjectNode entry(PublicFile model, PublicFile... loras) {
        ObjectNode entry = Api.JSON.createObjectNode();
        entry.put("model_family", "sdxl").put("model_hash", model.hash()).put("model_civitai_id", model.id());
        entry.put("sampler", "dpmpp_2m").put("scheduler", "karras");
        entry.put("steps", 25).put("cfg", 6.5).put("denoise", 1);
        for (PublicFile lora : loras) {
            entry.withArray("loras")
                    .addObject()
                    .put("hash", lora.hash())
                    .put("civitai_id", lora.id())
                    .put("strength", 0.8);
        }
        entry.put("uses", 7).put("day", "2026-11-02").put("token", token());
        return sealed(entry);
    }

    /** The same entry of another contributor. */
    ObjectNode another(ObjectNode entry, int uses) {
        return entry.deepCopy().put("uses", uses).put("token", token());
    }

    /** Writes the hash that the settings have now. */
    static ObjectNode sealed(ObjectNode entry) {
        List<LoraUse> loras = new ArrayList<>();
        for (JsonNode lora : entry.path("loras")) {
            loras.add(new LoraUse(
                    new ModelRef(lora.path("hash").asText(), ""),
                    number(lora, "strength"),
                    number(lora, "clip_strength")));
        }
        Settings settings = new Settings(
                entry.path("model_family").asText(),
                "peer",
                new ModelRef(entry.path("model_hash").asText(), ""),
                entry.has("model2_hash")
                        ? Optional.of(new ModelRef(entry.path("model2_hash").asText(), ""))
                        : Optional.empty(),
                entry.path("sampler").asText(),
                entry.path("scheduler").asText(),
                entry.path("steps").asDouble(),
                entry.path("cfg").asDouble(),
                entry.path("denoise").asDouble(),
                number(entry, "shift"),
                number(entry, "guidance"),
                loras);
        return entry.put("settings_hash", Fingerprint.of(settings).hash());
    }

    private static Optional<Double> number(JsonNode json, String name) {
        return json.has(name) ? Optional.of(json.path(name).asDouble()) : Optional.empty();
    }
}
