package io.gentrack.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.gentrack.core.graph.NodeDefinition.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OlderWidgetsTest {
    private static final Slot SEED = Slot.of("seed", "INT");
    private static final Slot CONTROL = Slot.pseudo(NodeDefinition.CONTROL);
    private static final Slot STEPS = Slot.of("steps", "INT");
    private static final Slot CFG = Slot.of("cfg", "FLOAT");
    private static final Slot DENOISE = Slot.of("denoise", "FLOAT");

    private static Slot list(String name, String options) {
        return new Slot(name, "COMBO", false, Optional.empty(), options);
    }

    private static Slot words(String name, String fallback) {
        return new Slot(name, "COMBO", false, Optional.of(TextNode.valueOf(fallback)), "");
    }

    private static Map<String, JsonNode> certain(String values, Slot... slots) {
        List<JsonNode> list = new ArrayList<>();
        Ui.parse(values).forEach(list::add);
        return OlderWidgets.certain(list, List.of(slots));
    }

    private static Map<String, JsonNode> detailer(String values) {
        return certain(
                values,
                Slot.of("guide_size", "FLOAT"),
                Slot.of("guide_size_for", "BOOLEAN"),
                Slot.of("max_size", "FLOAT"),
                SEED,
                CONTROL,
                STEPS,
                CFG,
                list("sampler_name", "sampler"),
                list("scheduler", "scheduler"),
                DENOISE,
                Slot.of("feather", "INT"));
    }

    @Test
    void aRunOfSamplerInputsTellsItself() {
        assertThat(detailer(
                        "[\"gone\", 256, \"bbox\", 77, \"fixed\", 22, 8.5, \"euler\", \"karras\", 0.5, \"gone too\"]"))
                .extractingByKeys("steps", "cfg", "sampler_name", "scheduler", "denoise")
                .extracting(JsonNode::asText)
                .containsExactly("22", "8.5", "euler", "karras", "0.5");
    }

    @Test
    void whatStandsBehindTheSchedulerIsDenoiseOnlyAsAShare() {
        assertThat(detailer("[\"gone\", 77, \"fixed\", 22, 8.5, \"euler\", \"karras\", 20, \"gone too\"]"))
                .containsKey("scheduler")
                .doesNotContainKey("denoise");
    }

    @Test
    void aRunWithoutTheWordBehindTheSeedSaysNothing() {
        assertThat(detailer("[\"gone\", \"gone\", 22, 8.5, \"euler\", \"karras\", 0.5]"))
                .isEmpty();
    }

    @Test
    void aRunInterruptedByAnotherInputSaysNothing() {
        assertThat(detailer("[\"gone\", 77, \"fixed\", 22, \"odd\", 8.5, \"euler\", \"karras\", 0.5]"))
                .isEmpty();
    }

    @Test
    void twoSamplersInOneArraySayNothing() {
        assertThat(
                        detailer(
                                "[\"gone\", 7, \"fixed\", 22, 8, \"euler\", \"karras\", 7, \"fixed\", 9, 2, \"heun\", \"simple\"]"))
                .isEmpty();
    }

    private static Map<String, JsonNode> loader(String values) {
        return certain(
                values,
                list("ckpt_name", "checkpoints"),
                list("config_name", "configs"),
                list("vae_name", "vae"),
                Slot.of("clip_skip", "INT"),
                list("lora_name", "loras"),
                Slot.of("strength", "FLOAT"),
                Slot.of("positive", "STRING"),
                words("weighting", "comfy"),
                Slot.of("width", "INT"),
                Slot.of("height", "INT"),
                Slot.of("batch_size", "INT"),
                SEED,
                CONTROL);
    }

    @Test
    void onlyOneInputMayBeTheNewOne() {
        assertThat(
                        loader(
                                "[\"a.safetensors\", \"v.pt\", -2, \"l.safetensors\", 0.7, \"p\", \"comfy\", 768, 512, 1, 5, \"fixed\"]"))
                .containsKeys("ckpt_name", "vae_name")
                .doesNotContainKey("config_name")
                .extracting(
                        certain -> certain.get("strength").asDouble(),
                        certain -> certain.get("width").asInt())
                .containsExactly(0.7, 768);
    }

    @Test
    void whereTheNewInputMayBeOneOfSeveralNoneOfThemIsTaken() {
        assertThat(
                        loader(
                                "[\"a.safetensors\", \"Default\", \"v.pt\", -2, \"l.safetensors\", 0.7, \"p\", \"comfy\", 768, 512, 5, \"fixed\"]"))
                .containsKeys("strength", "seed")
                .doesNotContainKeys("width", "height", "batch_size");
    }

    @Test
    void ofAnArrayWithOneValueMoreWhatEveryWayAgreesOnIsTaken() {
        assertThat(certain(
                        "[\"Manual\", \"flat\", 1296, 1728, false]",
                        words("mode", "Manual"),
                        Slot.of("width", "INT"),
                        Slot.of("height", "INT"),
                        Slot.of("detect", "BOOLEAN")))
                .containsOnlyKeys("width", "height", "detect")
                .extracting(
                        certain -> certain.get("width").asInt(),
                        certain -> certain.get("height").asInt())
                .containsExactly(1296, 1728);
        assertThat(certain("[64, 512, 768]", Slot.of("width", "INT"), Slot.of("height", "INT")))
                .isEmpty();
    }

    @Test
    void withoutNamesNothingIsCertain() {
        assertThat(certain(
                        "[1, 2, \"three\"]",
                        Slot.of("a", "INT"),
                        Slot.of("b", "INT"),
                        Slot.of("text", "STRING"),
                        Slot.of("c", "BOOLEAN")))
                .isEmpty();
    }
}
