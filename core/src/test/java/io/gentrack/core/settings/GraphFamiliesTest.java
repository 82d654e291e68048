package io.gentrack.core.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import io.gentrack.core.extract.Extraction;
import io.gentrack.core.extract.Pass;
import io.gentrack.core.extract.Role;
import io.gentrack.core.graph.Graph;
import io.gentrack.core.graph.Input;
import io.gentrack.core.graph.Link;
import io.gentrack.core.graph.Literal;
import io.gentrack.core.graph.Node;
import io.gentrack.core.settings.Families.Family;
import io.gentrack.core.settings.Families.Level;
import io.gentrack.core.spi.Lora;
import io.gentrack.core.spi.ModelFile;
import io.gentrack.core.spi.Origin;
import io.gentrack.core.spi.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GraphFamiliesTest {
    private static final Origin HERE = new Origin.Written("1", "name");
    private final GraphFamilies families = new GraphFamilies();
    private final Map<String, Node> nodes = new LinkedHashMap<>();

    @ParameterizedTest
    @CsvSource({
        "z_image_turbo_bf16.safetensors, z_image",
        "beyondREALITY_ZIT_v3.safetensors, z_image",
        "qwen_image_edit_2511_fp8.safetensors, qwen_image",
        "Qwen-Rapid-Edit-v5.gguf, qwen_image",
        "wan2.2_t2v_high_noise_14B_fp8_scaled.safetensors, wan",
        "Wan14BT2VFusioniX.safetensors, wan",
        "Wan2_1-SkyReels-V2-I2V-14B.safetensors, wan",
        "ltx-video-2b-v0.9.safetensors, ltxv",
        "ltxv-2b-0.9.6-distilled.safetensors, ltxv",
        "ltx-2.3-22b-dev.safetensors, ltxv2",
        "hunyuan_video_t2v_720p_bf16.safetensors, hunyuan_video",
        "hunyuanvideo1.5_720p_t2v_fp16.safetensors, hunyuan_video_15",
        "hunyuanimage2.1_bf16.safetensors, hunyuan_image",
        "FramePackI2V_HY_fp8.safetensors, hunyuan_video",
        "flux2-dev-Q4_K_M.gguf, flux2",
        "flux-2-klein-4b.safetensors, flux2_klein",
        "flux1-dev-fp8.safetensors, flux",
        "flux1-dev-kontext_fp8_scaled.safetensors, flux_kontext",
        "flux1-krea-dev.safetensors, flux",
        "pid_flux1_1024_to_4096_4step_bf16.safetensors, pixeldit",
        "NetaYumev35_pretrained_all_in_one.safetensors, lumina2",
        "fasth3_omniref_8step_pruned.safetensors, minimax_h3",
        "minimax_music3_dit_fp16.safetensors, minimax_music",
        "yue2_3b_int8_convrot.safetensors, yue2",
        "krea2_raw.safetensors, krea2",
        "shuttle-3-diffusion.safetensors, flux",
        "FluxUnlocked-Chroma1-HD.safetensors, chroma",
        "Chroma1-Radiance-v0.1.safetensors, chroma_radiance",
        "sd3.5_large_fp8_scaled.safetensors, sd3",
        "hidream_i1_full_fp16.safetensors, hidream",
        "ponyV7Base_v70.safetensors, auraflow",
        "ponyDiffusionV6XL_v6.safetensors, pony",
        "autismmixSDXL_autismmixPony.safetensors, pony",
        "NoobAI-XL-Vpred-v1.0.safetensors, noobai",
        "JANKUV5NSFWTrainedNoobai_v50, noobai",
        "waiNSFWIllustrious_v140.safetensors, illustrious",
        "hassaku_IL_v1.safetensors, illustrious",
        "juggernautXL_v9Rundiffusionphoto2.safetensors, sdxl",
        "realvisxlV50.safetensors, sdxl",
        "animagineXLV31.safetensors, sdxl",
        "sd_xl_base_1.0.safetensors, sdxl",
        "sd_xl_refiner_1.0_0.9vae.safetensors, sdxl_refiner",
        "anima_baseV10.safetensors, anima",
        "anima-preview.safetensors, anima",
        "Cosmos-1_0-Diffusion-7B-Text2World.safetensors, cosmos",
        "lumina_2.safetensors, lumina2",
        "PixArt-Sigma-XL-2-1024-MS.safetensors, pixart",
        "v1-5-pruned-emaonly.ckpt, sd15",
        "sd-v1-5-inpainting.ckpt, sd15",
        "v2-1_768-ema-pruned.ckpt, sd21",
        "svd_xt.safetensors, svd",
    })
    void aFileNameTellsTheFamily(String name, String family) {
        sampler();
        assertThat(of(name)).extracting(Family::name, Family::source).containsExactly(family, "file_name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "taiwanDoll_v1.safetensors",
                "blackSwan2_v1.safetensors",
                "waifuDiffusion.safetensors",
                "animationDiffusion.safetensors",
                "animatedModel.safetensors",
                "illuminatiDiffusion_v11.safetensors",
                "illustrationMix.safetensors",
                "t5xxl_fp16.safetensors",
                "svdq-int4_r32.safetensors",
                "chromaticAberration.safetensors",
                "model_fp8_e4m3fn.safetensors",
                "anything-v4.5-pruned.safetensors",
                "Deliberate_v2.safetensors",
                "juggernaut_reborn.safetensors"
            })
    void wordsInsideOtherWordsAndOpaqueNamesTellNothing(String name) {
        sampler();
        assertThat(of(name)).isEqualTo(Family.UNKNOWN);
    }

    @Test
    void quantisationAndSizeWordsDoNotMatter() {
        sampler();
        assertThat(of("svdq-int4_r128-qwen-image-edit-2509.safetensors").name()).isEqualTo("qwen_image");
        assertThat(of("nunchaku\\svdq-fp4_r128-z-image-turbo.safetensors").name())
                .isEqualTo("z_image");
    }

    @Test
    void aMergeThatNamesTwoBasesIsTheFirstOfThemWithLittleTrust() {
        sampler();
        assertThat(of("Illustrious-Pony-merge.safetensors")).isEqualTo(new Family("pony", "file_name", Level.LOW));
        assertThat(of("NoobAI-Illustrious.safetensors")).isEqualTo(new Family("noobai", "file_name", Level.MEDIUM));
    }

    @Test
    void theFolderCountsWhereTheNameSaysNothing() {
        sampler();
        assertThat(of("SD1.5\\3d\\disneyPixarCartoon_v10.safetensors"))
                .isEqualTo(new Family("sd15", "folder", Level.LOW));
        assertThat(of("1.5/theAllysMixIII_v10.safetensors").name()).isEqualTo("sd15");
        assertThat(of("SDXL/pony/ponyRealism.safetensors").source()).isEqualTo("file_name");
        assertThat(of("SD1.5/sd_xl_base_1.0.safetensors").name()).isEqualTo("sdxl");
    }

    @Test
    void theSizeOfALatentIsNoEvidence() {
        node("5", "EmptyLatentImage", Map.of("width", text("1024"), "height", text("1024")));
        node("3", "KSampler", Map.of("latent_image", new Link("5", 0)));
        assertThat(of("opaque.safetensors")).isEqualTo(Family.UNKNOWN);
    }

    @Test
    void aNodeDecidesTheArchitectureAndTheNameTheLineage() {
        sampler("CLIPTextEncodeSDXL");
        assertThat(of("opaque.safetensors")).isEqualTo(new Family("sdxl", "node", Level.HIGH));
        assertThat(of("ponyDiffusionV6XL.safetensors")).isEqualTo(new Family("pony", "file_name", Level.HIGH));
        assertThat(of("sd_xl_base_1.0.safetensors")).isEqualTo(new Family("sdxl", "node", Level.HIGH));
        assertThat(of("v1-5-pruned.ckpt")).isEqualTo(new Family("sdxl", "node", Level.MEDIUM));
        assertThat(of("illustrious/opaque.safetensors")).isEqualTo(new Family("illustrious", "folder", Level.LOW));
    }

    @Test
    void familiesThatBorrowANodeKeepTheirName() {
        sampler("EmptyFlux2LatentImage");
        assertThat(of("ernie-image-turbo.safetensors").name()).isEqualTo("ernie_image");
        assertThat(of("krea2_raw.safetensors").name()).isEqualTo("krea2");
        assertThat(of("flux-2-klein-9b.safetensors").name()).isEqualTo("flux2_klein");
        assertThat(of("wan2.1.safetensors").name()).isEqualTo("flux2");
    }

    @Test
    void theLoaderOfAPackIsKnownByItsClass() {
        sampler();
        Pass pass = pass("3", List.of(model("model_960x960_10s.safetensors", "WanVideoModelLoader")), List.of());
        assertThat(of(pass)).isEqualTo(new Family("wan", "node", Level.HIGH));
    }

    @Test
    void nodesOfTwoArchitecturesAreUnknownUntilAnEncoderSettlesIt() {
        sampler("CLIPTextEncodeSDXL", "CLIPTextEncodeFlux");
        assertThat(of("opaque.safetensors")).isEqualTo(Family.UNKNOWN);
        nodes.clear();
        sampler("CLIPTextEncodeSDXL", "CLIPTextEncodeFlux", "DualCLIPLoader");
        assertThat(of("opaque.safetensors").name()).isEqualTo("flux");
    }

    @Test
    void theTypeOfACLIPLoaderNeedsTheEncoderWhereItIsShared() {
        clip("lumina2", "qwen_3_4b.safetensors");
        assertThat(of("opaque.safetensors")).isEqualTo(new Family("z_image", "clip_type", Level.HIGH));
        clip("lumina2", "gemma_2_2b_fp16.safetensors");
        assertThat(of("opaque.safetensors").name()).isEqualTo("lumina2");
        clip("qwen_image", "qwen_3_06b_base.safetensors");
        assertThat(of("opaque.safetensors").name()).isEqualTo("anima");
        clip("flux2", "qwen_3_4b.safetensors");
        assertThat(of("opaque.safetensors").name()).isEqualTo("flux2");
        clip("stable_diffusion", "umt5_xxl_fp8_e4m3fn_scaled.safetensors");
        assertThat(of("opaque.safetensors")).isEqualTo(new Family("wan", "companion", Level.MEDIUM));
        clip("stable_diffusion", "t5xxl_fp16.safetensors");
        assertThat(of("opaque.safetensors")).isEqualTo(Family.UNKNOWN);
    }

    @Test
    void companionsRaiseOrLowerTheTrustInAName() {
        clip("wan", "umt5_xxl.safetensors");
        assertThat(of("wan2.1_t2v.safetensors").level()).isEqualTo(Level.HIGH);
        assertThat(of("mochi_preview.safetensors")).isEqualTo(new Family("mochi", "file_name", Level.LOW));
    }

    @Test
    void theVaeThatDecodesThePassTellsAnOpaqueCheckpoint() {
        sampler();
        node("9", "VAELoader", Map.of("vae_name", text("vae-ft-mse-840000-ema-pruned.safetensors")));
        node("8", "VAEDecode", Map.of("samples", new Link("3", 0), "vae", new Link("9", 0)));
        assertThat(of("opaque.safetensors")).isEqualTo(new Family("sd15", "companion", Level.MEDIUM));
    }

    @Test
    void anotherPipelineInTheSameGraphSaysNothing() {
        node("20", "CLIPTextEncodeFlux", Map.of());
        node("21", "KSampler", Map.of("positive", new Link("20", 0)));
        node("22", "VAEDecode", Map.of("samples", new Link("21", 0)));
        node("23", "VAEEncode", Map.of("pixels", new Link("22", 0)));
        node("3", "KSampler", Map.of("latent_image", new Link("23", 0)));
        assertThat(of("opaque.safetensors")).isEqualTo(Family.UNKNOWN);
        node("3", "KSampler", Map.of("latent_image", new Link("21", 0)));
        Pass first = pass("21", List.of(), List.of());
        Pass second = pass("3", List.of(model("opaque.safetensors", "CheckpointLoaderSimple")), List.of());
        Extraction both = new Extraction(List.of(first, second), List.of(), List.of());
        assertThat(families.of(graph(), both, 1)).isEqualTo(Family.UNKNOWN);
        assertThat(families.of(graph(), both, 0).name()).isEqualTo("flux");
    }

    @Test
    void onlyASpeedUpLoraIsEvidence() {
        sampler();
        assertThat(of(pass("3", List.of(), List.of(lora("Qwen-Image-Lightning-8steps.safetensors")))))
                .isEqualTo(new Family("qwen_image", "companion", Level.LOW));
        assertThat(of(pass("3", List.of(), List.of(lora("flux_style.safetensors")))))
                .isEqualTo(Family.UNKNOWN);
    }

    @Test
    void aUsersTableStandsAboveOurs() {
        FamilyTables mine = FamilyTables.builtIn().with("""
                {"names": [{"family": "mine", "words": ["housemix"]}],
                 "nodes": [{"family": "mine2", "classes": ["HouseSampler"]}],
                 "aliases": {"ltx": "mine"}}
                """);
        GraphFamilies extended = new GraphFamilies(mine);
        sampler();
        Pass pass = pass("3", List.of(model("houseMixXL.safetensors", "x")), List.of());
        assertThat(extended.of(graph(), new Extraction(List.of(pass), List.of(), List.of()), 0)
                        .name())
                .isEqualTo("mine");
        assertThat(mine.canonical("LTX")).isEqualTo("mine");
        assertThatThrownBy(() -> FamilyTables.builtIn().with("{\"names\": [{\"words\": [\"x\"]}]}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("family");
        assertThatThrownBy(() -> FamilyTables.builtIn().with("{\"names\": [{\"family\": \"x\", \"words\": [\"\"]}]}"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void wordsOfOtherTrackersAreOurs() {
        FamilyTables tables = FamilyTables.builtIn();
        assertThat(tables.canonical("ltx")).isEqualTo("ltxv");
        assertThat(tables.canonical("SD35")).isEqualTo("sd3");
        assertThat(tables.canonical("qwen_image_2511_edit")).isEqualTo("qwen_image");
        assertThat(tables.canonical("sdxl")).isEqualTo("sdxl");
        assertThat(tables.architecture("illustrious")).isEqualTo("sdxl");
        assertThat(tables.architecture("wan")).isEqualTo("wan");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void noGraphMakesItThrow(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            nodes.clear();
            for (int i = 0; i < 30; i++) {
                String[] classes = {"KSampler", "CLIPLoader", "VAELoader", "WanVideoX", "", "VAEDecode"};
                Map<String, Input> inputs = new LinkedHashMap<>();
                inputs.put("a", new Link("" + random.nextInt(35), random.nextInt(3)));
                inputs.put("samples", new Link("" + random.nextInt(35), 0));
                inputs.put("vae", new Link("" + random.nextInt(35), 0));
                inputs.put("type", text(random.nextBoolean() ? "wan" : ""));
                inputs.put("clip_name", text(noise(random) + ".safetensors"));
                node("" + i, classes[random.nextInt(classes.length)], inputs);
            }
            Pass pass = pass("" + random.nextInt(40), List.of(model(noise(random), noise(random))), List.of());
            assertThat(of(pass).name()).as("seed %d, round %d", seed, round).isNotEmpty();
        }
    }

    @Test
    void aRingOfNodesEnds() {
        node("3", "KSampler", Map.of("model", new Link("4", 0)));
        node("4", "X", Map.of("model", new Link("3", 0), "b", new Link("4", 0)));
        assertThat(of("opaque.safetensors")).isEqualTo(Family.UNKNOWN);
    }

    private static String noise(Random random) {
        int[] points = random.ints(random.nextInt(20), 1, 0x3000).toArray();
        return new String(points, 0, points.length);
    }

    private void clip(String type, String encoder) {
        nodes.clear();
        node("2", "CLIPLoader", Map.of("clip_name", text(encoder), "type", text(type)));
        node("6", "CLIPTextEncode", Map.of("clip", new Link("2", 0)));
        node("3", "KSampler", Map.of("positive", new Link("6", 0)));
    }

    private void sampler(String... upstream) {
        Map<String, Input> inputs = new LinkedHashMap<>();
        for (String classType : upstream) {
            boolean clip = classType.equals("DualCLIPLoader");
            node(classType, classType, clip ? Map.of("type", text("flux"), "clip_name2", text("x")) : Map.of());
            inputs.put(classType, new Link(classType, 0));
        }
        node("3", "KSampler", inputs);
    }

    private void node(String id, String classType, Map<String, Input> inputs) {
        nodes.put(id, new Node(id, classType, inputs));
    }

    private Graph graph() {
        return new Graph(nodes, List.of());
    }

    private Family of(String modelName) {
        return of(pass("3", List.of(model(modelName, "CheckpointLoaderSimple")), List.of()));
    }

    private Family of(Pass pass) {
        return families.of(graph(), new Extraction(List.of(pass), List.of(), List.of()), 0);
    }

    private static Input text(String value) {
        return new Literal(TextNode.valueOf(value));
    }

    private static ModelFile model(String name, String loader) {
        return new ModelFile(new Value.Text(name, HERE), "checkpoints", loader, "1");
    }

    private static Lora lora(String name) {
        return new Lora(
                new Value.Text(name, HERE), Optional.of(new Value.Num(1, HERE)), Optional.<Value.Num>empty(), "1");
    }

    private static Pass pass(String node, List<ModelFile> models, List<Lora> loras) {
        Optional<Value.Num> none = Optional.empty();
        Optional<Value.Text> noText = Optional.empty();
        return new Pass(
                node,
                "KSampler",
                Role.BASE,
                noText,
                noText,
                none,
                none,
                none,
                none,
                none,
                none,
                none,
                models,
                loras,
                none,
                none,
                none,
                List.of(),
                Set.of());
    }
}
