package io.gentrack.core.extract.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.core.extract.Pass;
import io.gentrack.core.extract.Role;
import io.gentrack.core.graph.Literal;
import io.gentrack.core.graph.Node;
import io.gentrack.core.settings.ChainSettings;
import io.gentrack.core.settings.ModelNames;
import io.gentrack.core.spi.Origin;
import io.gentrack.core.spi.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ParametersTextTest extends Texts {
    @Test
    void readsATextThatWasFoldedIntoOneLine() {
        Pass pass = settings(
                        "a pier <lora:fog:0.6> Negative prompt: boats <lora:never:1> Steps: 23, Sampler: DPM++ 2M Karras,"
                                + " CFG scale: 3.5, Seed: 4, Size: 832x1216, Model: harbour")
                .extraction()
                .passes()
                .get(0);
        assertThat(number(pass.steps())).isEqualTo(23);
        assertThat(text(pass.sampler())).isEqualTo("dpmpp_2m");
        assertThat(number(pass.height())).isEqualTo(1216);
        assertThat(pass.loras()).hasSize(1);
    }

    @Test
    void wordsAboutStepsAreNoSettings() {
        assertThat(ParametersText.read(Optional.of("he took Steps: 3, Sampler: of wine, and more"), Map.of()))
                .isNotInstanceOf(ParametersText.Reading.Settings.class);
    }

    @Test
    void takesLoraStrengthsFromTheirOwnKey() {
        Pass pass = settings(
                        "a pier\nSteps: 30, Sampler: DPM++ 2M SDE, CFG scale: 4, Seed: 4, Size: 1152x896, Model: harbour,"
                                + " Lora hashes: \"fog: 0123456789, tide: 1123456789\", Lora weights: \"fog: 0.1, tide: 0.5\"")
                .extraction()
                .passes()
                .get(0);
        assertThat(pass.loras()).extracting(l -> number(l.strengthModel())).containsExactly(0.1, 0.5);
    }

    @Test
    void everyValueLeadsToItsKey() {
        ParametersText.Reading.Settings read = settings(A1111);
        Pass base = read.extraction().passes().get(0);
        assertThat(base.steps().orElseThrow().origin()).isEqualTo(new Origin.Written("parameters", "Steps"));
        assertThat(base.sampler().orElseThrow().origin()).isInstanceOf(Origin.Computed.class);
        Node node = read.graph().nodes().get("parameters");
        assertThat(((Literal) node.inputs().get("CFG scale")).value().textValue())
                .isEqualTo("6.5");
        assertThat(node.inputs()).containsKeys("prompt", "negative prompt", "Seed");
    }

    @Test
    void forgeSaysGuidanceAndShift() {
        Pass pass = base("""
                a cat
                Steps: 20, Sampler: Euler, Schedule type: Simple, CFG scale: 1, Shift: 3, Distilled CFG Scale: 3.5, \
                Seed: 1, Size: 896x1152, Model: flux1-dev-fp8, Version: f2.0.1""");
        assertThat(number(pass.guidance())).isEqualTo(3.5);
        assertThat(number(pass.shift())).isEqualTo(3);
        assertThat(number(pass.cfg())).isEqualTo(1);
        assertThat(text(pass.scheduler())).isEqualTo("simple");
    }

    @Test
    void aSchedulerThatTheTextDoesNotSayIsMissing() {
        ParametersText.Reading.Settings read = settings("x\nSteps: 20, Sampler: Euler a, CFG scale: 7, Model: m");
        assertThat(read.extraction().passes().get(0).scheduler()).isEmpty();
        assertThat(chain(read, ModelNames.BY_NAME))
                .isEqualTo(new ChainSettings.Incomplete(List.of("scheduler"), "unknown"));
        assertThat(base("x\nSteps: 20, Sampler: Euler, Schedule type: Automatic, CFG scale: 7")
                        .scheduler())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "DPM++ 2M Karras, dpmpp_2m, karras",
                "DPM++ 2M SDE Exponential, dpmpp_2m_sde, exponential",
                "DPM++ 3M SDE, dpmpp_3m_sde, -",
                "DPM++ SDE Karras, dpmpp_sde, karras",
                "DPM++ 2S a Karras, dpmpp_2s_ancestral, karras",
                "DPM2 a, dpm_2_ancestral, -",
                "Euler a, euler_ancestral, -",
                "EULER A, euler_ancestral, -",
                "UniPC, uni_pc, -",
                "LMS Karras, lms, karras",
                "euler_simple, euler, simple",
                "euler_ancestral, euler_ancestral, -",
                "dpmpp_2m_sde_gpu_karras, dpmpp_2m_sde_gpu, karras",
                "uni_pc_bh2, uni_pc_bh2, -",
                "Restart, Restart, -",
                "My Own Karras, My Own Karras, -",
                "Undefined, -, -",
                "Euler a CFG++, euler_ancestral_cfg_pp, -",
                "DDIM CFG++, DDIM CFG++, -",
                "k_dpmpp_2m, dpmpp_2m, -",
                "k_euler_a, euler_ancestral, -",
                "[Forge] Flux Realistic, [Forge] Flux Realistic, -",
            })
    void samplersAreCalledAsInComfyUI(String spelled, String sampler, String scheduler) {
        Pass pass = base("x\nSteps: 9, Sampler: " + spelled + ", CFG scale: 2");
        assertThat(pass.sampler().map(Value.Text::value)).isEqualTo(Optional.ofNullable(sampler));
        assertThat(pass.scheduler().map(Value.Text::value)).isEqualTo(Optional.ofNullable(scheduler));
    }

    @Test
    void aStatedScheduleWinsOverTheName() {
        Pass pass = base("x\nSteps: 9, Sampler: DPM++ 2M, Schedule type: SGM Uniform");
        assertThat(text(pass.scheduler())).isEqualTo("sgm_uniform");
        assertThat(text(base("x\nSteps: 9, Sampler: euler, Scheduler: bong_tangent")
                        .scheduler()))
                .isEqualTo("bong_tangent");
    }

    @Test
    void settingsBehindTheNegativePromptInOneLine() {
        ParametersText.Reading.Settings read = settings(
                "x\nNegative prompt: bad, Steps: 30, Sampler: Euler, Scheduler type: beta, CFG scale: 6.0, Size: 64x64");
        Pass pass = read.extraction().passes().get(0);
        assertThat(text(pass.scheduler())).isEqualTo("beta");
        assertThat(number(pass.steps())).isEqualTo(30);
    }

    @Test
    void stepsOfAnotherToolInAQuotedValueAreNotTheSteps() {
        Pass pass = base("one\nSteps: 5, Sampler: LMS\nthat was another picture\n"
                + "Steps: 20, Sampler: Euler, Script: \"Module: tile, Steps: 4, CFG scale: 1\", CFG scale: 6");
        assertThat(number(pass.steps())).isEqualTo(20);
        assertThat(number(pass.cfg())).isEqualTo(6);
        assertThat(text(pass.sampler())).isEqualTo("euler");
    }

    @Test
    void saversThatNumberTheirLoras() {
        Pass pass = base("x\nSteps: 20, Sampler: Euler, CFG scale: 5, Lora_0 Model name: a.safetensors, "
                + "Lora_0 Model hash: 0123456789, Lora_0 Strength model: 0.7, Lora_0 Strength clip: 0.6, "
                + "Lora_1 Model name: b.safetensors, Lora_1 Strength model: 0.0, Lora_1 Strength clip: 0");
        assertThat(pass.loras()).hasSize(1);
        assertThat(number(pass.loras().get(0).strengthModel())).isEqualTo(0.7);
        assertThat(number(pass.loras().get(0).strengthClip())).isEqualTo(0.6);
    }

    @Test
    void readsSwarmUi() {
        ParametersText.Reading.Settings read = settings("""
                {"sui_image_params": {"prompt": "x", "model": "harbourXL", "seed": 1, "steps": 20, "cfgscale": 7.0,
                 "width": 1024, "height": 768, "sampler": "euler_ancestral", "scheduler": "karras", "loras": ["sea"],
                 "loraweights": ["0.6"], "sigmashift": 3, "refinermethod": "PostApply", "refinerupscale": 2,
                 "refinercontrolpercentage": 0.4},
                 "sui_models": [{"name": "harbourXL.safetensors", "param": "model", "hash": "0x%s"}]}
                """.formatted("ab".repeat(32)));
        assertThat(read.program()).isEqualTo("swarmui");
        Pass base = read.extraction().passes().get(0);
        assertThat(number(base.shift())).isEqualTo(3);
        assertThat(number(base.loras().get(0).strengthModel())).isEqualTo(0.6);
        Pass hires = read.extraction().passes().get(1);
        assertThat(hires.role()).isEqualTo(Role.HIRES);
        assertThat(number(hires.denoise())).isEqualTo(0.4);
        assertThat(number(hires.width())).isEqualTo(2048);
        assertThat(complete(read, ModelNames.BY_NAME).model().hash()).isEqualTo("autov3:ABABABABABAB");
    }

    @Test
    void readsCivitaiAndStabilityMatrix() {
        String civitai = "{\"prompt\":\"x\",\"cfgScale\":5,\"sampler\":\"Euler a\",\"steps\":25,\"width\":1024,"
                + "\"height\":1024,\"baseModel\":\"Illustrious\",\"resources\":[{\"modelVersionId\":25,\"strength\":1}]}";
        ParametersText.Reading read = ParametersText.read(Optional.empty(), Map.of("extrametadata", civitai));
        Pass pass =
                ((ParametersText.Reading.Settings) read).extraction().passes().get(0);
        assertThat(text(pass.sampler())).isEqualTo("euler_ancestral");
        assertThat(number(pass.steps())).isEqualTo(25);
        assertThat(pass.model().orElseThrow().name().value()).isEqualTo("civitai:25");
        assertThat(settings("{\"extraMetadata\": \"" + civitai.replace("\"", "\\\"") + "\"}")
                        .program())
                .isEqualTo("civitai");
        assertThat(chain((ParametersText.Reading.Settings) read, ModelNames.BY_NAME))
                .isEqualTo(new ChainSettings.Incomplete(List.of("scheduler"), "illustrious"));
        ParametersText.Reading.Settings matrix = (ParametersText.Reading.Settings)
                ParametersText.read(
                        Optional.of("nothing in here"),
                        Map.of(
                                "parameters-json",
                                "{\"PositivePrompt\":\"x\",\"Steps\":20,\"Sampler\":\"DPM++ 2M Karras\",\"CfgScale\":6,"
                                        + "\"Seed\":1,\"Height\":512,\"Width\":640,\"ModelHash\":\"0123456789\",\"ModelName\":\"m\"}"));
        assertThat(matrix.program()).isEqualTo("stability-matrix");
        assertThat(complete(matrix, ModelNames.BY_NAME).model().hash()).isEqualTo("0123456789");
    }

    @Test
    void otherProgramsAreRecognisedAndNotRead() {
        assertThat(ParametersText.read("{\"metadata_scheme\": \"fooocus\", \"steps\": 30}"))
                .isEqualTo(new ParametersText.Reading.Foreign("Fooocus"));
        assertThat(ParametersText.read(
                        Optional.empty(),
                        Map.of("software", "NovelAI", "comment", "{\"uc\": \"x\", \"scale\": 10, \"steps\": 28}")))
                .isEqualTo(new ParametersText.Reading.Foreign("NovelAI"));
        assertThat(ParametersText.read(
                        Optional.empty(), Map.of("invokeai_metadata", "{\"generation_mode\": \"txt2img\"}")))
                .isEqualTo(new ParametersText.Reading.Foreign("InvokeAI"));
        assertThat(ParametersText.read("Steps to success: do this. Sampler: none"))
                .isEqualTo(new ParametersText.Reading.Nothing());
    }

    @Test
    void numbersThatAreNoneAreNotSaid() {
        Pass pass =
                base("x\nSteps: 0, Sampler: Euler, CFG scale: NaN, Denoising strength: 7, Size: 1e9x2, Model: None");
        assertThat(pass.steps()).isEmpty();
        assertThat(pass.cfg()).isEmpty();
        assertThat(pass.denoise()).isEmpty();
        assertThat(pass.width()).isEmpty();
        assertThat(pass.model()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noTextMakesItThrow(long seed) {
        Random random = new Random(seed);
        String civitai =
                "x\nSteps: 1, Civitai resources: [{\"type\":\"lora\",\"modelVersionId\":1}], Hashes: {\"a\": [";
        String[] seeds = {
            A1111, civitai, "{\"sui_image_params\": {\"loras\": [1], \"steps\": {}}, \"sui_models\": [[]]}"
        };
        String pieces = "\",:{}[]<>\\\n\u0130\u0000 019xStepslora";
        for (int round = 0; round < 3000; round++) {
            StringBuilder text = new StringBuilder(seeds[random.nextInt(seeds.length)]);
            for (int i = random.nextInt(12); i >= 0; i--) {
                int at = random.nextInt(text.length());
                int to = Math.min(text.length(), at + random.nextInt(9));
                int piece = random.nextInt(pieces.length());
                text.replace(at, to, pieces.substring(piece, Math.min(pieces.length(), piece + random.nextInt(4))));
                if (text.isEmpty()) {
                    text.append('x');
                }
            }
            ParametersText.Reading read = ParametersText.read(text.toString());
            if (read instanceof ParametersText.Reading.Settings settings) {
                assertThat(chain(settings, ModelNames.BY_NAME))
                        .as("seed %d, round %d", seed, round)
                        .isNotNull();
            }
        }
    }

    @Test
    void unclosedBracketsCostNoSquare() {
        assertThat(ParametersText.read("Steps: 1, " + "a: {, ".repeat(200_000)))
                .isInstanceOf(ParametersText.Reading.Settings.class);
    }
}
