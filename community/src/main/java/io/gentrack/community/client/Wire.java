package io.gentrack.community.client;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.gentrack.core.settings.CanonicalNumber;
import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** Bodies of requests as {@code community/openapi.yaml} gives them. There is no other place that writes what is sent. */
public final class Wire {
    /** Most entries of one request. */
    public static final int MOST_ENTRIES = 100;

    /** Servers take 262,144 bytes. */
    private static final int MOST_BYTES = 250_000;

    private static final Pattern VERSION = Pattern.compile("[0-9]{1,4}\\.[0-9]{1,4}\\.[0-9]{1,4}");
    private static final JsonFactory JSON = new JsonFactory();

    private final String version;

    /**
     * @param version of this program, {@code 1.2.3}
     * @throws IllegalArgumentException where it is none
     */
    public Wire(String version) {
        if (!VERSION.matcher(version).matches()) {
            throw new IllegalArgumentException("not a version: " + version);
        }
        this.version = version;
    }

    /** What is known under a token, so that it can be taken back. */
    record Contribution(String settingsHash, String token) {
        Contribution {
            Objects.requireNonNull(settingsHash, "settingsHash is null");
            Objects.requireNonNull(token, "token is null");
        }
    }

    /** As few requests as the contract allows. */
    List<Preview.Batch> submissions(List<Entry> entries) {
        List<Preview.Batch> batches = new ArrayList<>();
        int from = 0;
        while (from < entries.size()) {
            List<Entry> part = entries.subList(from, Math.min(from + MOST_ENTRIES, entries.size()));
            byte[] body = submission(part);
            while (body.length > MOST_BYTES) {
                part = part.subList(0, part.size() / 2);
                body = submission(part);
            }
            batches.add(new Preview.Batch(part, body));
            from += part.size();
        }
        return batches;
    }

    private byte[] submission(List<Entry> entries) {
        return write(json -> {
            json.writeStartObject();
            json.writeStringField("client_version", version);
            json.writeArrayFieldStart("entries");
            for (Entry entry : entries) {
                entry(json, entry);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static void entry(JsonGenerator json, Entry entry) throws IOException {
        Settings s = entry.settings();
        json.writeStartObject();
        json.writeStringField("settings_hash", entry.settingsHash());
        json.writeStringField("model_family", s.modelFamily());
        json.writeStringField("model_hash", entry.model().autoV2());
        json.writeNumberField("model_civitai_id", entry.model().versionId());
        if (entry.model2().isPresent()) {
            json.writeStringField("model2_hash", entry.model2().get().autoV2());
            json.writeNumberField("model2_civitai_id", entry.model2().get().versionId());
        }
        json.writeStringField("sampler", s.sampler());
        json.writeStringField("scheduler", s.scheduler());
        number(json, "steps", s.steps());
        number(json, "cfg", s.cfg());
        number(json, "denoise", s.denoise());
        number(json, "shift", s.shift());
        number(json, "guidance", s.guidance());
        if (!entry.loras().isEmpty()) {
            json.writeArrayFieldStart("loras");
            for (int i = 0; i < entry.loras().size(); i++) {
                lora(json, entry.loras().get(i), s.loras().get(i));
            }
            json.writeEndArray();
        }
        json.writeNumberField("uses", entry.uses());
        json.writeStringField("day", entry.day().toString());
        json.writeStringField("token", entry.token());
        json.writeEndObject();
    }

    private static void lora(JsonGenerator json, PublicFile file, LoraUse use) throws IOException {
        Optional<Double> strength = use.strength().map(CanonicalNumber::round);
        Optional<Double> clip = use.clipStrength().map(CanonicalNumber::round);
        json.writeStartObject();
        json.writeStringField("hash", file.autoV2());
        json.writeNumberField("civitai_id", file.versionId());
        number(json, "strength", strength);
        if (strength.isPresent() && !clip.equals(strength)) {
            number(json, "clip_strength", clip);
        }
        json.writeEndObject();
    }

    private static void number(JsonGenerator json, String name, Optional<Double> value) throws IOException {
        if (value.isPresent()) {
            number(json, name, value.get());
        }
    }

    private static void number(JsonGenerator json, String name, double value) throws IOException {
        double rounded = CanonicalNumber.round(value);
        if (rounded == Math.rint(rounded)) {
            json.writeNumberField(name, (long) rounded);
        } else {
            json.writeNumberField(name, rounded);
        }
    }

    /** As few requests as the contract allows; each takes back what its part names. */
    static byte[] withdrawal(List<Contribution> contributions) {
        return write(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("entries");
            for (Contribution one : contributions) {
                json.writeStartObject();
                json.writeStringField("settings_hash", one.settingsHash());
                json.writeStringField("token", one.token());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    @FunctionalInterface
    private interface Writing {
        void run(JsonGenerator json) throws IOException;
    }

    private static byte[] write(Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes, JsonEncoding.UTF8)) {
            writing.run(json);
        } catch (IOException e) {
            throw new UncheckedIOException("memory can always be written", e);
        }
        return bytes.toByteArray();
    }
}
