package io.gentrack.core.graph;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.graph.UiGraph.UiNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Nodes that make their widgets in JavaScript, so that no definition lists them. Their values are objects and lists; the names are those
 * that their own script sends to the server.
 */
final class ScriptedWidgets {
    private ScriptedWidgets() {}

    static Optional<Map<String, JsonNode>> map(UiNode node, List<JsonNode> values) {
        if (node.type().equals("Power Lora Loader (rgthree)")) {
            return Optional.of(powerLoras(values));
        }
        if (node.type().equals("Power Puter (rgthree)")) {
            return powerPuter(values);
        }
        if (node.type().equals("Power Primitive (rgthree)")) {
            return powerPrimitive(values);
        }
        if (node.type().endsWith("(LoraManager)")) {
            return loraManager(values);
        }
        return Optional.empty();
    }

    /** rgthree-comfy: each row is {@code {"on": true, "lora": …, "strength": 1, "strengthTwo": null}} and goes as lora_1, lora_2 …. */
    private static Map<String, JsonNode> powerLoras(List<JsonNode> values) {
        Map<String, JsonNode> inputs = new LinkedHashMap<>();
        for (JsonNode value : values) {
            if (value.isObject() && value.has("lora")) {
                inputs.put("lora_" + (inputs.size() + 1), value);
            }
        }
        return inputs;
    }

    /** rgthree-comfy: {@code [{"outputs": ["INT"]}, "code"]}. */
    private static Optional<Map<String, JsonNode>> powerPuter(List<JsonNode> values) {
        Map<String, JsonNode> inputs = new LinkedHashMap<>();
        for (JsonNode value : values) {
            if (value.isObject() && value.has("outputs")) {
                inputs.put("outputs", value);
            } else if (value.isTextual() && !value.textValue().isEmpty()) {
                inputs.put("code", value);
            }
        }
        return inputs.containsKey("code") ? Optional.of(inputs) : Optional.empty();
    }

    /** rgthree-comfy: {@code ["INT", 20]}; the type decides what widget the value has. */
    private static Optional<Map<String, JsonNode>> powerPrimitive(List<JsonNode> values) {
        if (values.size() != 2 || !values.get(0).isTextual()) {
            return Optional.empty();
        }
        Map<String, JsonNode> inputs = new LinkedHashMap<>();
        inputs.put("type", values.get(0));
        inputs.put("value", values.get(1));
        return Optional.of(inputs);
    }

    /** ComfyUI-Lora-Manager: the text with {@code <lora:name:0.8>} and the list of rows {@code {"name", "strength", "active"}}. */
    private static Optional<Map<String, JsonNode>> loraManager(List<JsonNode> values) {
        Map<String, JsonNode> inputs = new LinkedHashMap<>();
        for (JsonNode value : values) {
            if (value.isArray() && !value.isEmpty() && value.get(0).has("strength")) {
                inputs.put("loras", value);
            } else if (value.isTextual() && !inputs.containsKey("text")) {
                inputs.put("text", value);
            }
        }
        return inputs.containsKey("loras") ? Optional.of(inputs) : Optional.empty();
    }
}
