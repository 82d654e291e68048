package io.gentrack.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphReaderApiTest {
    private static final String GRAPH = """
            {"3": {"class_type": "KSampler", "inputs": {"seed": 5, "cfg": 8.0, "model": ["4", 0]}},
             "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "a.safetensors"}}}""";

    private final GraphReader reader = new GraphReader(NodeDefinitions.none());

    private List<Graph> graphs(String json) {
        assertThat(reader.read(json)).isInstanceOf(GraphReading.Graphs.class);
        return ((GraphReading.Graphs) reader.read(json)).graphs();
    }

    private Graph one(String json) {
        assertThat(graphs(json)).hasSize(1);
        return graphs(json).get(0);
    }

    private Node node(String json, String id) {
        return one(json).nodes().get(id);
    }

    private String reason(String json) {
        assertThat(reader.read(json)).isInstanceOf(GraphReading.NotAGraph.class);
        return ((GraphReading.NotAGraph) reader.read(json)).reason();
    }

    private static String quoted(String json) {
        return '"' + json.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    @Test
    void bareGraphKeepsIdsLinksAndLiterals() {
        Graph graph = one(GRAPH);
        assertThat(graph.nodes().keySet()).containsExactly("3", "4");
        Node sampler = graph.nodes().get("3");
        assertThat(sampler.classType()).isEqualTo("KSampler");
        assertThat(sampler.inputs().get("model")).isEqualTo(new Link("4", 0));
        assertThat(((Literal) sampler.inputs().get("cfg")).value().doubleValue())
                .isEqualTo(8.0);
        assertThat(graph.notes()).isEmpty();
    }

    @Test
    void everyWrappingGivesTheSameGraph() {
        String[] wrapped = {
            "{\"prompt\": " + GRAPH
                    + ", \"client_id\": \"x\", \"extra_data\": {\"extra_pnginfo\": {\"workflow\": {}}}}",
            "{\"output\": " + GRAPH + ", \"workflow\": {\"nodes\": [{\"id\": 1, \"type\": \"Note\"}], \"links\": []}}",
            "{\"abc\": {\"prompt\": [7, \"abc\", " + GRAPH + ", {}, [\"9\"]], \"outputs\": {}, \"status\": {}}}",
            "{\"prompt\": [7, \"abc\", " + GRAPH + ", {}, [\"9\"]], \"outputs\": {}}",
            "{\"queue_running\": [[7, \"abc\", " + GRAPH + ", {}, []]], \"queue_pending\": []}",
            "[" + GRAPH + "]",
            "{\"prompt\": " + quoted(GRAPH) + ", \"workflow\": \"{}\"}",
            quoted(GRAPH),
            quoted(quoted(GRAPH)),
            "\ufeff  \n" + GRAPH + "\n\u0000\u0000",
            GRAPH + "\n-- saved by hand",
            "{\"workflow\": " + GRAPH + "}",
        };
        for (String json : wrapped) {
            assertThat(one(json)).as(json).isEqualTo(one(GRAPH));
        }
    }

    @Test
    void graphKeptAsTextUnderAnyName() {
        assertThat(one("{\"version\": \"1\", \"input\": {\"workflow_json\": " + quoted(GRAPH) + "}}"))
                .isEqualTo(one(GRAPH));
        assertThat(one("{\"items\": [{\"meta\": {\"comfy\": " + quoted("{\"prompt\": " + GRAPH + "}") + "}}]}"))
                .isEqualTo(one(GRAPH));
        assertThat(one("{\"nodes\": [{\"id\": \"a\", \"type\": \"http\", \"parameters\": {\"jsonBody\": "
                        + quoted("={\"prompt\": " + GRAPH + "}") + "}}], \"connections\": {}}"))
                .isEqualTo(one(GRAPH));
        assertThat(one("{\"UserComment\": " + quoted("Prompt:" + GRAPH) + "}")).isEqualTo(one(GRAPH));
        assertThat(reason("{\"text\": \"nodes and their class_type\"}")).startsWith("JSON, but no workflow");
    }

    @Test
    void drawingsOfOtherProgramsAreNoWorkflows() {
        assertThat(reason("{\"nodes\": [{\"id\": \"1\", \"type\": \"custom\"}], \"edges\": []}"))
                .startsWith("JSON, but no workflow");
        assertThat(reason("{\"nodes\": [{\"id\": \"1\", \"type\": \"if\"}], \"connections\": {}}"))
                .startsWith("JSON, but no workflow");
    }

    @Test
    void apiFormWinsOverTheDrawingBesideItWhateverTheyAreCalled() {
        String drawn = "{\"nodes\": [{\"id\": 1, \"type\": \"KSampler\"}], \"links\": []}";
        String[] both = {
            "{\"workflow\": " + drawn + ", \"workflow_api\": " + GRAPH + "}",
            "{\"version\": {\"workflow_api\": " + GRAPH + ", \"workflow\": " + drawn + "}}",
            "{\"nodes\": [{\"id\": 1, \"type\": \"KSampler\"}], \"links\": [], \"workflow_api\": " + GRAPH + "}",
            "[{\"Prompt\": " + quoted(GRAPH) + ", \"Workflow\": " + quoted(drawn) + "}]",
        };
        for (String json : both) {
            assertThat(one(json)).as(json).isEqualTo(one(GRAPH));
        }
    }

    @Test
    void historyGivesEveryRunAndSaysWhichFailed() {
        String entry = "{\"prompt\": [1, \"x\", " + GRAPH + ", {}, []], \"status\": {\"status_str\": \"%s\"}}";
        List<Graph> graphs =
                graphs("{\"a\": " + entry.formatted("success") + ", \"b\": " + entry.formatted("error") + "}");
        assertThat(graphs).hasSize(2);
        assertThat(graphs.get(0).notes()).isEmpty();
        assertThat(graphs.get(1).notes()).extracting(Note::code).containsExactly("run-failed");
    }

    @Test
    void queueTellsRunningFromWaiting() {
        String item = "[1, \"x\", " + GRAPH + ", {}, []]";
        List<Graph> graphs = graphs("{\"queue_running\": [" + item + "], \"queue_pending\": [" + item + "]}");
        assertThat(graphs.get(0).notes()).isEmpty();
        assertThat(graphs.get(1).notes()).extracting(Note::code).containsExactly("not-run");
    }

    @Test
    void utf16FileOfAWindowsEditor() {
        byte[] bytes = ("\ufeff" + GRAPH).getBytes(StandardCharsets.UTF_16LE);
        assertThat(reader.read(bytes)).isEqualTo(reader.read(GRAPH));
    }

    @Test
    void nanThatTheServerWroteIsRead() {
        assertThat(node(
                                "{\"1\": {\"class_type\": \"A\", \"inputs\": {\"x\": NaN}, \"is_changed\": [NaN, -Infinity]}}",
                                "1")
                        .inputs()
                        .get("x"))
                .isInstanceOfSatisfying(
                        Literal.class,
                        literal -> assertThat(literal.value().doubleValue()).isNaN());
    }

    @Test
    void strayKeysAndNullInputsAreNoNodes() {
        Graph graph = one(
                "{\"version\": 1, \"extra_data\": {\"a\": 1}, \"5\": {\"class_type\": \"A\", \"inputs\": null}, \"6\": {\"class_type\": \"B\"}}");
        assertThat(graph.nodes().keySet()).containsExactly("5", "6");
        assertThat(graph.nodes().get("5").inputs()).isEmpty();
    }

    @Test
    void wrappedListIsAValueAndNeverALink() {
        Node node = node("{\"1\": {\"class_type\": \"A\", \"inputs\": {\"a\": {\"__value__\": [\"1\", 0]}}}}", "1");
        assertThat(node.inputs().get("a"))
                .isInstanceOfSatisfying(
                        Literal.class,
                        literal -> assertThat(literal.value().size()).isEqualTo(2));
    }

    @Test
    void pairIsALinkOnlyWhereItNamesANode() {
        Node node = node("""
                {"1": {"class_type": "A", "inputs": {"numeric": [2, 1], "size": [512, 768], "gone": ["99", 0],
                  "word": ["loader", 3], "three": ["2", 0, 1], "float": ["2", 0.5]}},
                 "2": {"class_type": "B", "inputs": {}}, "loader": {"class_type": "C", "inputs": {}}}""", "1");
        assertThat(node.inputs().get("numeric")).isEqualTo(new Link("2", 1));
        assertThat(node.inputs().get("word")).isEqualTo(new Link("loader", 3));
        assertThat(node.inputs().get("gone")).as("dangling").isEqualTo(new Link("99", 0));
        assertThat(node.inputs().get("size")).isInstanceOf(Literal.class);
        assertThat(node.inputs().get("three")).isInstanceOf(Literal.class);
        assertThat(node.inputs().get("float")).isInstanceOf(Literal.class);
        Node spelled = node("""
                {"1": {"class_type": "A", "inputs": {"slot": ["2", "1"], "words": ["2", "b"], "gone": ["9", "0"]}},
                 "2": {"class_type": "B", "inputs": {}}}""", "1");
        assertThat(spelled.inputs().get("slot")).isEqualTo(new Link("2", 1));
        assertThat(spelled.inputs().get("words")).isInstanceOf(Literal.class);
        assertThat(spelled.inputs().get("gone")).isInstanceOf(Literal.class);
    }

    @Test
    void lastOfTwoEqualKeysWins() {
        Node node = node("{\"1\": {\"class_type\": \"A\", \"inputs\": {\"steps\": 4, \"steps\": 20}}}", "1");
        assertThat(((Literal) node.inputs().get("steps")).value().intValue()).isEqualTo(20);
    }

    @Test
    void idsKeepTheOrderOfTheFile() {
        assertThat(
                        one("{\"10\": {\"class_type\": \"A\"}, \"9\": {\"class_type\": \"B\"}, \"x\": {\"class_type\": \"C\"}}")
                                .nodes()
                                .keySet())
                .containsExactly("10", "9", "x");
    }

    @Test
    void reasonsNameTheCause() {
        assertThat(reason("")).isEqualTo("empty");
        assertThat(reason(" \n\u0000")).isEqualTo("empty");
        assertThat(reason("{\"a\": 1,\n \"b\": tru}")).startsWith("not JSON").contains("line 2");
        assertThat(reason("{\"3\": {\"class_type\"")).contains("ends too early");
        assertThat(reason("{\"a\": 1}")).contains("no workflow");
        assertThat(reason("Steps: 20, Sampler: Euler")).startsWith("not JSON");
        assertThat(reason("[".repeat(100_000))).contains("deeper than 500");
        assertThat(reason("{\"a\":".repeat(100_000))).contains("deeper than 500");
        assertThat(reason("{\"1\": {\"class_type\": \"A\", \"inputs\": {\"x\": " + "9".repeat(5000) + "}}}"))
                .contains("beyond what a workflow can be");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void noMutationOfTheBytesThrows(long seed) {
        Random random = new Random(seed);
        byte[] whole = ("{\"prompt\": [1, \"x\", " + GRAPH + ", {}], \"workflow\": {\"nodes\": []}}")
                .getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 3000; round++) {
            byte[] bytes = whole.clone();
            for (int i = random.nextInt(6); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] =
                        random.nextBoolean() ? (byte) random.nextInt(256) : bytes[random.nextInt(bytes.length)];
            }
            assertThat(reader.read(bytes)).as("seed %d round %d", seed, round).isNotNull();
        }
    }
}
