package io.gentrack.extractors;

import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.core.graph.Graph;
import io.gentrack.core.graph.GraphReader;
import io.gentrack.core.graph.GraphReading;
import io.gentrack.core.graph.Literal;
import io.gentrack.core.graph.NodeDefinition;
import io.gentrack.core.graph.NodeDefinition.Slot;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShippedDefinitionsTest {
    private final ShippedDefinitions definitions = new ShippedDefinitions();

    private List<String> names(String classType) {
        return definitions.find(classType).orElseThrow().slots().stream()
                .map(Slot::name)
                .toList();
    }

    @Test
    void everyLineDecodes() {
        assertThat(definitions.classTypes()).hasSizeGreaterThan(4000);
        for (String classType : definitions.classTypes()) {
            NodeDefinition definition = definitions.find(classType).orElseThrow();
            assertThat(definition.classType()).isEqualTo(classType);
            assertThat(definition.slots())
                    .as(classType)
                    .allSatisfy(slot -> assertThat(slot.name()).isNotEmpty());
        }
    }

    @Test
    void samplerHasItsSlotsInTheOrderOfTheFrontEnd() {
        assertThat(names("KSampler"))
                .containsExactly(
                        "seed", "control_after_generate", "steps", "cfg", "sampler_name", "scheduler", "denoise");
        NodeDefinition sampler = definitions.find("KSampler").orElseThrow();
        assertThat(sampler.slots().get(4).options()).isEqualTo("sampler");
        assertThat(sampler.slots().get(1).pseudo()).isTrue();
        assertThat(sampler.links()).containsEntry("model", "MODEL").containsEntry("latent_image", "LATENT");
        assertThat(sampler.outputs()).containsExactly("LATENT");
        assertThat(sampler.pack()).isEqualTo("Comfy-Org/ComfyUI");
    }

    @Test
    void fileListsNameTheirFolder() {
        assertThat(definitions.find("UNETLoader").orElseThrow().slots().get(0).options())
                .isEqualTo("diffusion_models");
    }

    @Test
    void optionsAndRowsKeepTheirFields() {
        Slot resize =
                definitions.find("ResizeImageMaskNode").orElseThrow().slots().get(0);
        assertThat(resize.branches()).containsKey("scale longer dimension");
        Slot loras = definitions.find("LoadLoraModel").orElseThrow().slots().get(0);
        assertThat(loras.row()).extracting(Slot::name).containsExactly("lora_name", "strength");
    }

    @Test
    void nobodysNodeIsUnknown() {
        assertThat(definitions.find("No such node")).isEmpty();
    }

    @Test
    void olderOrderOfEfficientSamplerIsTriedByItsKinds() {
        String workflow = """
                {"nodes": [{"id": 1, "type": "KSampler (Efficient)", "mode": 0, "widgets_values":
                  ["Sample", 7, 123, "randomize", 20, 7, "euler", "karras", 0.6, "auto"]}], "links": []}""";
        Graph graph = ((GraphReading.Graphs) new GraphReader(definitions).read(workflow))
                .graphs()
                .get(0);
        assertThat(graph.nodes().get("1").inputs().get("denoise"))
                .isInstanceOfSatisfying(
                        Literal.class,
                        literal -> assertThat(literal.value().doubleValue()).isEqualTo(0.6));
        assertThat(graph.notes()).isEmpty();
    }
}
