package io.gentrack.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UiSubgraphTest {
    private static final String ID = "a1b2-c3";

    /** Inside: a sampler whose model comes from outside and whose steps the instance may show. */
    private static Ui inner() {
        Ui inner = new Ui()
                .port("inputs", "model", "MODEL")
                .port("inputs", "steps", "INT")
                .port("outputs", "LATENT", "LATENT");
        Ui.N sampler = inner.node(3, "KSampler")
                .in("model", "MODEL")
                .widget("steps", "INT")
                .out("LATENT")
                .values("[5, \"fixed\", 20, 8, \"euler\", \"normal\", 1]");
        return inner.linkIn(0, sampler, 0).linkIn(1, sampler, 1).linkOut(sampler, 0, 0);
    }

    private final Ui ui = new Ui().define(ID, inner());
    private final Ui.N checkpoint = ui.node(1, "Checkpoint").out("MODEL").values("[\"a\"]");
    private final Ui.N instance = instance(2);
    private final Ui.N save = ui.node(7, "Save").in("samples", "LATENT");

    private Ui.N instance(int id) {
        return ui.node(id, ID).in("model", "MODEL").widget("steps", "INT").out("LATENT");
    }

    private Ui wired() {
        return ui.link(checkpoint, 0, instance, 0).link(instance, 0, save, 0);
    }

    @Test
    void isUnfoldedWithLinksThroughBothWalls() {
        Graph graph = wired().graph();
        assertThat(graph.nodes().keySet()).containsExactlyInAnyOrder("1", "7", "2:3");
        assertThat(Ui.at(graph, "2:3", "model")).isEqualTo("1/0");
        assertThat(Ui.at(graph, "7", "samples")).isEqualTo("2:3/0");
        assertThat(Ui.at(graph, "2:3", "steps")).isEqualTo("20");
        assertThat(graph.notes()).isEmpty();
    }

    @Test
    void useEverywhereReachesThroughTheWall() {
        ui.extra(
                "ue_links",
                "[{\"downstream\": 2, \"downstream_slot\": 0, \"upstream\": \"1\", \"upstream_slot\": 0, \"type\": \"MODEL\"}]");
        assertThat(Ui.at(ui.link(instance, 0, save, 0).graph(), "2:3", "model")).isEqualTo("1/0");
    }

    @Test
    void aSubgraphThatIsSentItsOwnOutputEnds() {
        Ui inner = new Ui().port("inputs", "model", "MODEL").port("outputs", "MODEL", "MODEL");
        Ui.N pass = inner.node(3, "Reroute").in("", "MODEL").out("MODEL");
        inner.linkIn(0, pass, 0).linkOut(pass, 0, 0);
        Ui loop = new Ui().define(ID, inner);
        Ui.N round = loop.node(2, ID).in("model", "MODEL").out("MODEL");
        Ui.N sampler =
                loop.node(9, "KSampler").in("model", "MODEL").values("[5, \"fixed\", 20, 8, \"euler\", \"normal\", 1]");
        loop.link(round, 0, sampler, 0)
                .extra(
                        "ue_links",
                        "[{\"downstream\": 2, \"downstream_slot\": 0, \"upstream\": \"2\", \"upstream_slot\": 0, \"type\": \"MODEL\"}]");
        assertThat(Ui.at(loop.graph(), "9", "model")).isEqualTo("absent");
    }

    @Test
    void eachInstanceHasItsOwnValues() {
        Ui.N second = instance(4).values("[44]");
        instance.values("[22]");
        Graph graph = wired().link(checkpoint, 0, second, 0).graph();
        assertThat(Ui.at(graph, "2:3", "steps")).isEqualTo("22");
        assertThat(Ui.at(graph, "4:3", "steps")).isEqualTo("44");
    }

    @Test
    void proxyWidgetsNameInnerWidgets() {
        instance.property("proxyWidgets", "[[\"3\", \"cfg\"], [\"-1\", \"steps\"]]")
                .values("[4.5, 11]");
        Graph graph = wired().graph();
        assertThat(Ui.at(graph, "2:3", "cfg")).isEqualTo("4.5");
        assertThat(Ui.at(graph, "2:3", "steps")).isEqualTo("11");
    }

    @Test
    void proxyWidgetsWithoutValuesLeaveTheInnerOnes() {
        instance.property("proxyWidgets", "\"[[\\\"3\\\", \\\"cfg\\\"]]\"").values("[]");
        assertThat(Ui.at(wired().graph(), "2:3", "cfg")).isEqualTo("8");
    }

    @Test
    void namesSayWhichPlaceIsWhichAndThePlaceWins() {
        instance.node.putObject("widgets_values_named").put("elsewhere", 1).put("steps", 9);
        instance.values("[3, 14]");
        Graph graph = wired().graph();
        assertThat(Ui.at(graph, "2:3", "steps")).isEqualTo("14");
        assertThat(graph.notes()).extracting(Note::code).containsExactly("widgets-edited");
    }

    @Test
    void namesThatMatchNoPlacesAreTaken() {
        instance.node.putObject("widgets_values_named").put("steps", 9);
        instance.values("[\"euler\"]");
        assertThat(Ui.at(wired().graph(), "2:3", "steps")).isEqualTo("9");
    }

    @Test
    void aLinkedInputWinsOverTheShownValue() {
        instance.values("[22]");
        Ui.N primitive = ui.node(8, "PrimitiveInt").out("INT");
        Graph graph = wired().link(primitive, 0, instance, 1).graph();
        assertThat(Ui.at(graph, "2:3", "steps")).isEqualTo("8/0");
    }

    @Test
    void valuesThatFitNoInputsAreReported() {
        instance.values("[22, 23, 24]");
        Graph graph = wired().graph();
        assertThat(Ui.at(graph, "2:3", "steps")).isEqualTo("20");
        assertThat(graph.notes()).extracting(Note::code).containsExactly("promoted-widgets-unmatched");
    }

    @Test
    void valuesOfTheWrongKindAreReportedAndNotUsed() {
        instance.values("[\"euler\"]");
        Graph graph = wired().graph();
        assertThat(Ui.at(graph, "2:3", "steps")).isEqualTo("20");
        assertThat(graph.notes()).extracting(Note::code).containsExactly("promoted-widgets-unmatched");
    }

    @Test
    void moreValuesThanProxiesAreReportedAndNotUsed() {
        instance.property("proxyWidgets", "[[\"3\", \"cfg\"]]").values("[4.5, 11]");
        Graph graph = wired().graph();
        assertThat(Ui.at(graph, "2:3", "cfg")).isEqualTo("8");
        assertThat(graph.notes()).extracting(Note::code).containsExactly("promoted-widgets-unmatched");
    }

    @Test
    void aShownControlWordIsNoInput() {
        instance.property("proxyWidgets", "[[\"3\", \"control_after_generate\"], [\"3\", \"cfg\"]]")
                .values("[\"fixed\", 3]");
        Graph graph = wired().graph();
        assertThat(Ui.at(graph, "2:3", "control_after_generate")).isEqualTo("absent");
        assertThat(Ui.at(graph, "2:3", "cfg")).isEqualTo("3");
    }

    @Test
    void inputsAreMatchedByNameWhereTheInstanceListsFewer() {
        Ui shorter = new Ui().define(ID, inner());
        Ui.N loader = shorter.node(1, "PrimitiveInt").out("INT");
        Ui.N lagging = shorter.node(2, ID).in("steps", "INT").out("LATENT");
        Graph graph = shorter.link(loader, 0, lagging, 0).graph();
        assertThat(Ui.at(graph, "2:3", "steps")).isEqualTo("1/0");
        assertThat(Ui.at(graph, "2:3", "model")).isEqualTo("absent");
    }

    @Test
    void mutedInstanceIsGoneAndABypassedOneHandsOn() {
        instance.mode(2);
        assertThat(wired().graph().nodes().keySet()).containsExactlyInAnyOrder("1", "7");
        assertThat(Ui.at(ui.graph(), "7", "samples")).isEqualTo("absent");
        instance.mode(4);
        assertThat(ui.graph().nodes().keySet()).containsExactlyInAnyOrder("1", "7");
    }

    @Test
    void nestedInstancesAddToTheId() {
        Ui middle = new Ui().port("inputs", "model", "MODEL").port("outputs", "LATENT", "LATENT");
        Ui.N inside = middle.node(6, ID)
                .in("model", "MODEL")
                .widget("steps", "INT")
                .out("LATENT")
                .values("[31]");
        middle.linkIn(0, inside, 0).linkOut(inside, 0, 0);
        Ui outer = new Ui().define("outer", middle).define(ID, inner());
        Ui.N loader = outer.node(1, "Checkpoint").out("MODEL").values("[\"a\"]");
        Ui.N top = outer.node(5, "outer").in("model", "MODEL").out("LATENT");
        Ui.N end = outer.node(7, "Save").in("samples", "LATENT");
        Graph graph = outer.link(loader, 0, top, 0).link(top, 0, end, 0).graph();
        assertThat(Ui.at(graph, "5:6:3", "model")).isEqualTo("1/0");
        assertThat(Ui.at(graph, "5:6:3", "steps")).isEqualTo("31");
        assertThat(Ui.at(graph, "7", "samples")).isEqualTo("5:6:3/0");
    }

    @Test
    void getNodeInsideFindsTheSetNodeAround() {
        Ui inner = new Ui().port("outputs", "LATENT", "LATENT");
        Ui.N get = inner.node(4, "GetNode").out("MODEL").values("[\"m\"]");
        Ui.N sampler = inner.node(3, "KSampler").in("model", "MODEL").out("LATENT");
        inner.link(get, 0, sampler, 0);
        Ui outer = new Ui().define("x", inner);
        Ui.N loader = outer.node(1, "Checkpoint").out("MODEL").values("[\"a\"]");
        Ui.N set = outer.node(2, "SetNode").in("MODEL", "MODEL").values("[\"m\"]");
        outer.node(5, "x").out("LATENT");
        assertThat(Ui.at(outer.link(loader, 0, set, 0).graph(), "5:3", "model")).isEqualTo("1/0");
    }

    @Test
    void subgraphThatContainsItselfIsReportedOnce() {
        Ui inner = new Ui();
        inner.node(3, "x");
        inner.node(4, "Save").values("[\"p\"]");
        Ui outer = new Ui().define("x", inner);
        outer.node(1, "x");
        Graph graph = outer.graph();
        assertThat(graph.nodes()).containsKey("1:4");
        assertThat(graph.notes()).extracting(Note::code).containsExactly("subgraph-not-unfolded");
    }

    @Test
    void subgraphsThatDoubleAtEveryLevelAreCutOff() {
        Ui outer = new Ui();
        outer.node(1, "d0");
        outer.node(2, "Save").values("[\"p\"]");
        for (int level = 0; level < 40; level++) {
            Ui definition = new Ui();
            for (int i = 0; i < 10; i++) {
                definition.node(i, level == 39 ? "Save" : "d" + (level + 1));
            }
            outer.define("d" + level, definition);
        }
        Graph graph = outer.graph();
        assertThat(graph.nodes()).containsKey("2");
        assertThat(graph.notes()).extracting(Note::code).contains("subgraph-not-unfolded", "more-notes");
    }
}
