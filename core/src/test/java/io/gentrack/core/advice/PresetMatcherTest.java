package io.gentrack.core.advice;

import static io.gentrack.core.advice.Given.settings;
import static io.gentrack.core.advice.Given.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.core.settings.Settings;
import org.junit.jupiter.api.Test;

class PresetMatcherTest {
    private static final String FLUX = "flux1-dev.safetensors";

    private final PresetMatcher matcher = new PresetMatcher(Presets.builtIn());

    @Test
    void officialSettingsHaveTheirName() {
        assertThat(matcher.name(settings("flux", FLUX, "euler", "simple", 20, 1, null, 3.5)))
                .isEqualTo("flux_dev");
        assertThat(matcher.name(settings("flux", "flux1-schnell.sft", "euler", "simple", 4, 1, null, null)))
                .isEqualTo("flux_schnell");
        assertThat(matcher.name(settings(
                        "z_image", "z_image_turbo_bf16.safetensors", "res_multistep", "simple", 8, 1, 3.0, null)))
                .isEqualTo("z_image_turbo");
    }

    @Test
    void floatNoiseIsNoDifference() {
        assertThat(matcher.name(settings(
                        "wan22",
                        "wan2.2_t2v_high_noise_14B.gguf",
                        "euler",
                        "simple",
                        20,
                        3.5,
                        8.000000000000002,
                        null)))
                .isEqualTo("wan22_14b");
    }

    @Test
    void oneStatedFieldThatDiffersMakesItCustom() {
        assertThat(matcher.name(settings("flux", FLUX, "heun", "simple", 20, 1, null, 3.5)))
                .isEqualTo("custom");
        assertThat(matcher.name(settings("flux", FLUX, "euler", "beta", 20, 1, null, 3.5)))
                .isEqualTo("custom");
        assertThat(matcher.name(settings("flux", FLUX, "euler", "simple", 21, 1, null, 3.5)))
                .isEqualTo("custom");
        assertThat(matcher.name(settings("flux", FLUX, "euler", "simple", 20, 1.5, null, 3.5)))
                .isEqualTo("custom");
        assertThat(matcher.name(settings("flux", FLUX, "euler", "simple", 20, 1, null, null)))
                .isEqualTo("custom");
        assertThat(matcher.name(settings("sdxl", FLUX, "euler", "simple", 20, 1, null, 3.5)))
                .isEqualTo("custom");
    }

    @Test
    void whatThePresetLeavesOpenMayBeAnything() {
        assertThat(matcher.name(
                        with(settings("flux", FLUX, "euler", "simple", 20, 1, 1.15, 3.5), "style.safetensors", 0.7)))
                .isEqualTo("flux_dev");
        assertThat(matcher.name(
                        settings("noobai", "noobaiXL.safetensors", "euler_ancestral", "karras", 28, 5.5, null, null)))
                .isEqualTo("noobai");
        assertThat(matcher.name(
                        settings("noobai", "noobaiXL.safetensors", "euler_ancestral", "karras", 31, 5.5, null, null)))
                .isEqualTo("custom");
    }

    @Test
    void aSpeedUpIsNamedByItsLora() {
        Settings plain = settings("qwen_image", "qwen_image_fp8.safetensors", "euler", "simple", 4, 1, 3.1, null);
        assertThat(matcher.name(plain)).isEqualTo("custom");
        assertThat(matcher.name(with(plain, "qwen\\Qwen-Image-Lightning-4steps-V1.0.safetensors", 1)))
                .isEqualTo("qwen_image_lightning_4");
        assertThat(matcher.name(with(plain, "Qwen-Image-Lightning-8steps-V1.0.safetensors", 1)))
                .isEqualTo("custom");
    }
}
