package io.gentrack.cli;

import io.gentrack.cli.console.Spell;
import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.Settings;
import java.util.stream.Collectors;

/** Settings in one line. */
final class Wording {
    private Wording() {}

    /** {@code qwen_image / euler/simple / 4 steps}. */
    static String combination(Settings settings) {
        return settings.modelFamily() + " / " + settings.sampler() + "/" + settings.scheduler() + " / "
                + Spell.number(settings.steps()) + " steps";
    }

    /** {@code ink 0.8, glow 0.5/0.3}: strength on the model, and on the text encoder where it differs. */
    static String loras(Settings settings) {
        return settings.loras().stream().map(Wording::lora).collect(Collectors.joining(", "));
    }

    private static String lora(LoraUse use) {
        return fileName(use.lora().name())
                + use.strength().map(s -> " " + Spell.number(s)).orElse("")
                + use.clipStrength().map(c -> "/" + Spell.number(c)).orElse("");
    }

    /** Both experts of a pair. */
    static String model(Settings settings) {
        return fileName(settings.model().name())
                + settings.model2().map(m -> " + " + fileName(m.name())).orElse("");
    }

    /** Without folder and ending, which only take room in a table. */
    static String fileName(String name) {
        String base = Spell.baseName(name);
        for (String ending : new String[] {".safetensors", ".gguf", ".ckpt", ".pt", ".pth", ".sft"}) {
            if (base.length() > ending.length()
                    && base.regionMatches(true, base.length() - ending.length(), ending, 0, ending.length())) {
                return base.substring(0, base.length() - ending.length());
            }
        }
        return base;
    }
}
