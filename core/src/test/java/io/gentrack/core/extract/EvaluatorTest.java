package io.gentrack.core.extract;

import static io.gentrack.core.extract.Kernel.EMPTY;
import static io.gentrack.core.extract.Kernel.MODEL;
import static io.gentrack.core.extract.Kernel.extract;
import static io.gentrack.core.extract.Kernel.graphOf;
import static io.gentrack.core.extract.Kernel.node;
import static io.gentrack.core.extract.Kernel.sample;
import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.core.graph.Note;
import io.gentrack.core.spi.Meaning;
import io.gentrack.core.spi.NodeExtractor;
import io.gentrack.core.spi.NodeView;
import io.gentrack.core.spi.Value;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
    private static final String END =
            node("5", "Decode", "\"samples\": [\"3\", 0]") + "," + node("6", "Save", "\"images\": [\"5\", 0]");

    private static Pass only(Extraction extraction) {
        assertThat(extraction.passes()).hasSize(1);
        return extraction.passes().get(0);
    }

    private static List<String> codes(Extraction extraction) {
        return extraction.notes().stream().map(Note::code).toList();
    }

    @Test
    void numbers_flow_through_pipes_and_primitives_and_know_where_they_stand() {
        Pass pass = only(extract(graphOf(
                MODEL,
                EMPTY,
                node("7", "Int", "\"value\": \"33\""),
                node("8", "Pipe", "\"model\": [\"1\", 0], \"latent\": [\"2\", 0], \"steps\": [\"7\", 0]"),
                node("9", "Unpipe", "\"pipe\": [\"8\", 0]"),
                node(
                        "3",
                        "Sample",
                        "\"model\": [\"9\", 0], \"latent\": [\"9\", 1], \"steps\": [\"9\", 2], \"sampler\": \"euler\", \"scheduler\": \"normal\", \"cfg\": 7"),
                END)));
        assertThat(pass.steps().map(Value.Num::value)).contains(33.0);
        assertThat(pass.steps().orElseThrow().origin().describe()).isEqualTo("node 7 input value");
        assertThat(pass.width().map(Value.Num::value)).contains(512.0);
        assertThat(pass.model().orElseThrow().name().value()).isEqualTo("base.safetensors");
    }

    @Test
    void a_cycle_and_a_dangling_link_are_notes() {
        Extraction found = extract(graphOf(
                MODEL,
                EMPTY,
                node("20", "Pipe", "\"pipe\": [\"21\", 0]"),
                node("21", "Pipe", "\"pipe\": [\"20\", 0], \"model\": [\"404\", 0]"),
                sample("3", "[\"2\", 0]", ""),
                END));
        assertThat(only(found).steps()).isPresent();
        assertThat(codes(found)).contains("cycle", "dangling-link");
    }

    @Test
    void what_a_program_is_to_fill_in_is_null_and_named_in_a_note() {
        Extraction found = extract(graphOf(
                MODEL,
                EMPTY,
                node(
                        "3",
                        "Sample",
                        "\"model\": [\"1\", 0], \"latent\": [\"2\", 0], \"steps\": \"{{steps}}\", \"sampler\": \"__SAMPLER__\", \"scheduler\": \"scheduler\", \"cfg\": null"),
                END));
        Pass pass = only(found);
        assertThat(pass.steps()).isEmpty();
        assertThat(pass.sampler()).isEmpty();
        assertThat(pass.scheduler()).isEmpty();
        assertThat(pass.cfg()).isEmpty();
        assertThat(codes(found)).contains("template", "missing-cfg", "missing-scheduler");
    }

    @Test
    void values_of_the_wrong_type_are_null_not_nonsense() {
        Pass pass = only(extract(graphOf(
                MODEL,
                EMPTY,
                node(
                        "3",
                        "Sample",
                        "\"model\": [\"1\", 0], \"latent\": [\"2\", 0], \"steps\": \"many\", \"sampler\": 5, \"scheduler\": \"73\", \"cfg\": NaN, \"denoise\": 17"),
                END)));
        assertThat(pass.steps()).isEmpty();
        assertThat(pass.sampler()).isEmpty();
        assertThat(pass.scheduler()).isEmpty();
        assertThat(pass.cfg()).isEmpty();
        assertThat(pass.denoise()).isEmpty();
    }

    @Test
    void a_number_from_an_unknown_node_is_unread_and_not_a_default() {
        Pass pass = only(extract(graphOf(
                MODEL,
                EMPTY,
                node("7", "Mystery", "\"a\": 1, \"b\": 2"),
                node(
                        "3",
                        "Sample",
                        "\"model\": [\"1\", 0], \"latent\": [\"2\", 0], \"steps\": 20, \"sampler\": \"euler\", \"scheduler\": \"normal\", \"cfg\": [\"7\", 0]"),
                END)));
        assertThat(pass.cfg()).isEmpty();
        assertThat(pass.unread()).containsExactly("cfg");
    }

    @Test
    void a_link_free_node_with_one_value_is_that_value() {
        Pass pass = only(extract(graphOf(
                MODEL,
                EMPTY,
                node("7", "SomebodysFloat", "\"Number\": 4.5"),
                node(
                        "3",
                        "Sample",
                        "\"model\": [\"1\", 0], \"latent\": [\"2\", 0], \"steps\": 20, \"sampler\": \"euler\", \"scheduler\": \"normal\", \"cfg\": [\"7\", 0]"),
                END)));
        assertThat(pass.cfg().map(Value.Num::value)).contains(4.5);
    }

    @Test
    void an_unknown_node_lets_one_model_through_and_stops_at_two() {
        String second = node("11", "Load", "\"name\": \"other.safetensors\"");
        Extraction one = extract(graphOf(
                MODEL,
                EMPTY,
                node("10", "Mystery", "\"model\": [\"1\", 0], \"strength\": 3"),
                node(
                        "3",
                        "Sample",
                        "\"model\": [\"10\", 0], \"latent\": [\"2\", 0], \"steps\": 20, \"sampler\": \"euler\", \"scheduler\": \"normal\", \"cfg\": 7"),
                END));
        assertThat(only(one).model().orElseThrow().name().value()).isEqualTo("base.safetensors");
        assertThat(codes(one)).contains("unknown-node");
        Extraction two = extract(graphOf(
                MODEL,
                second,
                EMPTY,
                node("10", "Mystery", "\"a\": [\"1\", 0], \"b\": [\"11\", 0]"),
                node(
                        "3",
                        "Sample",
                        "\"model\": [\"10\", 0], \"latent\": [\"2\", 0], \"steps\": 20, \"sampler\": \"euler\", \"scheduler\": \"normal\", \"cfg\": 7"),
                END));
        assertThat(only(two).model()).isEmpty();
    }

    @Test
    void an_unknown_latent_filter_keeps_the_pass_and_loses_the_size() {
        Extraction found = extract(graphOf(
                MODEL,
                EMPTY,
                sample("13", "[\"2\", 0]", ""),
                node("14", "Mystery", "\"samples\": [\"13\", 0], \"strength\": 0.5, \"mode\": \"x\""),
                sample("3", "[\"14\", 0]", "\"denoise\": 0.5"),
                END));
        assertThat(found.passes()).hasSize(2);
        assertThat(found.passes().get(1).parents()).containsExactly(0);
        assertThat(found.chains()).hasSize(1);
    }

    @Test
    void loras_off_or_at_zero_are_not_there_and_merged_models_all_are() {
        Pass pass = only(extract(graphOf(
                MODEL,
                EMPTY,
                node("11", "Load", "\"name\": \"other.safetensors\""),
                node("10", "Merge", "\"model1\": [\"1\", 0], \"model2\": [\"11\", 0]"),
                node(
                        "20",
                        "Lora",
                        "\"model\": [\"10\", 0], \"lora_name\": \"a.safetensors\", \"strength_model\": 0.8, \"strength_clip\": 1"),
                node(
                        "21",
                        "Lora",
                        "\"model\": [\"20\", 0], \"lora_name\": \"zero.safetensors\", \"strength_model\": 0, \"strength_clip\": 0"),
                node(
                        "22",
                        "Lora",
                        "\"model\": [\"21\", 0], \"lora_name\": \"None\", \"strength_model\": 1, \"strength_clip\": 1"),
                node(
                        "3",
                        "Sample",
                        "\"model\": [\"22\", 0], \"latent\": [\"2\", 0], \"steps\": 20, \"sampler\": \"euler\", \"scheduler\": \"normal\", \"cfg\": 7"),
                END)));
        assertThat(pass.models())
                .extracting(m -> m.name().value())
                .containsExactly("base.safetensors", "other.safetensors");
        assertThat(pass.loras()).extracting(l -> l.name().value()).containsExactly("a.safetensors");
    }

    @Test
    void the_shift_nearest_to_the_schedule_is_in_force() {
        Pass pass = only(extract(graphOf(
                MODEL,
                EMPTY,
                node("10", "Shift", "\"model\": [\"1\", 0], \"shift\": 3"),
                node("11", "Shift", "\"model\": [\"10\", 0], \"shift\": 5"),
                node("12", "Basic", "\"model\": [\"10\", 0]"),
                node(
                        "13",
                        "Sigmas",
                        "\"scheduler\": \"simple\", \"steps\": 20, \"denoise\": 1, \"model\": [\"11\", 0]"),
                node(
                        "3",
                        "Custom",
                        "\"guider\": [\"12\", 0], \"sampler\": \"euler\", \"sigmas\": [\"13\", 0], \"latent\": [\"2\", 0]"),
                END)));
        assertThat(pass.shift().map(Value.Num::value)).contains(5.0);
    }

    @Test
    void guidance_that_two_prompts_do_not_agree_on_is_unknown() {
        String head = graphOf(
                MODEL,
                EMPTY,
                node("10", "Prompt", ""),
                node("11", "Guidance", "\"conditioning\": [\"10\", 0], \"guidance\": 3.5"),
                node("12", "Guidance", "\"conditioning\": [\"10\", 0], \"guidance\": 5"),
                node("13", "Both", "\"a\": [\"11\", 0], \"b\": [\"%s\", 0]"),
                node("14", "Basic", "\"model\": [\"1\", 0], \"conditioning\": [\"13\", 0]"),
                node("15", "Sigmas", "\"scheduler\": \"simple\", \"steps\": 20, \"denoise\": 1, \"model\": [\"1\", 0]"),
                node(
                        "3",
                        "Custom",
                        "\"guider\": [\"14\", 0], \"sampler\": \"euler\", \"sigmas\": [\"15\", 0], \"latent\": [\"2\", 0]"),
                END);
        assertThat(only(extract(head.replace("%s", "12"))).guidance()).isEmpty();
        assertThat(only(extract(head.replace("%s", "10"))).guidance().map(Value.Num::value))
                .contains(3.5);
    }

    @Test
    void an_extractor_that_throws_is_named_and_the_rest_works() {
        NodeExtractor faulty = new NodeExtractor() {
            @Override
            public Set<String> classTypes() {
                return Set.of("Faulty");
            }

            @Override
            public Meaning evaluate(NodeView node) {
                throw new IllegalArgumentException("no idea");
            }
        };
        Extraction found = new GraphExtractor(Kernel.extractors(faulty))
                .extract(Kernel.graph(graphOf(
                        MODEL,
                        EMPTY,
                        node("10", "Faulty", "\"model\": [\"1\", 0], \"x\": 1"),
                        node(
                                "3",
                                "Sample",
                                "\"model\": [\"10\", 0], \"latent\": [\"2\", 0], \"steps\": 20, \"sampler\": \"euler\", \"scheduler\": \"normal\", \"cfg\": 7"),
                        END)));
        assertThat(only(found).model().orElseThrow().name().value()).isEqualTo("base.safetensors");
        assertThat(found.notes())
                .anyMatch(
                        n -> n.code().equals("extractor-failed") && n.message().contains("no idea"));
    }

    @Test
    void a_chain_of_twenty_thousand_loras_is_read_whole() {
        int count = 20_000;
        StringBuilder json = new StringBuilder("{" + MODEL + "," + EMPTY);
        for (int i = 0; i < count; i++) {
            String before = i == 0 ? "1" : "L" + (i - 1);
            json.append(',')
                    .append(node(
                            "L" + i,
                            "Lora",
                            "\"model\": [\"" + before + "\", 0], \"lora_name\": \"l" + i
                                    + ".safetensors\", \"strength_model\": 1, \"strength_clip\": 1"));
        }
        json.append(',')
                .append(
                        node(
                                "3",
                                "Sample",
                                "\"model\": [\"L" + (count - 1)
                                        + "\", 0], \"latent\": [\"2\", 0], \"steps\": 20, \"sampler\": \"euler\", \"scheduler\": \"normal\", \"cfg\": 7"));
        json.append(',').append(END).append('}');
        Pass pass = only(extract(json.toString()));
        assertThat(pass.loras()).hasSize(count);
        assertThat(pass.loras().get(count - 1).name().value()).isEqualTo("l" + (count - 1) + ".safetensors");
    }

    @Test
    void a_chain_of_a_thousand_samplers_ends() {
        StringBuilder json = new StringBuilder("{" + MODEL + "," + EMPTY);
        for (int i = 0; i < 1_000; i++) {
            json.append(',').append(sample("S" + i, "[\"" + (i == 0 ? "2" : "S" + (i - 1)) + "\", 0]", ""));
        }
        json.append(',')
                .append(sample("3", "[\"S999\", 0]", ""))
                .append(',')
                .append(END)
                .append('}');
        Extraction found = extract(json.toString());
        assertThat(found.passes()).hasSize(1_001);
        assertThat(found.chains()).hasSize(1);
    }
}
