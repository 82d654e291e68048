package io.gentrack.core.advice;

import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import io.gentrack.core.store.Size;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Starting settings that somebody who should know has published. What is empty is left open by the source.
 *
 * @param model words of the model's file name, for variants of a family: {@code turbo}, {@code a|b}, {@code !edit}
 * @param lora words of the name of a LoRA that has to be there, for speed-ups
 * @param samplers any of them
 * @param schedulers any of them
 * @param sizes native ones, in pixels, the usual one first
 * @param video makes more than one frame
 * @param sources public addresses that the figures are from
 * @param own from the user's file
 */
public record Preset(
        String name,
        String family,
        List<String> model,
        List<String> lora,
        List<String> samplers,
        List<String> schedulers,
        Optional<Range> steps,
        Optional<Range> cfg,
        Optional<Range> shift,
        Optional<Range> guidance,
        Optional<Range> denoise,
        List<Size> sizes,
        boolean video,
        List<String> sources,
        String note,
        boolean own) {
    public Preset {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(family, "family is null");
        model = List.copyOf(model);
        lora = List.copyOf(lora);
        samplers = List.copyOf(samplers);
        schedulers = List.copyOf(schedulers);
        sizes = List.copyOf(sizes);
        sources = List.copyOf(sources);
        Objects.requireNonNull(note, "note is null");
    }

    /** True where nothing that this preset states is otherwise in the settings. */
    public boolean fits(Settings settings) {
        return family.equals(settings.modelFamily())
                && (samplers.isEmpty() || samplers.contains(settings.sampler()))
                && (schedulers.isEmpty() || schedulers.contains(settings.scheduler()))
                && holds(steps, Optional.of(settings.steps()))
                && holds(cfg, Optional.of(settings.cfg()))
                && holds(shift, settings.shift())
                && holds(guidance, settings.guidance())
                && holds(denoise, Optional.of(settings.denoise()))
                && fitsModel(settings.model())
                && (lora.isEmpty() || settings.loras().stream().anyMatch(this::isLora));
    }

    private boolean fitsModel(ModelRef used) {
        return NameWords.match(model, used);
    }

    private boolean isLora(LoraUse used) {
        return NameWords.match(lora, used.lora());
    }

    private static boolean holds(Optional<Range> wanted, Optional<Double> used) {
        return wanted.map(range -> used.map(range::contains).orElse(false)).orElse(true);
    }

    /** How much it says: of two presets that fit, the one that says more is meant. */
    int stated() {
        return model.size()
                + 2 * lora.size()
                + (samplers.isEmpty() ? 0 : 1)
                + (schedulers.isEmpty() ? 0 : 1)
                + (int) List.of(steps, cfg, shift, guidance, denoise).stream()
                        .filter(Optional::isPresent)
                        .count();
    }
}
