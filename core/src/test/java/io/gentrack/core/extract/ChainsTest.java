package io.gentrack.core.extract;

import static io.gentrack.core.extract.Kernel.EMPTY;
import static io.gentrack.core.extract.Kernel.MODEL;
import static io.gentrack.core.extract.Kernel.extract;
import static io.gentrack.core.extract.Kernel.graphOf;
import static io.gentrack.core.extract.Kernel.node;
import static io.gentrack.core.extract.Kernel.sample;
import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.core.spi.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainsTest {
    private static List<String> roles(Extraction extraction) {
        return extraction.passes().stream()
                .map(p -> p.node() + " " + p.role().label())
                .toList();
    }

    @Test
    void a_hires_pass_is_no_chain_of_its_own_even_when_both_results_are_saved() {
        Extraction found = extract(graphOf(
                node("9", "Save", "\"images\": [\"8\", 0]"),
                sample("7", "[\"6\", 0]", "\"denoise\": 0.5"),
                node("8", "Decode", "\"samples\": [\"7\", 0]"),
                node("6", "Scale", "\"samples\": [\"3\", 0], \"by\": 1.5"),
                sample("3", "[\"2\", 0]", "\"denoise\": 1"),
                node("4", "Decode", "\"samples\": [\"3\", 0]"),
                node("5", "Save", "\"images\": [\"4\", 0]"),
                MODEL,
                EMPTY));
        assertThat(roles(found)).containsExactly("3 base", "7 hires");
        assertThat(found.chains()).hasSize(1);
        assertThat(found.chains().get(0).primary()).isZero();
        assertThat(found.passes().get(1).width().map(Value.Num::value)).contains(768.0);
        assertThat(found.passes().get(1).height().map(Value.Num::value)).contains(1152.0);
    }

    @Test
    void a_refiner_that_adds_no_noise_continues_the_base() {
        Extraction found = extract(graphOf(
                MODEL,
                EMPTY,
                sample("3", "[\"2\", 0]", "\"start\": 0, \"end\": 15, \"add_noise\": \"enable\""),
                sample("4", "[\"3\", 0]", "\"start\": 15, \"end\": 20, \"add_noise\": \"disable\""),
                node("5", "Decode", "\"samples\": [\"4\", 0]"),
                node("6", "Save", "\"images\": [\"5\", 0]")));
        assertThat(roles(found)).containsExactly("3 base", "4 continuation");
        assertThat(found.chains().get(0).group()).containsExactly(0, 1);
    }

    @Test
    void a_second_sampler_behind_a_decode_refines_even_without_noise() {
        Extraction found = extract(graphOf(
                MODEL,
                EMPTY,
                sample("3", "[\"2\", 0]", ""),
                node("5", "Decode", "\"samples\": [\"3\", 0]"),
                node("7", "Encode", "\"pixels\": [\"5\", 0]"),
                sample("4", "[\"7\", 0]", "\"add_noise\": \"disable\", \"denoise\": 0.3"),
                node("8", "Decode", "\"samples\": [\"4\", 0]"),
                node("6", "Save", "\"images\": [\"8\", 0]")));
        assertThat(roles(found)).containsExactly("3 base", "4 refine");
        assertThat(found.chains().get(0).group()).containsExactly(0);
    }

    @Test
    void the_two_halves_of_one_split_schedule_are_one_group_in_the_order_of_the_steps() {
        String sigmas =
                node("10", "Sigmas", "\"scheduler\": \"simple\", \"steps\": 20, \"denoise\": 1, \"model\": [\"1\", 0]");
        String split = node("11", "Split", "\"sigmas\": [\"10\", 0], \"step\": 8");
        String guider = node("12", "Basic", "\"model\": [\"1\", 0], \"conditioning\": [\"13\", 0]");
        String prompt = node("13", "Guidance", "\"conditioning\": [\"14\", 0], \"guidance\": 3.5");
        Extraction found = extract(graphOf(
                MODEL,
                EMPTY,
                node("14", "Prompt", ""),
                prompt,
                guider,
                sigmas,
                split,
                node(
                        "4",
                        "Custom",
                        "\"guider\": [\"12\", 0], \"sampler\": \"euler\", \"sigmas\": [\"11\", 1], \"latent\": [\"3\", 0]"),
                node(
                        "3",
                        "Custom",
                        "\"guider\": [\"12\", 0], \"sampler\": \"euler\", \"sigmas\": [\"11\", 0], \"latent\": [\"2\", 0]"),
                node("5", "Decode", "\"samples\": [\"4\", 0]"),
                node("6", "Save", "\"images\": [\"5\", 0]")));
        assertThat(roles(found)).containsExactly("3 base", "4 continuation");
        Pass high = found.passes().get(0);
        Pass low = found.passes().get(1);
        assertThat(high.steps().map(Value.Num::value)).contains(20.0);
        assertThat(high.endStep().map(Value.Num::value)).contains(8.0);
        assertThat(low.startStep().map(Value.Num::value)).contains(8.0);
        assertThat(low.endStep().map(Value.Num::value)).contains(20.0);
        assertThat(high.cfg()).isEmpty();
        assertThat(high.guidance().map(Value.Num::value)).contains(3.5);
    }

    @Test
    void independent_samplers_are_chains_of_their_own_and_left_over_ones_are_not_counted() {
        Extraction found = extract(graphOf(
                MODEL,
                EMPTY,
                sample("30", "[\"2\", 0]", ""),
                sample("4", "[\"2\", 0]", ""),
                sample("99", "[\"2\", 0]", ""),
                node("5", "Decode", "\"samples\": [\"30\", 0]"),
                node("6", "Save", "\"images\": [\"5\", 0]"),
                node("7", "Decode", "\"samples\": [\"4\", 0]"),
                node("8", "Save", "\"images\": [\"7\", 0]")));
        assertThat(found.chains()).hasSize(2);
        assertThat(found.passes().get(found.chains().get(0).primary()).node()).isEqualTo("30");
        assertThat(found.notes()).anyMatch(n -> n.code().equals("unused-passes"));
    }

    @Test
    void previews_count_only_where_nothing_is_saved() {
        String preview = node("11", "Preview", "\"images\": [\"5\", 0]");
        Extraction alone = extract(graphOf(
                MODEL, EMPTY, sample("3", "[\"2\", 0]", ""), node("5", "Decode", "\"samples\": [\"3\", 0]"), preview));
        assertThat(alone.chains()).hasSize(1);
        Extraction beside = extract(graphOf(
                MODEL,
                EMPTY,
                sample("3", "[\"2\", 0]", ""),
                node("5", "Decode", "\"samples\": [\"3\", 0]"),
                preview,
                sample("4", "[\"2\", 0]", ""),
                node("7", "Decode", "\"samples\": [\"4\", 0]"),
                node("8", "Save", "\"images\": [\"7\", 0]")));
        assertThat(roles(beside)).containsExactly("4 base");
    }

    @Test
    void stage_b_of_cascade_decodes_what_travels_inside_the_prompt() {
        Extraction found = extract(graphOf(
                MODEL,
                EMPTY,
                node("10", "Prompt", ""),
                sample("3", "[\"2\", 0]", "\"positive\": [\"10\", 0]"),
                node("11", "StageB", "\"conditioning\": [\"10\", 0], \"stage_c\": [\"3\", 0]"),
                sample("4", "[\"2\", 0]", "\"positive\": [\"11\", 0]"),
                node("5", "Decode", "\"samples\": [\"4\", 0]"),
                node("6", "Save", "\"images\": [\"5\", 0]")));
        assertThat(roles(found)).containsExactly("3 base", "4 decoder");
        assertThat(found.chains()).hasSize(1);
    }

    @Test
    void a_pass_that_only_feeds_a_prompt_is_a_reference_and_not_the_base() {
        Extraction found = extract(graphOf(
                MODEL,
                EMPTY,
                sample("3", "[\"2\", 0]", ""),
                node("5", "Decode", "\"samples\": [\"3\", 0]"),
                node("10", "PromptOfImage", "\"image\": [\"5\", 0]"),
                sample("4", "[\"2\", 0]", "\"positive\": [\"10\", 0]"),
                node("7", "Decode", "\"samples\": [\"4\", 0]"),
                node("8", "Save", "\"images\": [\"7\", 0]")));
        assertThat(roles(found)).containsExactly("3 reference", "4 base");
        assertThat(found.passes().get(found.chains().get(0).primary()).node()).isEqualTo("4");
    }

    @Test
    void a_detailer_on_a_generated_picture_is_a_later_pass_and_on_a_photo_an_enhancement() {
        String detail =
                "\"model\": [\"1\", 0], \"sampler\": \"euler\", \"scheduler\": \"normal\", \"steps\": 20, \"cfg\": 7, \"denoise\": 0.4, \"image\": ";
        Extraction later = extract(graphOf(
                MODEL,
                EMPTY,
                sample("3", "[\"2\", 0]", ""),
                node("5", "Decode", "\"samples\": [\"3\", 0]"),
                node("6", "Detail", detail + "[\"5\", 0]"),
                node("8", "Save", "\"images\": [\"6\", 0]")));
        assertThat(roles(later)).containsExactly("3 base", "6 detail");
        Extraction photo = extract(graphOf(
                MODEL,
                node("5", "Photo", ""),
                node("6", "Detail", detail + "[\"5\", 0]"),
                node("8", "Save", "\"images\": [\"6\", 0]")));
        assertThat(roles(photo)).containsExactly("6 enhance");
    }

    @Test
    void an_inverter_is_nobodys_base() {
        String guider = node("12", "Basic", "\"model\": [\"1\", 0]");
        Extraction found = extract(graphOf(
                MODEL,
                guider,
                node("5", "Photo", ""),
                node("6", "Encode", "\"pixels\": [\"5\", 0]"),
                node("10", "Sigmas", "\"scheduler\": \"simple\", \"steps\": 20, \"denoise\": 1, \"model\": [\"1\", 0]"),
                node("11", "Flip", "\"sigmas\": [\"10\", 0]"),
                node(
                        "3",
                        "Custom",
                        "\"guider\": [\"12\", 0], \"sampler\": \"euler\", \"sigmas\": [\"11\", 0], \"latent\": [\"6\", 0]"),
                node(
                        "4",
                        "Custom",
                        "\"guider\": [\"12\", 0], \"sampler\": \"euler\", \"sigmas\": [\"10\", 0], \"latent\": [\"3\", 0]"),
                node("7", "Decode", "\"samples\": [\"4\", 0]"),
                node("8", "Save", "\"images\": [\"7\", 0]")));
        assertThat(roles(found)).containsExactly("3 invert", "4 img2img");
        assertThat(found.passes().get(found.chains().get(0).primary()).node()).isEqualTo("4");
    }

    @Test
    void a_pass_that_runs_nothing_is_dropped_and_its_picture_keeps_its_past() {
        Extraction found = extract(graphOf(
                MODEL,
                EMPTY,
                sample("3", "[\"2\", 0]", ""),
                sample("4", "[\"3\", 0]", "\"denoise\": 0"),
                node("5", "Decode", "\"samples\": [\"4\", 0]"),
                node("6", "Save", "\"images\": [\"5\", 0]")));
        assertThat(roles(found)).containsExactly("3 base");
        assertThat(found.notes()).anyMatch(n -> n.code().equals("runs-nothing"));
    }

    @Test
    void a_switch_brings_the_chosen_picture_only() {
        Extraction found = extract(graphOf(
                MODEL,
                EMPTY,
                sample("3", "[\"2\", 0]", ""),
                sample("4", "[\"2\", 0]", ""),
                node("10", "Switch", "\"on\": false, \"a\": [\"3\", 0], \"b\": [\"4\", 0]"),
                node("5", "Decode", "\"samples\": [\"10\", 0]"),
                node("6", "Save", "\"images\": [\"5\", 0]")));
        assertThat(roles(found)).containsExactly("4 base");
    }
}
