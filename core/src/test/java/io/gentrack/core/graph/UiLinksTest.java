package io.gentrack.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UiLinksTest {
    private final Ui ui = new Ui();
    private final Ui.N checkpoint =
            ui.node(1, "Checkpoint").out("MODEL", "CLIP").values("[\"a.safetensors\"]");
    private final Ui.N sampler = ui.node(9, "KSampler")
            .in("model", "MODEL")
            .in("latent_image", "LATENT")
            .widget("steps", "INT")
            .out("LATENT")
            .values("[5, \"fixed\", 20, 8, \"euler\", \"normal\", 1]");

    private String model() {
        return Ui.at(ui.graph(), "9", "model");
    }

    private Ui.N lora(int id) {
        return ui.node(id, "Lora")
                .in("model", "MODEL")
                .in("clip", "CLIP")
                .out("MODEL", "CLIP")
                .values("[\"l.safetensors\", 0.5]");
    }

    @Test
    void plainLinkGoesToTheNode() {
        ui.link(checkpoint, 0, sampler, 0);
        assertThat(model()).isEqualTo("1/0");
        assertThat(ui.graph().nodes().get("9").inputTypes()).containsEntry("model", "MODEL");
        assertThat(ui.graph().nodes().get("1").outputTypes()).containsExactly("MODEL", "CLIP");
    }

    @Test
    void linksAsObjectsAndIdsAsTexts() {
        ui.json()
                .withArray("links")
                .addObject()
                .put("id", 77)
                .put("origin_id", "1")
                .put("origin_slot", "0")
                .put("target_id", 9)
                .put("target_slot", 0);
        ((ObjectNode) sampler.node.get("inputs").get(0)).put("link", 77);
        assertThat(model()).isEqualTo("1/0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Reroute", "Reroute (rgthree)"})
    void reroutesAreFollowedAndGone(String type) {
        Ui.N first = ui.node(2, type).in("", "*").out("MODEL");
        Ui.N second = ui.node(3, type).in("", "*").out("MODEL");
        ui.link(checkpoint, 0, first, 0).link(first, 0, second, 0).link(second, 0, sampler, 0);
        assertThat(model()).isEqualTo("1/0");
        assertThat(ui.graph().nodes().keySet()).containsExactly("1", "9");
    }

    @Test
    void bypassedLoraHandsOnModelAndClipByType() {
        Ui.N lora = lora(2).mode(4);
        Ui.N other = lora(3);
        ui.link(checkpoint, 0, lora, 0).link(checkpoint, 1, lora, 1);
        ui.link(lora, 0, other, 0).link(lora, 1, other, 1).link(other, 0, sampler, 0);
        Graph graph = ui.graph();
        assertThat(graph.nodes()).doesNotContainKey("2");
        assertThat(Ui.at(graph, "3", "model")).isEqualTo("1/0");
        assertThat(Ui.at(graph, "3", "clip")).isEqualTo("1/1");
        assertThat(model()).isEqualTo("3/0");
    }

    @Test
    void bypassedSamplerHandsOnItsLatentAlthoughItsFirstInputIsAModel() {
        Ui.N first = ui.node(2, "KSampler")
                .in("model", "MODEL")
                .in("latent_image", "LATENT")
                .out("LATENT")
                .mode(4);
        Ui.N empty = ui.node(3, "Empty").out("LATENT");
        ui.link(checkpoint, 0, first, 0).link(empty, 0, first, 1).link(first, 0, sampler, 1);
        assertThat(Ui.at(ui.graph(), "9", "latent_image")).isEqualTo("3/0");
    }

    @Test
    void bypassedLoaderLeavesNothing() {
        checkpoint.mode(4);
        ui.link(checkpoint, 0, sampler, 0);
        assertThat(model()).isEqualTo("absent");
        assertThat(ui.graph().nodes().keySet()).containsExactly("9");
    }

    @Test
    void mutedNodeTakesTheInputAway() {
        Ui.N lora = lora(2).mode(2);
        ui.link(checkpoint, 0, lora, 0).link(lora, 0, sampler, 0);
        assertThat(model()).isEqualTo("absent");
        assertThat(ui.graph().nodes()).doesNotContainKey("2");
    }

    @Test
    void primitiveGivesItsValue() {
        Ui.N primitive = ui.node(4, "PrimitiveNode").out("INT").values("[33, \"fixed\"]");
        ui.link(primitive, 0, sampler, 2);
        assertThat(Ui.at(ui.graph(), "9", "steps")).isEqualTo("33");
        assertThat(ui.graph().nodes()).doesNotContainKey("4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SetNode GetNode", "easy setNode easy getNode"})
    void getTakesWhatSetIsGiven(String pair) {
        boolean easy = pair.startsWith("easy");
        Ui.N set = ui.node(2, easy ? "easy setNode" : "SetNode")
                .in("MODEL", "MODEL")
                .out("*")
                .values("[\"the model\"]");
        Ui.N get = ui.node(3, easy ? "easy getNode" : "GetNode").out("MODEL").values("[\"the model\"]");
        ui.link(checkpoint, 0, set, 0).link(get, 0, sampler, 0);
        assertThat(model()).isEqualTo("1/0");
    }

    @Test
    void getWithoutItsSetGivesNothing() {
        Ui.N get = ui.node(3, "GetNode").out("MODEL").values("[\"nobody\"]");
        ui.link(get, 0, sampler, 0);
        assertThat(model()).isEqualTo("absent");
    }

    @Test
    void circleOfReroutesEnds() {
        Ui.N first = ui.node(2, "Reroute").in("", "*").out("*");
        Ui.N second = ui.node(3, "Reroute").in("", "*").out("*");
        ui.link(first, 0, second, 0).link(second, 0, first, 0).link(second, 0, sampler, 0);
        assertThat(model()).isEqualTo("absent");
    }

    @Test
    void aLongRowOfReroutesNeedsNoStack() {
        Ui.N last = checkpoint;
        for (int i = 0; i < 20_000; i++) {
            Ui.N reroute = ui.node(100 + i, "Reroute").in("", "*").out("*");
            ui.link(last, 0, reroute, 0);
            last = reroute;
        }
        ui.link(last, 0, sampler, 0);
        assertThat(model()).isEqualTo("1/0");
    }

    @Test
    void linkThatNobodyListsAndSlotsThatLieAreNothing() {
        ((ObjectNode) sampler.node.get("inputs").get(0)).put("link", 4711);
        assertThat(model()).isEqualTo("absent");
        ui.json()
                .withArray("links")
                .addArray()
                .add(4711)
                .add(2)
                .add(-5)
                .add(9)
                .add(0)
                .add("MODEL");
        lora(2).mode(4);
        assertThat(model()).isEqualTo("absent");
    }

    @Test
    void aGraphMadeToBeSlowIsCutOff() {
        Ui.N last = checkpoint;
        for (int i = 0; i < 5_000; i++) {
            Ui.N reroute = ui.node(100 + i, "Reroute").in("", "*").out("*");
            ui.link(last, 0, reroute, 0);
            last = reroute;
        }
        for (int i = 0; i < 2_000; i++) {
            ui.link(last, 0, ui.node(10_000 + i, "Save").in("images", "IMAGE"), 0);
        }
        assertThat(ui.codes()).containsOnlyOnce("links-too-long");
    }

    @Test
    void useEverywhereLinksThatTheFileLists() {
        ui.extra(
                "ue_links",
                "[{\"downstream\": 9, \"downstream_slot\": 0, \"upstream\": \"1\", \"upstream_slot\": 0, \"type\": \"MODEL\"}]");
        assertThat(model()).isEqualTo("1/0");
    }

    @Test
    void useEverywhereOfOlderFilesReachesEverySocketOfTheType() {
        Ui.N everywhere = ui.node(5, "Anything Everywhere").in("anything", "*");
        ui.link(checkpoint, 0, everywhere, 0);
        assertThat(model()).isEqualTo("1/0");
        assertThat(Ui.at(ui.graph(), "9", "latent_image")).isEqualTo("absent");
    }

    @Test
    void twoBroadcastsOfATypeAreNotDecided() {
        Ui.N lora = lora(2);
        Ui.N one = ui.node(5, "Anything Everywhere").in("anything", "*");
        Ui.N two = ui.node(6, "Anything Everywhere").in("anything", "*");
        ui.link(checkpoint, 0, one, 0).link(checkpoint, 0, lora, 0).link(lora, 0, two, 0);
        assertThat(model()).isEqualTo("absent");
        assertThat(ui.codes()).contains("use-everywhere-ambiguous");
    }
}
