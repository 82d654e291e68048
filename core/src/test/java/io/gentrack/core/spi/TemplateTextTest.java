package io.gentrack.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{steps}}",
                "{{ $json.model }}",
                "loras/{{style}}.safetensors",
                "{sampler}",
                "{}",
                "${model}",
                "$CKPT",
                "%sampler%",
                "%s",
                "__MODEL_FILE__.safetensors",
                "__sampler__",
                "___sampler_name",
                "<<<SAMPLER>>>",
                "<|sampler|>",
                "<from settings>",
                "#model#",
                "@model@",
                "«model»",
                "$1",
                "…",
                "***",
                "[MODEL_NAME]",
                "PARAM_STR_CKPT",
                "PLACEHOLDER_CHECKPOINT.safetensors",
                "placeholder",
                "REPLACE_ME",
                "INPUT_MODEL",
                "BASE_MODEL",
                "YOUR_LORA",
                "your_sampler_here",
                "ckpt_name",
                "TODO"
            })
    void aPlaceForAValueIsNoValue(String text) {
        assertThat(Values.isTemplate(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "euler",
                "DPM++ 2M SDE",
                "LCM",
                "AYS_SDXL",
                "FlowMatchEulerDiscreteScheduler",
                "_style_\\__a__x.safetensors",
                "INPUT_MODEL.safetensors",
                "your_model.safetensors",
                "50%_a_60%_b.safetensors",
                "[style]",
                "[X] model (v2).ckpt",
                "@somebody",
                "$5 coin.safetensors",
                "PONY_XL",
                "i_<3_you.safetensors",
                ""
            })
    void whatAFileOrASamplerCanBeCalledIsItsName(String text) {
        assertThat(Values.isTemplate(text)).isFalse();
    }
}
