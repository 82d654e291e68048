package io.gentrack.core.settings;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The canonical record of a chain: what the fingerprint is made of, and where the family came from.
 *
 * <p>Complete by construction: a chain that lacks sampler, scheduler, steps or model has no {@code Settings}, nor has one whose
 * numbers are NaN or infinite (the constructor throws {@link IllegalArgumentException}).
 *
 * @param modelFamily for example {@code sdxl}; {@code unknown} where nothing says it
 * @param familySource what decided the family: {@code hash header node clip_type file_name folder companion text none},
 *     or {@code peer} where another tracker said so
 * @param model the primary pass's model
 * @param model2 the second expert of a continuation, or the second model of a merge
 * @param steps length of the whole schedule
 * @param cfg 1 where the guider has none
 * @param denoise in 0..1; of a window: the part of the schedule it begins at
 * @param shift only where the graph states one
 * @param guidance distilled guidance, only where the graph states one
 * @param loras of the primary pass, nearest to the loader first; order does not matter for the fingerprint
 */
public record Settings(
        String modelFamily,
        String familySource,
        ModelRef model,
        Optional<ModelRef> model2,
        String sampler,
        String scheduler,
        double steps,
        double cfg,
        double denoise,
        Optional<Double> shift,
        Optional<Double> guidance,
        List<LoraUse> loras) {
    public Settings {
        Objects.requireNonNull(modelFamily, "modelFamily is null");
        Objects.requireNonNull(familySource, "familySource is null");
        Objects.requireNonNull(model, "model is null");
        Objects.requireNonNull(model2, "model2 is null");
        Objects.requireNonNull(sampler, "sampler is null");
        Objects.requireNonNull(scheduler, "scheduler is null");
        Objects.requireNonNull(shift, "shift is null");
        Objects.requireNonNull(guidance, "guidance is null");
        loras = List.copyOf(loras);
        requireFinite("steps", steps);
        requireFinite("cfg", cfg);
        requireFinite("denoise", denoise);
        shift.ifPresent(value -> requireFinite("shift", value));
        guidance.ifPresent(value -> requireFinite("guidance", value));
    }

    private static void requireFinite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " is " + value + "; such a chain is incomplete");
        }
    }

    /** True when every model and LoRA is known by content. Rows that are not are never shared. */
    public boolean resolved() {
        return model.resolved()
                && model2.map(ModelRef::resolved).orElse(true)
                && loras.stream().allMatch(l -> l.lora().resolved());
    }
}
