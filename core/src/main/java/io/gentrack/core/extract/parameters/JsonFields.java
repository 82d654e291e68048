package io.gentrack.core.extract.parameters;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Settings that a program wrote as JSON, and JSON inside a settings line. */
final class JsonFields {
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(100)
                            .maxStringLength(ParametersText.MAX_LENGTH)
                            .maxDocumentLength(ParametersText.MAX_LENGTH)
                            .build())
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private JsonFields() {}

    /** An object or array; empty for everything else and for what does not parse. */
    static Optional<JsonNode> parse(String text) {
        String stripped = text.strip();
        if (!stripped.startsWith("{") && !stripped.startsWith("[")) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(JSON.readTree(stripped)).filter(JsonNode::isContainerNode);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** What the object says, where it is of a program whose settings are read. */
    static Optional<Said> read(JsonNode json) {
        JsonNode swarm = json.path("sui_image_params");
        if (swarm.isObject()) {
            return Optional.of(swarm(swarm, json.path("sui_models")));
        }
        JsonNode extra = json.path("extraMetadata");
        JsonNode civitai = extra.isTextual() ? parse(extra.textValue()).orElse(json) : extra.isObject() ? extra : json;
        if (civitai.has("cfgScale") && civitai.path("resources").isArray()) {
            Said said = flat(civitai, "civitai");
            Resources.read(civitai.path("resources"), said, "resources");
            return Optional.of(said);
        }
        if (json.has("ModelName") && json.has("Steps")) {
            Said said = flat(json, "stability-matrix");
            FileHash.of(json.path("ModelHash").asText(), json.path("ModelName").asText(), "checkpoints")
                    .ifPresent(said::hash);
            return Optional.of(said);
        }
        return Optional.empty();
    }

    /** A program that writes settings of its own, which are not read: recognised, so that nobody mistakes them. */
    static Optional<String> foreign(JsonNode json) {
        String version =
                json.path("version").asText() + json.path("app_version").asText();
        if (json.path("metadata_scheme").asText().equals("fooocus") || version.contains("Fooocus")) {
            return Optional.of("Fooocus");
        }
        if (json.has("uc") && json.has("scale")) {
            return Optional.of("NovelAI");
        }
        boolean invoke = json.path("app_id").asText().contains("invoke-ai")
                || (json.has("generation_mode") && json.has("positive_prompt"));
        return invoke ? Optional.of("InvokeAI") : Optional.empty();
    }

    private static Said flat(JsonNode json, String program) {
        Said said = new Said(program);
        json.properties().forEach(field -> {
            if (!field.getValue().isNull()) {
                said.put(
                        field.getKey(),
                        field.getValue().isValueNode()
                                ? field.getValue().asText()
                                : field.getValue().toString());
            }
        });
        return said;
    }

    private static Said swarm(JsonNode params, JsonNode models) {
        Said said = flat(params, "swarmui");
        List<String> names = list(params.path("loras"));
        List<String> weights = list(params.path("loraweights"));
        for (int i = 0; i < names.size(); i++) {
            String weight = i < weights.size() ? weights.get(i) : "";
            said.lora(new Said.LoraSaid(names.get(i), weight, weight, "loras"));
        }
        for (JsonNode model : models) {
            String kind = switch (model.path("param").asText()) {
                case "loras" -> "loras";
                case "vae" -> "vae";
                default -> "checkpoints";
            };
            FileHash.ofTensors(model.path("hash").asText(), model.path("name").asText(), kind)
                    .ifPresent(said::hash);
        }
        return said;
    }

    /** An array, or the same with commas in a text. */
    private static List<String> list(JsonNode json) {
        List<String> list = new ArrayList<>();
        if (json.isArray()) {
            json.forEach(item -> list.add(item.asText().strip()));
        } else if (json.isTextual()) {
            for (String part : json.textValue().split(",", 500)) {
                list.add(part.strip());
            }
        }
        list.removeIf(String::isEmpty);
        return list;
    }
}
