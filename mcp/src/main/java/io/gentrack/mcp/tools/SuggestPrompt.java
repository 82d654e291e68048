package io.gentrack.mcp.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.store.UseCase;
import io.gentrack.mcp.protocol.Json;
import io.gentrack.mcp.protocol.Prompt;
import java.util.Arrays;
import java.util.Map;

/** "Suggest settings for …", for hosts that show prompts. */
final class SuggestPrompt {
    private SuggestPrompt() {}

    static Prompt prompt(Parts.Source parts) {
        ObjectNode definition = Json.object();
        definition.put("name", "suggest_settings_for");
        definition.put("title", "Suggest settings for …");
        definition.put("description", "Proven settings for a model or LoRA, from your own history.");
        var arguments = definition.putArray("arguments");
        arguments
                .addObject()
                .put("name", "model")
                .put("description", "Model family, or a part of a model's or LoRA's file name.")
                .put("required", true);
        arguments
                .addObject()
                .put("name", "use_case")
                .put("description", "portrait, landscape, square, img2img, upscale or video.")
                .put("required", false);
        return new Prompt(
                definition,
                (given, call) -> write(given),
                (argument, typed) -> argument.equals("use_case")
                        ? Typed.matching(
                                typed,
                                Arrays.stream(UseCase.values())
                                        .map(UseCase::label)
                                        .toList())
                        : Typed.families(parts, typed));
    }

    private static ObjectNode write(Map<String, String> arguments) {
        String useCase = arguments.getOrDefault("use_case", "");
        ObjectNode result = Json.object();
        result.put("description", "Proven settings for " + arguments.get("model"));
        result.putArray("messages")
                .addObject()
                .put("role", "user")
                .putObject("content")
                .put("type", "text")
                .put(
                        "text",
                        "Which ComfyUI settings worked before for " + arguments.get("model")
                                + (useCase.isBlank() ? "" : " (" + useCase + ")")
                                + "? Call suggest_settings with it as model_family; if that finds nothing, as model, then as lora."
                                + " Show the best three with how often they were used, and say which values go into which nodes.");
        return result;
    }
}
