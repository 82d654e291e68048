package io.gentrack.core.extract.parameters;

import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.core.extract.Pass;
import io.gentrack.core.settings.ChainSettings;
import io.gentrack.core.settings.GraphFamilies;
import io.gentrack.core.settings.ModelNames;
import io.gentrack.core.settings.Settings;
import io.gentrack.core.settings.SettingsBuilder;
import io.gentrack.core.spi.Value;
import java.util.Optional;

/** What the tests of texts about pictures share. */
abstract class Texts {
    static final String A1111 = """
            a lighthouse, "Steps: 3", <lora:stormySea:0.8>, <lora:off:0>
            second line
            Negative prompt: blurry,
            ugly <lora:never:1>
            Steps: 28, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 6.5, Seed: 77, Size: 832x1216, \
            Model hash: 1a2b3c4d5e, Model: harbourMixXL_v2, Denoising strength: 0.45, Clip skip: 2, Hires upscale: 1.5, \
            Hires steps: 12, Hires upscaler: 4x-UltraSharp, ControlNet 0: "Module: none, Model: xyz, Weight: 1", \
            Lora hashes: "stormySea: 0123456789ab, off: ba9876543210", Version: v1.10.1""";

    static ParametersText.Reading.Settings settings(String text) {
        ParametersText.Reading read = ParametersText.read(text);
        assertThat(read).isInstanceOf(ParametersText.Reading.Settings.class);
        return (ParametersText.Reading.Settings) read;
    }

    static Pass base(String text) {
        return settings(text).extraction().passes().get(0);
    }

    static ChainSettings chain(ParametersText.Reading.Settings read, ModelNames names) {
        return new SettingsBuilder(names, new GraphFamilies())
                .knowing(read.hashes())
                .build(
                        read.graph(),
                        read.extraction(),
                        read.extraction().chains().get(0));
    }

    static Settings complete(ParametersText.Reading.Settings read, ModelNames names) {
        ChainSettings chain = chain(read, names);
        assertThat(chain).isInstanceOf(ChainSettings.Complete.class);
        return ((ChainSettings.Complete) chain).settings();
    }

    static String text(Optional<Value.Text> value) {
        return value.orElseThrow().value();
    }

    static double number(Optional<Value.Num> value) {
        return value.orElseThrow().value();
    }
}
