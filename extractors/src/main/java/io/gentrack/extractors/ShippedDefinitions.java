package io.gentrack.extractors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.gentrack.core.graph.NodeDefinition;
import io.gentrack.core.graph.NodeDefinition.Slot;
import io.gentrack.core.graph.NodeDefinitions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Signatures of about 4,000 node classes, of ComfyUI itself and of about 70 packs.
 *
 * <p>The files hold one class per line:
 *
 * <pre>
 * {"class": "KSampler", "pack": …, "widgets": [["seed", "INT", 0], ["control_after_generate"], …], "links": {"model": "MODEL", …},
 *  "outputs": ["LATENT"], "variants": [["seed", "steps", …]]}
 * </pre>
 *
 * A widget is {@code [name, type, default, list]}, where the list is {@code sampler}, {@code scheduler} or a model folder; {@code [name]}
 * alone is a place that holds no input; {@code {"name", "type", "branches"}} and {@code {"name", "type", "row"}} are the dynamic ones. No
 * pack means ComfyUI itself. {@code "properties": {"input": "member.member"}} names what a node's script keeps among the node's properties
 * and sends as an input. The table is read when first asked, and each line decoded when its class is.
 */
public final class ShippedDefinitions implements NodeDefinitions {
    private static final String CORE = "Comfy-Org/ComfyUI";
    private static final List<String> FILES = List.of("core.jsonl", "packs-a-to-j.jsonl", "packs-k-to-z.jsonl");
    private static final String KEY = "{\"class\":\"";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Map<String, NodeDefinition> decoded = new ConcurrentHashMap<>();

    /** Made on first use, once for the process: the table never changes. */
    private static final class Lines {
        private static final Map<String, String> BY_CLASS = index();
    }

    /** All class names of the table. */
    public Set<String> classTypes() {
        return Set.copyOf(Lines.BY_CLASS.keySet());
    }

    @Override
    public Optional<NodeDefinition> find(String classType) {
        Objects.requireNonNull(classType, "classType is null");
        NodeDefinition known = decoded.get(classType);
        if (known != null) {
            return Optional.of(known);
        }
        String line = Lines.BY_CLASS.get(classType);
        return line == null
                ? Optional.empty()
                : Optional.of(decoded.computeIfAbsent(classType, name -> decode(name, line)));
    }

    private static Map<String, String> index() {
        Map<String, String> lines = new HashMap<>(10_000);
        for (String file : FILES) {
            String text = read("definitions/" + file);
            for (int start = 0; start < text.length(); ) {
                int end = text.indexOf('\n', start);
                String line = text.substring(start, end < 0 ? text.length() : end);
                lines.putIfAbsent(nameIn(line), line);
                start += line.length() + 1;
            }
        }
        return lines;
    }

    private static String read(String resource) {
        try (InputStream in = ShippedDefinitions.class.getResourceAsStream(resource)) {
            return new String(
                    Objects.requireNonNull(in, "the jar lacks " + resource).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String nameIn(String line) {
        String name = line.substring(KEY.length(), line.indexOf('"', KEY.length()));
        return name.indexOf('\\') < 0 ? name : parse(line).path("class").textValue();
    }

    private static JsonNode parse(String line) {
        try {
            return MAPPER.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException("a line of the shipped table is broken: " + line, e);
        }
    }

    private static NodeDefinition decode(String name, String line) {
        JsonNode json = parse(line);
        List<Slot> slots = slots(json.path("widgets"));
        Map<String, String> links = new LinkedHashMap<>();
        json.path("links")
                .properties()
                .forEach(link -> links.put(link.getKey(), link.getValue().asText()));
        List<String> outputs = new ArrayList<>();
        json.path("outputs").forEach(output -> outputs.add(output.asText()));
        Map<String, String> kept = new LinkedHashMap<>();
        json.path("properties")
                .properties()
                .forEach(place -> kept.put(place.getKey(), place.getValue().asText()));
        return new NodeDefinition(
                name,
                json.path("pack").asText(CORE),
                slots,
                links,
                outputs,
                variants(json.path("variants"), slots),
                kept);
    }

    private static List<Slot> slots(JsonNode json) {
        List<Slot> slots = new ArrayList<>();
        json.forEach(slot -> slots.add(slot(slot)));
        return slots;
    }

    private static Slot slot(JsonNode json) {
        if (json.isObject()) {
            Map<String, List<Slot>> branches = new LinkedHashMap<>();
            json.path("branches")
                    .properties()
                    .forEach(branch -> branches.put(branch.getKey(), slots(branch.getValue())));
            return new Slot(
                    json.path("name").asText(),
                    json.path("type").asText(),
                    false,
                    Optional.empty(),
                    "",
                    branches,
                    slots(json.path("row")));
        }
        String name = json.path(0).asText();
        if (json.size() == 1) {
            return Slot.pseudo(name);
        }
        Optional<JsonNode> fallback = json.path(2).isNull() ? Optional.empty() : Optional.ofNullable(json.get(2));
        return new Slot(
                name, json.path(1).asText(), false, fallback, json.path(3).asText(""));
    }

    /**
     * Older orders are lists of names; the types are those that the names have today, where they still exist. A dynamic input that had
     * other fields stands there as it was.
     */
    private static List<List<Slot>> variants(JsonNode json, List<Slot> today) {
        Map<String, Slot> byName = new HashMap<>();
        today.forEach(slot -> byName.put(slot.name(), slot));
        List<List<Slot>> variants = new ArrayList<>();
        for (JsonNode names : json) {
            List<Slot> slots = new ArrayList<>();
            for (JsonNode name : names) {
                if (name.isObject()) {
                    slots.add(slot(name));
                    continue;
                }
                Slot known = byName.get(name.asText());
                boolean pseudo = name.asText().equals("?") || name.asText().equals("control_after_generate");
                slots.add(pseudo ? Slot.pseudo(name.asText()) : known == null ? Slot.of(name.asText(), "") : known);
            }
            variants.add(slots);
        }
        return variants;
    }
}
