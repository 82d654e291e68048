package io.gentrack.core.graph;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GraphKeyTest {
    private static String key(String json) {
        GraphReading.Graphs graphs = (GraphReading.Graphs) new GraphReader(NodeDefinitions.none()).read(json);
        return GraphKey.of(graphs.graphs().get(0));
    }

    private static String withInput(String value) {
        return key("{\"1\": {\"class_type\": \"A\", \"inputs\": {\"x\": " + value + "}}}");
    }

    @Test
    void isAHexSha256() {
        assertThat(withInput("1")).matches("[0-9a-f]{64}");
    }

    @Test
    void pictureHistoryAndTrackerAgree() {
        String picture = """
                {"3": {"inputs": {"seed": 7, "cfg": 8.0, "latent": ["5", 0]}, "class_type": "KSampler", "_meta": {"title": "K"},
                  "is_changed": [NaN]}, "5": {"inputs": {"width": 512}, "class_type": "EmptyLatentImage"}}""";
        String graph = """
                {"5": {"class_type": "EmptyLatentImage", "inputs": {"width": "512"}},
                 "3": {"class_type": "KSampler", "inputs": {"latent": [5, 0], "cfg": 8, "seed": 7}}}""";
        String history = "{\"id\": {\"prompt\": [1, \"id\", " + graph + ", {}, []], \"outputs\": {}}}";
        assertThat(key(picture)).isEqualTo(key(graph)).isEqualTo(key(history));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "8|8.0",
                "20|\"20\"",
                "7.999999999999999|8",
                "0.1|0.10000000000000001",
                "1e2|100",
                "0.5|\"0.50\"",
                "{\"a\":1,\"b\":2}|{\"b\":2.0,\"a\":1}",
                "{\"__value__\":[1,2,3]}|[1,2,3]",
                "-0.0|0",
                "NaN|\"NaN\""
            })
    void spellingDoesNotCount(String one, String other) {
        assertThat(withInput(one)).isEqualTo(withInput(other));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "8|8.5",
                "18446744073709551615|18446744073709551614",
                "9007199254740993|9007199254740992",
                "[1,2,3]|[2,1,3]",
                "\"1d\"|1",
                "\"0x10\"|16",
                "null|false",
                "\"\"|null",
                "[[1],2]|[[1,2]]",
                "{\"a\":\"b\"}|[\"a\",\"b\"]",
                "[\"2\",0]|{\"__value__\":[\"2\",0]}",
                "true|false"
            })
    void valuesDoCount(String one, String other) {
        assertThat(withInput(one)).isNotEqualTo(withInput(other));
    }

    @Test
    void textsDoNotRunIntoEachOther() {
        String one = key("{\"1\": {\"class_type\": \"AB\", \"inputs\": {\"C\": \"D\"}}}");
        assertThat(one).isNotEqualTo(key("{\"1\": {\"class_type\": \"A\", \"inputs\": {\"BC\": \"D\"}}}"));
        assertThat(one).isNotEqualTo(key("{\"1\": {\"class_type\": \"AB\", \"inputs\": {\"CD\": \"\"}}}"));
    }

    @Test
    void aTextLongerThanTheBufferCountsToItsEnd() {
        String text = "x".repeat(50_000);
        assertThat(withInput('"' + text + "a\"")).isNotEqualTo(withInput('"' + text + "b\""));
    }

    @Test
    void deepLiteralsNeedNoStack() {
        JsonNode deep = JsonNodeFactory.instance.numberNode(1);
        for (int i = 0; i < 200_000; i++) {
            deep = JsonNodeFactory.instance.arrayNode().add(deep);
        }
        Node node = new Node("1", "A", Map.of("x", new Literal(deep)));
        assertThat(GraphKey.of(new Graph(Map.of("1", node), List.of()))).hasSize(64);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void orderOfNodesAndInputsNeverCounts(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            ObjectNode graph = JsonNodeFactory.instance.objectNode();
            int count = 1 + random.nextInt(12);
            for (int i = 0; i < count; i++) {
                ObjectNode inputs = JsonNodeFactory.instance.objectNode();
                for (int j = random.nextInt(6); j >= 0; j--) {
                    inputs.put("in" + j, random.nextDouble());
                }
                inputs.putArray("link")
                        .add(Integer.toString(random.nextInt(count)))
                        .add(random.nextInt(3));
                graph.putObject(Integer.toString(i)).put("class_type", "T" + i).set("inputs", inputs);
            }
            assertThat(key(shuffled(graph, random).toString()))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(key(graph.toString()));
        }
    }

    private static JsonNode shuffled(JsonNode json, Random random) {
        if (!json.isObject()) {
            return json;
        }
        List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(json.properties());
        Collections.shuffle(fields, random);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        fields.forEach(field -> result.set(field.getKey(), shuffled(field.getValue(), random)));
        return result;
    }
}
