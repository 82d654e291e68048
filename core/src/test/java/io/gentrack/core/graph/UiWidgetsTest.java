package io.gentrack.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.graph.NodeDefinition.Slot;
import io.gentrack.core.graph.WidgetSlots.Fit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UiWidgetsTest {
    private final Ui ui = new Ui();

    private String at(Ui.N node, String input) {
        return Ui.at(ui.graph(), node.id, input);
    }

    private static Fit fit(String values, Slot... slots) {
        List<JsonNode> list = new ArrayList<>();
        Ui.parse(values).forEach(list::add);
        return WidgetSlots.fit(list, List.of(slots));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[5, \"randomize\", 20, 8, \"euler\", \"karras\", 0.75]",
                "[5, true, 20, 8, \"euler\", \"karras\", 0.75]",
                "[5, 20, 8, \"euler\", \"karras\", 0.75]",
                "[5, \"fixed\", \"20\", 8.0, \"euler\", \"karras\", 0.75]",
                "[5, \"fixed\", 20, 8, \"euler\", \"karras\", 0.75, null, \"\"]",
                "{\"0\": 5, \"1\": \"fixed\", \"2\": 20, \"3\": 8, \"4\": \"euler\", \"5\": \"karras\", \"6\": 0.75, \"length\": 7}"
            })
    void samplerInEveryAgeOfTheFrontEnd(String values) {
        Ui.N sampler = ui.node(1, "KSampler").values(values);
        assertThat(at(sampler, "steps").replace("\"", "")).isEqualTo("20");
        assertThat(at(sampler, "sampler_name")).isEqualTo("\"euler\"");
        assertThat(at(sampler, "scheduler")).isEqualTo("\"karras\"");
        assertThat(at(sampler, "denoise")).isEqualTo("0.75");
        assertThat(at(sampler, "control_after_generate")).isEqualTo("absent");
        assertThat(ui.codes()).isEmpty();
    }

    @Test
    void anOlderFileWithFewerWidgetsLeavesTheRestOpen() {
        Ui.N sampler = ui.node(1, "KSampler").values("[5, \"fixed\", 20, 8, \"euler\"]");
        assertThat(at(sampler, "sampler_name")).isEqualTo("\"euler\"");
        assertThat(at(sampler, "denoise")).isEqualTo("absent");
    }

    @Test
    void valuesOfTheWrongKindAreNotUsed() {
        Ui.N sampler = ui.node(1, "KSampler").values("[\"enable\", 5, \"fixed\", \"many\", 8, \"euler\", \"karras\"]");
        assertThat(ui.graph().nodes().get("1").inputs()).isEmpty();
        assertThat(sampler.id).isEqualTo("1");
        assertThat(ui.codes()).containsExactly("unmapped-widgets");
    }

    @Test
    void oneValueTooManyInTheMiddleIsNotTakenForATrailingOne() {
        ui.node(1, "Size").values("[64, 512, 768]");
        assertThat(ui.graph().nodes().get("1").inputs()).isEmpty();
        assertThat(ui.codes()).containsExactly("unmapped-widgets");
    }

    @Test
    void placesOfTheFileWinOverItsNamesWhereAProgramEditedThem() {
        Ui.N sampler = ui.node(1, "Nobody").values("[7, \"fixed\", null, 30, \"euler\"]");
        sampler.node
                .putObject("widgets_values_named")
                .put("seed", 7)
                .put("control_after_generate", "fixed")
                .put("steps", 20)
                .put("sampler_name", "euler");
        assertThat(at(sampler, "steps")).isEqualTo("30");
        assertThat(at(sampler, "sampler_name")).isEqualTo("\"euler\"");
        assertThat(ui.codes()).containsExactly("widgets-edited");
    }

    @Test
    void placesThatDoNotMatchTheNamesAreReadByTheClass() {
        Ui.N sampler = ui.node(1, "KSampler").values("[5, \"fixed\", 25, 8, \"euler\", \"karras\", 0.75]");
        sampler.node.putObject("widgets_values_named").put("steps", 20).put("cfg", 1);
        assertThat(at(sampler, "steps")).isEqualTo("25");
        assertThat(at(sampler, "cfg")).isEqualTo("8");
    }

    @Test
    void rowsOfALoraListAreReadByPlaceToo() {
        Ui.N list = ui.node(1, "Power Lora Loader (rgthree)")
                .values("[{}, {\"lora\": \"a.safetensors\", \"on\": true, \"strength\": 0.7}, {}, \"\"]");
        list.node
                .putObject("widgets_values_named")
                .putObject("lora_1")
                .put("lora", "a.safetensors")
                .put("strength", 0.5);
        assertThat(at(list, "lora_1")).contains("0.7");
    }

    @Test
    void namesInTheFileAreTaken() {
        Ui.N node = ui.node(1, "Nobody").values("[1, 2]");
        node.node.putObject("widgets_values_named").put("steps", 4).put("control_after_generate", "fixed");
        assertThat(at(node, "steps")).isEqualTo("4");
        assertThat(at(node, "control_after_generate")).isEqualTo("absent");
    }

    @Test
    void objectOfVideoHelperSuite() {
        Ui.N node = ui.node(1, "VHS_VideoCombine")
                .values("{\"frame_rate\": 16, \"format\": \"video/h264-mp4\", \"videopreview\": {\"hidden\": false}}");
        assertThat(ui.graph().nodes().get("1").inputs().keySet()).containsExactly("frame_rate", "format");
        assertThat(at(node, "frame_rate")).isEqualTo("16");
    }

    @Test
    void unknownClassIsReadByItsOwnListOfWidgets() {
        Ui.N node = ui.node(1, "Nobody")
                .widget("noise", "FLOAT")
                .widget("seed", "INT")
                .widget("mode", "COMBO")
                .values("[0.5, 7, \"randomize\", \"fast\"]");
        assertThat(at(node, "seed")).isEqualTo("7");
        assertThat(at(node, "mode")).isEqualTo("\"fast\"");
    }

    @Test
    void unknownClassWithAPartialListKeepsItsValuesToItself() {
        ui.node(1, "Nobody").widget("seed", "INT").values("[0.5, 7, \"fast\"]");
        assertThat(ui.graph().nodes().get("1").inputs()).isEmpty();
        assertThat(ui.codes()).containsExactly("unknown-definition");
    }

    @Test
    void useEverywhereListsTheWidgetsInOrder() {
        Ui.N node = ui.node(1, "Nobody")
                .property("ue_properties", "{\"widget_ue_connectable\": {\"a\": true, \"b\": true}}")
                .values("[\"x\", 2]");
        assertThat(at(node, "b")).isEqualTo("2");
    }

    @Test
    void uploadButtonIsNoInput() {
        Ui.N node = ui.node(1, "LoadImage").values("[\"cat.png\", \"image\"]");
        assertThat(ui.graph().nodes().get("1").inputs().keySet()).containsExactly("image");
        assertThat(at(node, "image")).isEqualTo("\"cat.png\"");
    }

    @Test
    void powerLoraRowsAreNumberedAsTheScriptDoes() {
        Ui.N node = ui.node(1, "Power Lora Loader (rgthree)")
                .values(
                        "[{}, {\"type\": \"PowerLoraLoaderHeaderWidget\"}, {\"on\": true, \"lora\": \"a\", \"strength\": 1},"
                                + " {\"on\": false, \"lora\": \"b\", \"strength\": 0.5, \"strengthTwo\": null}, {}, \"\"]");
        assertThat(ui.graph().nodes().get("1").inputs().keySet()).containsExactly("lora_1", "lora_2");
        assertThat(at(node, "lora_2")).contains("\"on\":false");
    }

    @Test
    void loraManagerHasATextAndAList() {
        Ui.N node = ui.node(1, "Lora Loader (LoraManager)")
                .values("[\"<lora:a:0.8>\", [{\"name\": \"a\", \"strength\": 0.8, \"active\": true}]]");
        assertThat(at(node, "text")).isEqualTo("\"<lora:a:0.8>\"");
        assertThat(at(node, "loras")).contains("0.8");
    }

    @Test
    void groupNodeIsNamedInANote() {
        ui.node(1, "workflow>My group").values("[1, 2]");
        assertThat(ui.codes()).contains("group-node-unsupported");
    }

    @Test
    void notesAndPrimitivesAreNotSent() {
        ui.node(1, "Note").values("[\"hello\"]");
        ui.node(2, "MarkdownNote").values("[\"hello\"]");
        ui.node(3, "Fast Groups Bypasser (rgthree)");
        ui.node(4, "Save").values("[\"p\"]");
        assertThat(ui.graph().nodes().keySet()).containsExactly("4");
    }

    @Test
    void chosenOptionBringsItsOwnFields() {
        Slot mode = new Slot(
                "mode",
                "COMFY_DYNAMICCOMBO_V3",
                false,
                Optional.empty(),
                "",
                Map.of(
                        "by size",
                        List.of(Slot.of("mode.width", "INT")),
                        "by factor",
                        List.of(Slot.of("mode.factor", "FLOAT"))),
                List.of());
        Fit fit = fit("[\"by factor\", 1.5, \"bicubic\"]", mode, Slot.of("method", "COMBO"));
        assertThat(fit.exact()).isTrue();
        assertThat(fit.values().keySet()).containsExactly("mode", "mode.factor", "method");
        assertThat(fit("[\"by nothing\", 1.5]", mode).misfit()).isTrue();
    }

    @Test
    void rowsOfAGroupAreCounted() {
        Slot loras = new Slot(
                "loras",
                "COMFY_DYNAMICGROUP_V3",
                false,
                Optional.empty(),
                "",
                Map.of(),
                List.of(Slot.of("lora_name", "COMBO"), Slot.of("strength", "FLOAT")));
        Fit fit = fit("[2, \"a\", 0.5, \"b\", 1]", loras);
        assertThat(fit.values().keySet())
                .containsExactly("loras.0.lora_name", "loras.0.strength", "loras.1.lora_name", "loras.1.strength");
        assertThat(fit("[2000000000, \"a\"]", loras).values()).hasSize(1);
    }

    @Test
    void objectInfoOfARunningServerNamesTheWidgets() {
        NodeDefinition definition =
                ObjectInfoDefinitions.parse("""
                        {"MySampler": {"input": {"required": {
                            "model": ["MODEL"], "sampler": [["euler", "heun"]], "noise_seed": ["INT", {"default": 0}],
                            "image": [["a.png"], {"image_upload": true}], "forced": ["INT", {"forceInput": true}]},
                          "optional": {"plan": ["COMBO", {"options": ["normal", "karras"]}], "counter": ["INT", {"control_after_generate": true}]}},
                          "input_order": {"required": ["sampler", "model", "noise_seed", "image", "forced"]},
                          "output": ["LATENT", ["a", "b"]], "python_module": "custom_nodes.mine"}}""").orElseThrow().find("MySampler").orElseThrow();
        assertThat(definition.slots())
                .extracting(Slot::name)
                .containsExactly(
                        "sampler",
                        "noise_seed",
                        "control_after_generate",
                        "image",
                        "upload",
                        "plan",
                        "counter",
                        "control_after_generate");
        assertThat(definition.slots().get(0).options()).isEqualTo("sampler");
        assertThat(definition.slots().get(5).options()).isEqualTo("scheduler");
        assertThat(definition.links()).containsEntry("model", "MODEL").containsEntry("forced", "INT");
        assertThat(definition.outputs()).containsExactly("LATENT", "COMBO");
        assertThat(ObjectInfoDefinitions.parse("{\"a\": 1}")).isEmpty();
    }
}
