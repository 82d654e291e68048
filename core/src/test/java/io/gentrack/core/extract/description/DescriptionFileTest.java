package io.gentrack.core.extract.description;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gentrack.core.graph.Input;
import io.gentrack.core.graph.Literal;
import io.gentrack.core.graph.Node;
import io.gentrack.core.spi.Lora;
import io.gentrack.core.spi.Meaning;
import io.gentrack.core.spi.NodeView;
import io.gentrack.core.spi.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptionFileTest {
    private static final JsonMapper JSON = new JsonMapper();

    /** The first output of a node with these inputs, described by {@code output}. */
    private static Value output(String output, String inputs) throws Exception {
        String json =
                "{\"pack\": \"t\", \"tables\": {\"ratio\": {\"wide\": [1344, 768]}}, \"nodes\": [{\"types\": [\"N\"], \"outputs\": ["
                        + output + "]}]}";
        Map<String, Input> values = new LinkedHashMap<>();
        JSON.readTree(inputs).properties().forEach(e -> values.put(e.getKey(), new Literal(e.getValue())));
        Meaning meaning = DescriptionFile.check(json)
                .extractors()
                .get(0)
                .evaluate(new NodeView(new Node("7", "N", values), link -> Value.ABSENT));
        return meaning.outputs().get(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a + b * 2 | 13",
                "(a + b) * 2 | 16",
                "-a + 2 ** 3 | 5",
                "b // 2 + b % 2 | 3",
                "1447 & -8 | 1440",
                "b << 2 & 12 ^ 1 | 5",
                "~a + (1024 >> 3) | 124",
                "round(2.345, 1) | 2.3",
                "(a < b) * 512 + (a > b) * 768 | 512",
                "a if a > b else b - 1 | 4",
                "8 if False else sum(a, b, 2) | 10",
                "-1 % 3 | 2",
                "a ?? 9 | 3",
                "missing ?? 9 | 9",
                "if(on, a, b) | 5",
                "if(a < b and not on, 1, 2) | 1",
                "round(2.5) | 2",
                "snap(1023, 64) | 960",
                "max(a, b, 4) | 5",
                "input('b') | 5",
                "number(text) | 12",
                "wide(size) + high(size) | 2048",
                "count(list) | 3",
                "json(settings, 'sampler.steps') | 32",
                "json(settings, 'sampler') ?? json(settings, 'sampler.steps.more') ?? 7 | 7",
                "json(text, 'sampler') ?? 8 | 8",
                "table('ratio', shape, 1) | 768",
                "eval(formula, 'x', a, 'y', b) | 16",
                "`odd name` | 4",
            })
    void expressions_compute(String expression, double expected) throws Exception {
        Value value = output("\"" + expression + "\"", """
                {"a": 3, "b": 5, "on": false, "text": "12", "size": "832 x 1216 (portrait)", "list": "1.0, 0.5, 0",
                 "shape": "wide", "formula": "(x + y) * 2", "odd name": 4,
                 "settings": "{\\"sampler\\": {\\"steps\\": 32}}"}
                """);
        assertThat(value).isInstanceOf(Value.Num.class);
        assertThat(((Value.Num) value).value()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a / 0",
                "missing + 1",
                "'x' * 2",
                "eval('import os')",
                "table('ratio', 'tall', 0)",
                "number('twelve')"
            })
    void what_cannot_be_computed_is_absent(String expression) throws Exception {
        assertThat(output("\"" + expression + "\"", "{\"a\": 3}")).isEqualTo(Value.ABSENT);
    }

    @Test
    void a_formula_of_a_graph_cannot_harm_by_its_depth_or_length() throws Exception {
        String deep = "(".repeat(5_000) + "1" + ")".repeat(5_000);
        assertThat(output("\"eval(formula)\"", "{\"formula\": \"" + deep + "\"}"))
                .isEqualTo(Value.ABSENT);
        assertThat(output("\"eval(formula)\"", "{\"formula\": \"" + "-".repeat(1_900) + "1\"}"))
                .isEqualTo(Value.ABSENT);
    }

    @Test
    void other_names_of_known_classes_are_read_and_an_empty_one_is_refused() throws DescriptionException {
        String json = "{\"pack\": \"t\", \"renamed\": [{%s}], \"nodes\": []}";
        assertThat(DescriptionFile.check(json.formatted("\"prefix\": \"Cloud_\", \"same_widgets\": true"))
                        .renamings())
                .containsExactly(new Renaming("Cloud_", "", true));
        assertThatThrownBy(() -> DescriptionFile.check(json.formatted("\"same_widgets\": true")))
                .hasMessageContaining("renamed[0]");
    }

    @Test
    void every_form_of_writing_loras_gives_those_in_force() throws Exception {
        assertThat(
                        loras(
                                "{\"loras\": {\"each\": 9, \"to\": \"n\", \"name\": \"l_{i}\", \"strength_model\": \"s_{i}\"}}",
                                "{\"n\": 2, \"l_1\": \"a\", \"s_1\": 0.5, \"l_2\": \"None\", \"s_2\": 1, \"l_3\": \"c\", \"s_3\": 1}"))
                .containsExactly("a 0.5 -");
        assertThat(loras(
                        "{\"loras\": {\"rows\": \"(?i)lora_.*\", \"name\": \"lora\", \"on\": \"on\", \"strength_clip\": \"two\"}}",
                        "{\"LORA_1\": {\"on\": true, \"lora\": \"a\", \"strength\": 1}, \"lora_2\": {\"on\": false, \"lora\": \"b\", \"strength\": 1},"
                                + " \"lora_3\": {\"on\": true, \"lora\": \"c\", \"strength\": 0.3, \"two\": 0.2}}"))
                .containsExactly("a 1.0 -", "c 0.3 0.2");
        assertThat(loras(
                        "{\"loras\": {\"tags\": \"text\"}}",
                        "{\"text\": \"a <lora:x:0.8> b <lora:y> <lora:z:0:0> <lora:q:0.5:0.1:LBW=1> <lora:open\"}"))
                .containsExactly("x 0.8 0.8", "y 1.0 1.0", "q 0.5 0.1");
        assertThat(
                        loras(
                                "{\"loras\": {\"list\": \"rows\", \"on\": \"active\"}}",
                                "{\"rows\": [{\"name\": \"a\", \"strength\": \"0.7\", \"active\": true}, {\"name\": \"b\", \"strength\": 1, \"active\": false}, 5]}"))
                .containsExactly("a 0.7 -");
        assertThat(loras(
                        "{\"loras\": {\"csv\": \"names\", \"weights\": \"w\"}}",
                        "{\"names\": \"a, b\", \"w\": \"0.5,0\"}"))
                .containsExactly("a 0.5 0.5");
    }

    private static List<String> loras(String output, String inputs) throws Exception {
        Value value = output(output, inputs);
        return ((Value.Loras) value)
                .loras().toList().stream().map(DescriptionFileTest::row).toList();
    }

    private static String row(Lora lora) {
        return lora.name().value() + " "
                + lora.strengthModel().map(s -> Double.toString(s.value())).orElse("-") + " "
                + lora.strengthClip().map(s -> Double.toString(s.value())).orElse("-");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"types\": [\"N\"], \"outputs\": [\"a +\"]} | outputs[0]: something is missing at character 4",
                "{\"types\": [\"N\"], \"outputs\": [\"nope(1)\"]} | no function \"nope\"",
                "{\"types\": [\"N\"], \"passs\": {}} | no field \"passs\" here",
                "{\"types\": [\"N\"], \"pass\": {\"kind\": \"sampel\"}} | pass.kind: one of sample",
                "{\"types\": [\"N\"], \"outputs\": [{\"split\": \"s\", \"part\": \"high\"}]} | either \"at\" or \"last\"",
                "{\"types\": [], \"output\": \"saved\"} | \"save\", \"preview\" or \"other\" is expected",
                "{\"outputs\": []} | types: a list of class types is expected",
            })
    void faults_name_the_place(String node, String message) {
        assertThatThrownBy(() -> DescriptionFile.check("{\"pack\": \"t\", \"nodes\": [" + node + "]}"))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining("nodes[0]")
                .hasMessageContaining(message);
        assertThatThrownBy(() -> DescriptionFile.check("{\"pack\": \"t\",\n \"nodes\": [}"))
                .isInstanceOf(DescriptionException.class)
                .hasMessageContaining("line 2");
    }
}
