package io.gentrack.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GroupNodesTest {
    /** A LoRA whose model goes to a sampler; the CLIP of the LoRA and the latent of the sampler come out. */
    private static final String GROUPS = """
            {"Draw": {"nodes": [
               {"index": 0, "type": "Lora", "inputs": [{"name": "model", "type": "MODEL"}, {"name": "clip", "type": "CLIP"}],
                "outputs": [{"name": "MODEL", "type": "MODEL"}, {"name": "CLIP", "type": "CLIP"}], "widgets_values": ["old", 1]},
               {"index": 1, "type": "KSampler", "inputs": [{"name": "model", "type": "MODEL"}, {"name": "latent_image", "type": "LATENT"}],
                "outputs": [{"name": "LATENT", "type": "LATENT"}], "widgets_values": [1, "fixed", 2, 3, "euler", "normal", 1]}],
              "links": [[0, 0, 1, 0, 77]], "external": [], "config": {}}}""";

    private final Ui ui = new Ui().extra("groupNodes", GROUPS);
    private final Ui.N checkpoint =
            ui.node(1, "Checkpoint").out("MODEL", "CLIP").values("[\"a\"]");
    private final Ui.N group = ui.node(2, "workflow>Draw")
            .in("model", "MODEL")
            .in("clip", "CLIP")
            .in("latent_image", "LATENT")
            .out("CLIP", "LATENT")
            .values("[\"l\", 0.5, 9, \"fixed\", 30, 5, \"heun\", \"karras\", 0.7]");
    private final Ui.N save = ui.node(3, "Save").in("samples", "LATENT");

    private Graph graph() {
        return ui.link(checkpoint, 0, group, 0)
                .link(checkpoint, 1, group, 1)
                .link(group, 1, save, 0)
                .graph();
    }

    @Test
    void isUnfoldedWithTheValuesOfTheInstance() {
        Graph graph = graph();
        assertThat(graph.nodes().keySet()).containsExactlyInAnyOrder("1", "2:0", "2:1", "3");
        assertThat(Ui.at(graph, "2:0", "model")).isEqualTo("1/0");
        assertThat(Ui.at(graph, "2:0", "clip")).isEqualTo("1/1");
        assertThat(Ui.at(graph, "2:0", "lora_name")).isEqualTo("\"l\"");
        assertThat(Ui.at(graph, "2:1", "model")).isEqualTo("2:0/0");
        assertThat(Ui.at(graph, "2:1", "steps")).isEqualTo("30");
        assertThat(Ui.at(graph, "2:1", "denoise")).isEqualTo("0.7");
        assertThat(Ui.at(graph, "3", "samples")).isEqualTo("2:1/0");
        assertThat(graph.notes()).isEmpty();
    }

    @Test
    void anOutputThatIsAlsoShownOutsideKeepsItsPlace() {
        ui.extra("groupNodes", GROUPS.replace("\"external\": []", "\"external\": [[0, 0, \"MODEL\"]]"));
        group.node.putArray("outputs");
        group.out("MODEL", "CLIP", "LATENT");
        Graph graph = ui.link(checkpoint, 0, group, 0).link(group, 2, save, 0).graph();
        assertThat(Ui.at(graph, "3", "samples")).isEqualTo("2:1/0");
    }

    @Test
    void renamedInputsAndTakenNamesAreFound() {
        ui.extra(
                "groupNodes",
                GROUPS.replace(
                        "\"config\": {}", "\"config\": {\"0\": {\"input\": {\"model\": {\"name\": \"base\"}}}}"));
        group.node.putArray("inputs");
        group.in("base", "MODEL").in("Lora clip", "CLIP");
        assertThat(Ui.at(graph(), "2:0", "model")).isEqualTo("1/0");
        assertThat(Ui.at(ui.graph(), "2:0", "clip")).isEqualTo("1/1");
    }

    @Test
    void valuesThatDoNotFitTheInsideLeaveItFolded() {
        group.values("[\"l\", 0.5, 9]");
        Graph graph = graph();
        assertThat(graph.nodes().keySet()).containsExactlyInAnyOrder("1", "2", "3");
        assertThat(graph.notes()).extracting(Note::code).contains("group-node-unsupported");
    }

    @Test
    void anInnerNodeWhoseOutputsAreNoListLeavesItFolded() {
        ui.extra("groupNodes", GROUPS.replace("[{\"name\": \"LATENT\", \"type\": \"LATENT\"}]", "{\"x\": 1}"));
        assertThat(graph().nodes().keySet()).containsExactlyInAnyOrder("1", "2", "3");
    }

    @Test
    void bypassedGroupHandsOn() {
        group.mode(4);
        assertThat(graph().nodes().keySet()).containsExactlyInAnyOrder("1", "3");
    }
}
