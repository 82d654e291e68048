package io.gentrack.mcp.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.Settings;
import io.gentrack.core.store.Size;
import io.gentrack.mcp.protocol.Json;
import java.util.Optional;

/** Settings as the inputs of the usual ComfyUI nodes, so that a language model need not know which value goes where. */
final class NodeInputs {
    private NodeInputs() {}

    static ObjectNode of(Settings settings, Optional<Size> size) {
        ObjectNode nodes = Json.object();
        ObjectNode sampler = nodes.putObject("KSampler");
        sampler.put("sampler_name", settings.sampler());
        sampler.put("scheduler", settings.scheduler());
        Json.number(sampler, "steps", settings.steps());
        Json.number(sampler, "cfg", settings.cfg());
        Json.number(sampler, "denoise", settings.denoise());
        settings.shift()
                .ifPresent(shift -> Json.number(nodes.putObject(shiftNode(settings.modelFamily())), "shift", shift));
        settings.guidance().ifPresent(guidance -> Json.number(nodes.putObject("FluxGuidance"), "guidance", guidance));
        if (!settings.loras().isEmpty()) {
            ArrayNode loras = nodes.putArray("LoraLoader");
            settings.loras().forEach(use -> loras.add(lora(use)));
        }
        size.ifPresent(
                s -> nodes.putObject("EmptyLatentImage").put("width", s.width()).put("height", s.height()));
        return nodes;
    }

    /** Wan, SD3 and Hunyuan Video take their shift from ModelSamplingSD3; AuraFlow, Qwen-Image and their like from the other node. */
    private static String shiftNode(String family) {
        return family.startsWith("sd3") || family.startsWith("wan") || family.startsWith("hunyuan")
                ? "ModelSamplingSD3"
                : "ModelSamplingAuraFlow";
    }

    private static ObjectNode lora(LoraUse use) {
        ObjectNode json = Json.object().put("lora_name", use.lora().name());
        use.strength().ifPresent(strength -> Json.number(json, "strength_model", strength));
        use.clipStrength().or(use::strength).ifPresent(strength -> Json.number(json, "strength_clip", strength));
        return json;
    }
}
