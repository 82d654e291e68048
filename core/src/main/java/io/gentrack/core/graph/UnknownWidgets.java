package io.gentrack.core.graph;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.graph.UiGraph.UiNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What the values of a node class that nobody knows say by themselves. Two forms leave no doubt: rows of a LoRA list name their
 * members, and packs that extend ComfyUI's own samplers keep its order, which a seed's control word, a sampler's and a
 * scheduler's name give away. Everything else stays without a name.
 */
final class UnknownWidgets {
    private static final List<String> SAMPLER =
            List.of("seed", NodeDefinition.CONTROL, "steps", "cfg", "sampler_name", "scheduler", "denoise");

    private static final List<String> ADVANCED = List.of(
            "add_noise",
            "noise_seed",
            NodeDefinition.CONTROL,
            "steps",
            "cfg",
            "sampler_name",
            "scheduler",
            "start_at_step",
            "end_at_step",
            "return_with_leftover_noise");

    private static final Set<String> SAMPLERS = Set.of(
            "euler",
            "euler_cfg_pp",
            "euler_ancestral",
            "euler_ancestral_cfg_pp",
            "heun",
            "heunpp2",
            "exp_heun_2_x0",
            "exp_heun_2_x0_sde",
            "dpm_2",
            "dpm_2_ancestral",
            "lms",
            "dpm_fast",
            "dpm_adaptive",
            "dpmpp_2s_ancestral",
            "dpmpp_2s_ancestral_cfg_pp",
            "dpmpp_sde",
            "dpmpp_sde_gpu",
            "dpmpp_2m",
            "dpmpp_2m_cfg_pp",
            "dpmpp_2m_sde",
            "dpmpp_2m_sde_gpu",
            "dpmpp_2m_sde_heun",
            "dpmpp_2m_sde_heun_gpu",
            "dpmpp_3m_sde",
            "dpmpp_3m_sde_gpu",
            "ddpm",
            "lcm",
            "ipndm",
            "ipndm_v",
            "deis",
            "res_multistep",
            "res_multistep_cfg_pp",
            "res_multistep_ancestral",
            "res_multistep_ancestral_cfg_pp",
            "gradient_estimation",
            "gradient_estimation_cfg_pp",
            "er_sde",
            "seeds_2",
            "seeds_3",
            "sa_solver",
            "sa_solver_pece",
            "ddim",
            "uni_pc",
            "uni_pc_bh2");

    private static final Set<String> SCHEDULERS = Set.of(
            "simple",
            "sgm_uniform",
            "karras",
            "exponential",
            "ddim_uniform",
            "beta",
            "normal",
            "linear_quadratic",
            "kl_optimal");

    private UnknownWidgets() {}

    /** The values that have a name beyond doubt; empty where none has. */
    static Map<String, JsonNode> map(UiNode node, List<JsonNode> values) {
        if (node.type().toLowerCase(Locale.ROOT).contains("lora")) {
            return loras(values);
        }
        boolean samples = node.inputs().stream().anyMatch(i -> i.type().equals("MODEL"))
                && node.inputs().stream().anyMatch(i -> i.type().equals("LATENT"));
        if (!samples) {
            return Map.of();
        }
        Map<String, JsonNode> plain = fit(SAMPLER, values);
        return plain.isEmpty() ? fit(ADVANCED, values) : plain;
    }

    /** True for the name of one of ComfyUI's own samplers or schedulers, as the list is. */
    static boolean isOwn(String list, JsonNode value) {
        return (list.equals("sampler") && SAMPLERS.contains(value.asText("")))
                || (list.equals("scheduler") && SCHEDULERS.contains(value.asText("")));
    }

    private static Map<String, JsonNode> loras(List<JsonNode> values) {
        Map<String, JsonNode> inputs = new LinkedHashMap<>();
        for (JsonNode value : values) {
            if (isRow(value)) {
                inputs.put("lora_" + (inputs.size() + 1), value);
            } else if (value.isArray() && !value.isEmpty() && isRow(value.get(0))) {
                inputs.putIfAbsent("loras", value);
            }
        }
        return inputs;
    }

    private static boolean isRow(JsonNode value) {
        boolean named = value.path("lora").isTextual()
                || value.path("name").isTextual()
                || value.path("lora_name").isTextual();
        return value.isObject() && named && (value.has("strength") || value.has("strength_model"));
    }

    private static Map<String, JsonNode> fit(List<String> names, List<JsonNode> values) {
        if (values.size() < names.size()) {
            return Map.of();
        }
        Map<String, JsonNode> inputs = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            JsonNode value = values.get(i);
            if (!suits(name, value)) {
                return Map.of();
            }
            if (!name.equals(NodeDefinition.CONTROL)) {
                inputs.put(name, value);
            }
        }
        return inputs;
    }

    private static boolean suits(String name, JsonNode value) {
        return switch (name) {
            case NodeDefinition.CONTROL -> WidgetSlots.isControlWord(value);
            case "sampler_name" -> SAMPLERS.contains(value.asText(""));
            case "scheduler" -> SCHEDULERS.contains(value.asText(""));
            case "add_noise", "return_with_leftover_noise" ->
                Set.of("enable", "disable").contains(value.asText(""));
            case "cfg" -> value.isNumber();
            case "denoise" -> value.isNumber() && value.doubleValue() >= 0 && value.doubleValue() <= 1;
            default -> value.isIntegralNumber();
        };
    }
}
