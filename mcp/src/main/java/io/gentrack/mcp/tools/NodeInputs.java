package io.gentrack.mcp.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.advice.Preset;
import io.gentrack.core.advice.Range;
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
        patches(nodes, settings.modelFamily(), settings.shift(), settings.guidance());
        if (!settings.loras().isEmpty()) {
            ArrayNode loras = nodes.putArray("LoraLoader");
            settings.loras().forEach(use -> loras.add(lora(use)));
        }
        latent(nodes, size);
        return nodes;
    }

    /** The first of the names and the numbers that its source states exactly. */
    static ObjectNode of(Preset preset) {
        ObjectNode nodes = Json.object();
        ObjectNode sampler = Json.object();
        preset.samplers().stream().findFirst().ifPresent(name -> sampler.put("sampler_name", name));
        preset.schedulers().stream().findFirst().ifPresent(name -> sampler.put("scheduler", name));
        exact(preset.steps()).ifPresent(steps -> Json.number(sampler, "steps", steps));
        exact(preset.cfg()).ifPresent(cfg -> Json.number(sampler, "cfg", cfg));
        exact(preset.denoise()).ifPresent(denoise -> Json.number(sampler, "denoise", denoise));
        if (!sampler.isEmpty()) {
            nodes.set("KSampler", sampler);
        }
        patches(nodes, preset.family(), exact(preset.shift()), exact(preset.guidance()));
        latent(nodes, preset.sizes().stream().findFirst());
        return nodes;
    }

    private static Optional<Double> exact(Optional<Range> range) {
        return range.filter(Range::exact).map(Range::low);
    }

    private static void patches(ObjectNode nodes, String family, Optional<Double> shift, Optional<Double> guidance) {
        shift.ifPresent(value -> Json.number(nodes.putObject(shiftNode(family)), "shift", value));
        guidance.ifPresent(value -> Json.number(nodes.putObject("FluxGuidance"), "guidance", value));
    }

    private static void latent(ObjectNode nodes, Optional<Size> size) {
        size.ifPresent(
                s -> nodes.putObject("EmptyLatentImage").put("width", s.width()).put("height", s.height()));
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
