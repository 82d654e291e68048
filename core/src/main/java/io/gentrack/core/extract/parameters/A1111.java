package io.gentrack.core.extract.parameters;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text that A1111 writes and Forge, many savers of ComfyUI and CivitAI imitate: its settings, the LoRAs that keys name,
 * and its file hashes ({@code Model hash}, {@code Lora hashes}, {@code Hashes}).
 */
final class A1111 {
    /** {@code name [hash]}, as refiner and hires checkpoint are written, and {@code name(hash)} of the AddNet extension. */
    private static final Pattern NAME_WITH_HASH = Pattern.compile("(.+?) ?[\\[(]([0-9a-fA-F]{8,64})[\\])]");

    private static final Pattern NUMBERED_LORA = Pattern.compile("lora_([0-9]{1,3}) model name");
    private static final Pattern ADDNET_MODEL = Pattern.compile("addnet model ([0-9]{1,2})");

    private A1111() {}

    static Optional<Said> read(String text) {
        Said said = new Said("a1111");
        if (!SettingsLine.read(text, said)) {
            return Optional.empty();
        }
        model(said);
        named(said);
        pairs(said.text("lora hashes"), "loras", "Lora hashes", said);
        pairs(said.text("ti hashes"), "embeddings", "", said);
        JsonFields.parse(said.text("hashes")).ifPresent(json -> hashes(json, said));
        JsonFields.parse(said.text("civitai resources"))
                .ifPresent(json -> Resources.read(json, said, "Civitai resources"));
        return Optional.of(said);
    }

    private static void model(Said said) {
        Optional<Said.Entry> hash = said.get("model hash");
        hash.ifPresent(entry -> {
            // Old texts have the hash only; it is the name then.
            said.model(entry);
            String name = said.model().orElse(entry).value();
            FileHash.of(entry.value(), name, "checkpoints").ifPresent(said::hash);
        });
        said.get("vae")
                .ifPresent(vae ->
                        FileHash.of(said.text("vae hash"), vae.value(), "vae").ifPresent(said::hash));
        for (String key : new String[] {"refiner", "hires checkpoint"}) {
            Matcher matcher = NAME_WITH_HASH.matcher(said.text(key));
            if (matcher.matches()) {
                FileHash.of(matcher.group(2), matcher.group(1), "checkpoints").ifPresent(said::hash);
            }
        }
    }

    /** Without the hash behind it. */
    static String bareName(String value) {
        Matcher matcher = NAME_WITH_HASH.matcher(value);
        return matcher.matches() ? matcher.group(1) : value;
    }

    /** LoRAs in keys of their own: nkchocoai's saver numbers them from 0, AddNet from 1. */
    private static void named(Said said) {
        for (Map.Entry<String, String> entry : said.all().entrySet()) {
            String key = entry.getKey().toLowerCase(Locale.ROOT);
            Matcher numbered = NUMBERED_LORA.matcher(key);
            Matcher addnet = ADDNET_MODEL.matcher(key);
            if (numbered.matches()) {
                String prefix = "lora_" + numbered.group(1);
                said.lora(new Said.LoraSaid(
                        entry.getValue(),
                        said.text(prefix + " strength model"),
                        said.text(prefix + " strength clip"),
                        entry.getKey()));
                FileHash.of(said.text(prefix + " model hash"), entry.getValue(), "loras")
                        .ifPresent(said::hash);
            } else if (addnet.matches()) {
                Matcher name = NAME_WITH_HASH.matcher(entry.getValue());
                boolean hashed = name.matches();
                String bare = hashed ? name.group(1) : entry.getValue();
                said.lora(new Said.LoraSaid(
                        bare,
                        said.text("addnet weight a " + addnet.group(1)),
                        said.text("addnet weight b " + addnet.group(1)),
                        entry.getKey()));
                if (hashed) {
                    FileHash.of(name.group(2), bare, "loras").ifPresent(said::hash);
                }
            }
        }
    }

    /** {@code a: 0123456789ab, b: 0123456789ab}. */
    private static void pairs(String text, String kind, String key, Said said) {
        split(text).forEach((name, hash) -> hashed(name, hash, kind, key, said));
    }

    private static Map<String, String> split(String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : text.split(",", 500)) {
            int colon = pair.lastIndexOf(':');
            if (colon > 0) {
                pairs.put(
                        pair.substring(0, colon).strip(),
                        pair.substring(colon + 1).strip());
            }
        }
        return pairs;
    }

    /** {@code {"model": "0123456789", "lora:a": "0123456789ab", "embed:b": …, "vae": …}}. */
    private static void hashes(JsonNode json, Said said) {
        json.properties().forEach(field -> {
            String key = field.getKey();
            String lower = key.toLowerCase(Locale.ROOT);
            String hash = field.getValue().asText();
            String name = key.substring(key.indexOf(':') + 1).strip();
            if (lower.startsWith("lora:")) {
                FileHash.of(hash, name, "loras").ifPresent(said::hash);
                said.lora(new Said.LoraSaid(name, "", "", "Hashes"));
            } else if (lower.startsWith("embed:")) {
                hashed(name, hash, "embeddings", "", said);
            } else if (lower.equals("model") || lower.startsWith("model:")) {
                String model = said.model().map(Said.Entry::value).orElse(hash);
                FileHash.of(hash, model, "checkpoints").ifPresent(said::hash);
            } else if (lower.equals("vae") && said.get("vae").isPresent()) {
                hashed(said.text("vae"), hash, "vae", "", said);
            }
        });
    }

    private static void hashed(String name, String hash, String kind, String loraKey, Said said) {
        Optional<FileHash> found = FileHash.of(hash, name, kind);
        found.ifPresent(said::hash);
        if (found.isPresent() && kind.equals("loras")) {
            // Fooocus writes the strengths in a key of their own.
            String strength = split(said.text("lora weights")).getOrDefault(name, "");
            said.lora(new Said.LoraSaid(name, strength, strength, loraKey));
        }
    }
}
