package io.gentrack.hasher.family;

import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.hasher.header.GgufHeader;
import io.gentrack.hasher.header.ModelHeader;
import io.gentrack.hasher.header.SafetensorsHeader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FamilyDetectorTest {
    private static final String CONTEXT = "input_blocks.4.1.transformer_blocks.0.attn2.to_k.weight";

    private final FamilyDetector detector = new FamilyDetector();

    @ParameterizedTest
    @CsvSource({"768,sd15", "1024,sd21", "2048,sdxl", "1280,sdxl_refiner"})
    void a_classic_unet_is_known_by_the_width_of_its_text_context(long width, String family) {
        for (String prefix : List.of("model.diffusion_model.", "")) {
            Map<String, List<Long>> shapes = new LinkedHashMap<>();
            shapes.put(prefix + "input_blocks.0.0.weight", List.of(320L, 4L, 3L, 3L));
            for (int i = 0; i < 6; i++) {
                shapes.put(prefix + "out." + i, List.of(1L));
            }
            shapes.put(prefix + CONTEXT, List.of(640L, width));
            shapes.put("cond_stage_model.transformer.text_model.x", List.of(1L));
            Family found = detect(shapes, Map.of(), "model.safetensors", "");
            assertThat(found.family()).isEqualTo(family);
            assertThat(found.source()).isEqualTo(Family.Source.TENSORS);
            assertThat(found.evidence()).singleElement().asString().contains("attn2.to_k");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "double_blocks.0.img_attn.norm.key_norm.scale;guidance_in.in_layer.weight, flux",
        "double_blocks.0.img_attn.norm.key_norm.scale;distilled_guidance_layer.norms.0.scale, chroma",
        "double_blocks.0.img_attn.norm.key_norm.weight;double_stream_modulation_img.lin.weight=36864, flux2",
        "double_blocks.0.img_attn.norm.key_norm.weight;double_stream_modulation_img.lin.weight=18432, flux2_klein",
        "joint_blocks.0.context_block.attn.qkv.weight, sd3",
        "cap_embedder.1.weight=2304;noise_refiner.0.attention.k_norm.weight, lumina2",
        "cap_embedder.1.weight=3840;noise_refiner.0.attention.k_norm.weight;cap_pad_token, z_image",
        "head.modulation=1/2/5120;patch_embedding.weight=5120/16, wan",
        "head.modulation=1/2/3072;patch_embedding.weight=3072/48, wan22",
        "txt_norm.weight=3584, qwen_image",
        "txt_in.individual_token_refiner.blocks.0.norm1.weight;vector_in.in_layer.weight, hunyuan_video",
        "txt_in.individual_token_refiner.blocks.0.norm1.weight, hunyuan_image",
        "adaln_single.emb.timestep_embedder.linear_1.bias, ltxv",
        "clf.1.weight;clip_txt_mapper.weight, stable_cascade",
        "blocks.0.mlp.layer1.weight;llm_adapter.blocks.0.cross_attn.q_proj.weight, anima"
    })
    void a_diffusion_model_is_known_by_its_tensors(String tensors, String family) {
        assertThat(detect(shapes(tensors), Map.of(), "x.safetensors", "").family())
                .isEqualTo(family);
    }

    @ParameterizedTest
    @CsvSource({
        "lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn2_to_k.lora_down.weight=16/768, sd15",
        "lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_k.lora_down.weight=16/2048, sdxl",
        "lora_te2_text_model_encoder_layers_0_mlp_fc1.lora_down.weight=8/1280, sdxl",
        "lora_unet_double_blocks_0_img_attn_proj.lora_down.weight=16/3072, flux",
        "transformer.single_transformer_blocks.0.attn.to_k.lora_A.weight=16/3072, flux",
        "diffusion_model.double_blocks.0.img_attn.proj.lora_A.weight=16/6144, flux2",
        "diffusion_model.double_blocks.0.img_attn.proj.lora_A.weight=16/4096, flux2_klein",
        "transformer.transformer_blocks.0.attn.add_k_proj.lora_A.weight=16/3072;transformer.transformer_blocks.0.img_mlp.net.2.lora_A.weight=16/12288, qwen_image",
        "diffusion_model.blocks.0.cross_attn.k.lora_A.weight=16/5120, wan",
        "lora_unet_blocks_0_cross_attn_k.lora_down.weight=16/3072, wan22",
        "diffusion_model.layers.0.feed_forward.w3.lora_A.weight=16/3840, z_image",
        "lora_unet_double_blocks_0_txt_mod_linear.lora_down.weight=16/3072, hunyuan_video",
        "lycoris_input_blocks_4_1_transformer_blocks_0_attn2_to_k.lokr_w1=4/8;lycoris_input_blocks_4_1_transformer_blocks_0_attn2_to_k.lokr_w2=160/256, sdxl"
    })
    void a_lora_is_known_by_the_modules_it_changes(String tensors, String family) {
        assertThat(detect(shapes(tensors), Map.of(), "x.safetensors", "").family())
                .isEqualTo(family);
    }

    @Test
    void a_lora_that_could_be_of_two_families_is_not_guessed() {
        Family found = detect(
                shapes("transformer.transformer_blocks.0.attn.add_k_proj.lora_A.weight=16/3072"),
                Map.of(),
                "flux-style.safetensors",
                "");
        assertThat(found.family()).isEqualTo("unknown");
        assertThat(found.architecture()).isEmpty();
    }

    @Test
    void the_public_base_model_tells_lineages_apart_that_tensors_cannot() {
        Family found = detect(shapes(sdxl()), Map.of(), "x.safetensors", "Pony");
        assertThat(found.family()).isEqualTo("pony");
        assertThat(found.architecture()).hasValue("sdxl");
        assertThat(found.source()).isEqualTo(Family.Source.CIVITAI);
    }

    @Test
    void tensors_overrule_a_public_base_model_of_another_architecture() {
        Family found = detect(shapes(sdxl()), Map.of(), "x.safetensors", "Flux.1 D");
        assertThat(found.family()).isEqualTo("sdxl");
        assertThat(found.evidence()).anyMatch(line -> line.contains("another architecture"));
    }

    @Test
    void what_the_trainer_declared_refines_but_does_not_overrule() {
        String fluxLora = "lora_unet_double_blocks_0_img_attn_proj.lora_down.weight=16/3072";
        Family chroma = detect(shapes(fluxLora), Map.of("modelspec.architecture", "chroma/lora"), "x", "");
        assertThat(chroma.family()).isEqualTo("chroma");
        assertThat(chroma.source()).isEqualTo(Family.Source.METADATA);
        assertThat(detect(shapes(fluxLora), Map.of("ss_base_model_version", "sd_v1"), "x", "")
                        .family())
                .isEqualTo("flux");
        assertThat(detect(Map.of(), Map.of("ss_base_model_version", "sdxl_base_v1-0"), "x", "")
                        .source())
                .isEqualTo(Family.Source.METADATA);
        assertThat(detect(Map.of(), Map.of("ss_network_module", "networks.lora_zimage"), "x", "")
                        .family())
                .isEqualTo("z_image");
    }

    @Test
    void a_word_in_the_file_name_refines_inside_the_architecture_only() {
        Family pony = detect(shapes(sdxl()), Map.of(), "PonyDiffusionV6.safetensors", "");
        assertThat(pony.family()).isEqualTo("pony");
        assertThat(pony.source()).isEqualTo(Family.Source.FILE_NAME);
        assertThat(detect(Map.of(), Map.of(), "ponyDiffusionV6.safetensors", "").family())
                .isEqualTo("unknown");
        assertThat(detect(shapes("txt_norm.weight=3584"), Map.of(), "pony-qwen.safetensors", "")
                        .family())
                .isEqualTo("qwen_image");
    }

    @Test
    void a_gguf_file_is_known_by_its_architecture_word() {
        Family found = detector.detect(Optional.of(new GgufHeader(Optional.of("hyvid"))), "x.gguf", Optional.empty());
        assertThat(found.family()).isEqualTo("hunyuan_video");
        assertThat(found.source()).isEqualTo(Family.Source.GGUF);
    }

    @Test
    void base_models_of_the_public_site_map_to_families_and_unknown_ones_stay_words() {
        assertThat(detector.ofBaseModel("SD 1.5 LCM")).hasValue("sd15");
        assertThat(detector.ofBaseModel("sdxl 1.0")).hasValue("sdxl");
        assertThat(detector.ofBaseModel("ZImageTurbo")).hasValue("z_image");
        assertThat(detector.ofBaseModel("Brand New 9!")).hasValue("brand_new_9_");
        assertThat(detector.ofBaseModel("Sora 2")).isEmpty();
        assertThat(FamilyDetector.isModelType("Pruned Model")).isTrue();
        assertThat(FamilyDetector.isModelType("VAE")).isFalse();
    }

    private Family detect(Map<String, List<Long>> shapes, Map<String, String> metadata, String name, String baseModel) {
        ModelHeader header = new SafetensorsHeader(shapes, metadata, 0, true);
        return detector.detect(
                Optional.of(header), name, baseModel.isEmpty() ? Optional.empty() : Optional.of(baseModel));
    }

    private static String sdxl() {
        return "input_blocks.0.0.weight=320/4/3/3;" + CONTEXT + "=640/2048;label_emb.0.0.weight=1280/2816";
    }

    private static Map<String, List<Long>> shapes(String tensors) {
        Map<String, List<Long>> shapes = new LinkedHashMap<>();
        for (String tensor : tensors.split(";", -1)) {
            int equals = tensor.indexOf('=');
            String sizes = equals < 0 ? "1" : tensor.substring(equals + 1);
            shapes.put(
                    equals < 0 ? tensor : tensor.substring(0, equals),
                    java.util.Arrays.stream(sizes.split("/", -1))
                            .map(Long::valueOf)
                            .toList());
        }
        return shapes;
    }
}
