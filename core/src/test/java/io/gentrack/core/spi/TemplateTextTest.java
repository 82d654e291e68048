package io.gentrack.core.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
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
                "<lora:ink:0.6>",
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

    /** The cheap look that most names end at must let every form through. */
    @Test
    void noFormIsMissedByTheFirstLook() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> pieces = List.of(
                "{",
                "}",
                "{{",
                "$",
                "(",
                ")",
                "#",
                "%",
                "<",
                ">",
                "|",
                "[",
                "]",
                "@",
                "~",
                "«",
                "»",
                "…",
                "?",
                "*",
                "_",
                ".",
                "...",
                " ",
                "-",
                "/",
                "\\",
                "a",
                "steps",
                "Model",
                "MODEL",
                "CKPT",
                "your",
                "Your ",
                "PARAM_",
                "placeholder",
                "Placeholder",
                "lora_name",
                "String",
                "todo",
                "HERE",
                "1",
                "9",
                "é",
                ".safetensors",
                ".pt");
        int forms = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = random.nextInt(5); k >= 0; k--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            String whole = text.toString().strip();
            if (!whole.isEmpty() && TemplateText.hasForm(whole)) {
                forms++;
                assertThat(TemplateText.isWorthReading(whole))
                        .as("seed %s: %s", seed, whole)
                        .isTrue();
            }
        }
        assertThat(forms).isGreaterThan(1_000);
    }
}
