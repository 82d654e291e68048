package io.gentrack.core.extract.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.core.settings.ModelNames;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which files a text means. */
class TextHashesTest extends Texts {
    @Test
    void hashesIdentifyTheFilesOfTheText() {
        Settings settings = complete(settings(A1111), ModelNames.BY_NAME);
        assertThat(settings.model()).isEqualTo(new ModelRef("1A2B3C4D5E", "harbourMixXL_v2"));
        assertThat(settings.loras().get(0).lora().hash()).isEqualTo("autov3:0123456789AB");
        assertThat(settings.modelFamily()).isEqualTo("sdxl");
        assertThat(settings.denoise()).isEqualTo(1);
    }

    @Test
    void aFileOfThisMachineIsKnownBetterThanTheText() {
        ModelNames here = (name, kind) -> new ModelRef("FFFFFFFFFF", name);
        assertThat(complete(settings(A1111), here).model().hash()).isEqualTo("FFFFFFFFFF");
        ModelNames byHash = new ModelNames() {
            @Override
            public ModelRef resolve(String name, String kind) {
                return ModelNames.byName(name);
            }

            @Override
            public Optional<ModelRef> find(FileHash hash) {
                return hash.type().equals("autov3")
                        ? Optional.of(new ModelRef("CCCCCCCCCC", "renamed.safetensors"))
                        : Optional.empty();
            }
        };
        assertThat(complete(settings(A1111), byHash).loras().get(0).lora())
                .isEqualTo(new ModelRef("CCCCCCCCCC", "stormySea"));
    }

    @Test
    void hashesNameTheFilesOfAGraphByBaseName() {
        List<FileHash> hashes = settings(A1111).hashes();
        ModelNames names = ModelNames.BY_NAME.knowing(hashes);
        assertThat(names.resolve("XL\\harbourMixXL_v2.safetensors", "checkpoints")
                        .hash())
                .isEqualTo("1A2B3C4D5E");
        assertThat(names.resolve("harbourmixxl_v2.gguf", "diffusion_models").hash())
                .isEqualTo("1A2B3C4D5E");
        assertThat(names.resolve("harbourMixXL_v2.safetensors", "loras").hash())
                .isEqualTo("name:harbourmixxl_v2.safetensors");
        assertThat(names.resolve("harbourMixXL_v3.safetensors", "checkpoints").hash())
                .startsWith("name:");
    }

    @Test
    void hashesObjectGivesModelAndLoras() {
        ParametersText.Reading.Settings read = settings(
                "x <lora:one:0.5>\nSteps: 20, Sampler: Euler, Schedule type: Simple, CFG scale: 5, Model: m, Hashes: "
                        + "{\"model\": \"AABBCCDDEE\", \"lora:one\": \"1122334455\", \"LORA:two\": \"99887766554433\", "
                        + "\"lora:three\": \"abcdefabcdef\", \"embed:neg\": \"0011223344\"}, Version: ComfyUI");
        Settings settings = complete(read, ModelNames.BY_NAME);
        assertThat(settings.model().hash()).isEqualTo("AABBCCDDEE");
        // The hash of "two" is of no known type, but it ran.
        assertThat(settings.loras())
                .extracting(l -> l.lora().hash())
                .containsExactly("1122334455", "name:two", "autov3:ABCDEFABCDEF");
        assertThat(settings.loras().get(1).strength()).isEmpty();
        assertThat(read.hashes()).contains(new FileHash("autov2", "0011223344", "neg", "embeddings"));
    }

    @Test
    void civitaiResourcesNameWhatNothingElseNames() {
        ParametersText.Reading.Settings read =
                settings("x\nNegative prompt: y\nSteps: 30, Sampler: DPM++ 2M Karras, CFG scale: 7, Size: 512x512, "
                        + "Civitai resources: [{\"type\":\"checkpoint\",\"modelVersionId\":128713},"
                        + "{\"type\":\"lora\",\"weight\":0.9,\"modelVersionId\":210873},"
                        + "{\"type\":\"embed\",\"modelVersionId\":1}], Civitai metadata: {\"a\": [1, \"}\"]}");
        Settings settings = complete(read, ModelNames.BY_NAME);
        assertThat(settings.model().hash()).isEqualTo("civitai:128713");
        assertThat(settings.model().resolved()).isFalse();
        assertThat(settings.loras()).hasSize(1);
        assertThat(settings.loras().get(0).lora().hash()).isEqualTo("civitai:210873");
        assertThat(settings.loras().get(0).strength()).contains(0.9);
    }

    @Test
    void aModelKnownByItsHashOnlyIsCalledByIt() {
        ParametersText.Reading.Settings read = settings("x\nSteps: 20, Sampler: Euler a, Model hash: 7460a6fa");
        assertThat(read.extraction()
                        .passes()
                        .get(0)
                        .model()
                        .orElseThrow()
                        .name()
                        .value())
                .isEqualTo("7460a6fa");
        assertThat(read.hashes()).containsExactly(new FileHash("autov1", "7460A6FA", "7460a6fa", "checkpoints"));
    }

    @Test
    void hashesOfNothingAreNone() {
        assertThat(settings("x\nSteps: 1, Model hash: e3b0c44298, Model: m").hashes())
                .isEmpty();
    }
}
