package io.gentrack.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people do to a workflow without changing what it does leaves its API graph the same. */
class UiPropertyTest {
    private static final int ROUNDS = 60;

    /** A checkpoint, some LoRAs and samplers in a row, a save node. */
    private static Ui random(Random random) {
        Ui ui = new Ui();
        Ui.N model = ui.node(1, "Checkpoint").out("MODEL").values("[\"a.safetensors\"]");
        int id = 2;
        for (int i = random.nextInt(4); i > 0; i--) {
            Ui.N lora = ui.node(id++, "Lora")
                    .in("model", "MODEL")
                    .out("MODEL")
                    .values("[\"l" + i + "\", " + random.nextInt(20) / 10.0 + "]")
                    .mode(random.nextInt(4) == 0 ? 4 : 0);
            ui.link(model, 0, lora, 0);
            model = lora;
        }
        Ui.N latent = ui.node(id++, "Size").out("LATENT").values("[512, " + random.nextInt(2048) + "]");
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            Ui.N sampler = ui.node(id++, "KSampler")
                    .in("model", "MODEL")
                    .in("latent_image", "LATENT")
                    .out("LATENT")
                    .values("[" + random.nextInt() + ", \"fixed\", " + (1 + random.nextInt(40))
                            + ", 7.5, \"euler\", \"normal\", 0.5]");
            ui.link(model, 0, sampler, 0).link(latent, 0, sampler, 1);
            latent = sampler;
        }
        Ui.N save = ui.node(id, "Save").in("samples", "LATENT").values("[\"out\"]");
        return ui.link(latent, 0, save, 0);
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void orderOfNodesAndLinksDoesNotCount(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            Ui ui = random(random);
            String key = GraphKey.of(ui.graph());
            for (String list : List.of("nodes", "links")) {
                List<JsonNode> entries = new ArrayList<>();
                ui.json().get(list).forEach(entries::add);
                Collections.shuffle(entries, random);
                ui.json().putArray(list).addAll(entries);
            }
            assertThat(GraphKey.of(ui.graph()))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(key);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33})
    void reroutesOnAnyLinkDoNotCount(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            Ui ui = random(random);
            String key = GraphKey.of(ui.graph());
            ArrayNode links = ui.json().withArray("links");
            int before = links.size();
            for (int i = 0; i < before; i++) {
                if (random.nextBoolean()) {
                    ArrayNode link = (ArrayNode) links.get(i);
                    String reroute = "r" + i;
                    int rest = 10_000 + i;
                    ObjectNode node = ui.json().withArray("nodes").addObject();
                    node.put("id", reroute).put("type", "Reroute").put("mode", 0);
                    node.putArray("inputs")
                            .addObject()
                            .put("name", "")
                            .put("type", "*")
                            .put("link", link.get(0).asInt());
                    node.putArray("outputs").addObject().put("name", "").put("type", "*");
                    links.addArray()
                            .add(rest)
                            .add(reroute)
                            .add(0)
                            .add(link.get(3))
                            .add(link.get(4))
                            .add("*");
                    relink(ui, link.get(3).asText(), link.get(4).asInt(), rest);
                    link.set(3, reroute).set(4, 0);
                }
            }
            assertThat(GraphKey.of(ui.graph()))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(key);
        }
    }

    private static void relink(Ui ui, String target, int slot, int link) {
        for (JsonNode node : ui.json().get("nodes")) {
            if (node.get("id").asText().equals(target)) {
                ((ObjectNode) node.get("inputs").get(slot)).put("link", link);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43})
    void otherIdsGiveTheSameGraphUnderThoseIds(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            Ui ui = random(random);
            Graph graph = ui.graph();
            int shift = 1 + random.nextInt(1000);
            for (JsonNode node : ui.json().get("nodes")) {
                ((ObjectNode) node).put("id", node.get("id").asInt() + shift);
            }
            for (JsonNode link : ui.json().get("links")) {
                ((ArrayNode) link)
                        .set(1, link.get(1).asInt() + shift)
                        .set(3, link.get(3).asInt() + shift);
            }
            assertThat(GraphKey.of(ui.graph()))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(renamed(graph, id -> Integer.toString(Integer.parseInt(id) + shift)));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {51, 52, 53})
    void aSubgraphAroundEverythingOnlyAddsToTheIds(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            Ui inner = random(random);
            Graph graph = inner.graph();
            Ui outer = new Ui().define("uuid", inner);
            outer.node(77, "uuid");
            assertThat(GraphKey.of(outer.graph()))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(renamed(graph, id -> "77:" + id));
        }
    }

    private static String renamed(Graph graph, UnaryOperator<String> name) {
        Map<String, Node> nodes = new HashMap<>();
        graph.nodes().forEach((id, node) -> {
            Map<String, Input> inputs = new HashMap<>();
            node.inputs()
                    .forEach((key, input) -> inputs.put(
                            key, input instanceof Link link ? new Link(name.apply(link.node()), link.slot()) : input));
            nodes.put(name.apply(id), new Node(name.apply(id), node.classType(), inputs));
        });
        return GraphKey.of(new Graph(nodes, List.of()));
    }

    @ParameterizedTest
    @ValueSource(longs = {61, 62, 63})
    void noDamageToAWorkflowThrows(long seed) {
        Random random = new Random(seed);
        GraphReader reader = new GraphReader(Ui.DEFINITIONS);
        for (int round = 0; round < 1500; round++) {
            Ui inner = random(random);
            inner.port("inputs", "steps", "INT");
            Ui ui = random(random).define("uuid", inner);
            ui.node(90, "uuid").widget("steps", "INT").values("[3]").property("proxyWidgets", "[[\"3\", \"cfg\"]]");
            byte[] bytes = ui.json().toString().getBytes(StandardCharsets.UTF_8);
            for (int i = 1 + random.nextInt(8); i > 0; i--) {
                int at = random.nextInt(bytes.length);
                if (bytes[at] >= '0' && bytes[at] <= '9') {
                    bytes[at] = (byte) ('0' + random.nextInt(10));
                } else if (random.nextInt(3) == 0) {
                    bytes[at] = (byte) random.nextInt(256);
                }
            }
            assertThat(reader.read(bytes)).as("seed %d round %d", seed, round).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {71, 72, 73})
    void valuesOfTheWrongKindAnywhereNeverThrow(long seed) {
        Random random = new Random(seed);
        String[] junk = {"null", "[]", "{}", "-1", "1e999", "\"x\"", "true", "[[[]]]", "99999999999999999999", "\"\""};
        GraphReader reader = new GraphReader(Ui.DEFINITIONS);
        for (int round = 0; round < 1500; round++) {
            Ui ui = random(random);
            JsonNode json = ui.json();
            while (json.isContainerNode() && !json.isEmpty()) {
                int at = random.nextInt(json.size());
                JsonNode bad =
                        Ui.parse("[" + junk[random.nextInt(junk.length)] + "]").get(0);
                boolean here = random.nextInt(4) == 0;
                if (json instanceof ArrayNode array) {
                    json = here ? array.set(at, bad) : array.get(at);
                } else {
                    String name = new ArrayList<>(json.properties()).get(at).getKey();
                    json = here ? ((ObjectNode) json).set(name, bad) : json.get(name);
                }
                if (here) {
                    break;
                }
            }
            assertThat(reader.read(ui.json().toString()))
                    .as("seed %d round %d", seed, round)
                    .isNotNull();
        }
    }
}
