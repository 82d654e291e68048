package io.gentrack.core.store;

import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelRef;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One sampler run of a chain, as the graph states it; empty is "not stated".
 *
 * @param role {@code base img2img inpaint continuation hires refine detail upscale tile_upscale enhance decoder …}
 * @param startStep first step of a window, 0-based
 * @param endStep step before which a window ends
 * @param size of what the pass works on, in pixels
 */
public record RecordedPass(
        String role,
        String classType,
        Optional<String> sampler,
        Optional<String> scheduler,
        Optional<Double> steps,
        Optional<Integer> startStep,
        Optional<Integer> endStep,
        Optional<Double> cfg,
        Optional<Double> guidance,
        Optional<Double> denoise,
        Optional<Double> shift,
        Optional<ModelRef> model,
        List<LoraUse> loras,
        Optional<Size> size) {
    public RecordedPass {
        Objects.requireNonNull(role, "role is null");
        Objects.requireNonNull(classType, "classType is null");
        Objects.requireNonNull(sampler, "sampler is null");
        Objects.requireNonNull(scheduler, "scheduler is null");
        Objects.requireNonNull(steps, "steps is null");
        Objects.requireNonNull(startStep, "startStep is null");
        Objects.requireNonNull(endStep, "endStep is null");
        Objects.requireNonNull(cfg, "cfg is null");
        Objects.requireNonNull(guidance, "guidance is null");
        Objects.requireNonNull(denoise, "denoise is null");
        Objects.requireNonNull(shift, "shift is null");
        Objects.requireNonNull(model, "model is null");
        loras = List.copyOf(loras);
        Objects.requireNonNull(size, "size is null");
    }
}
