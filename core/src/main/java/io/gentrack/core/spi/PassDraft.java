package io.gentrack.core.spi;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A sampler run as its node describes it. The kernel completes it: it reads the guider, the schedule and the model chain, and
 * keeps which passes it continues.
 *
 * @param kind what the class is for
 * @param sampler a {@link Value.Text} or {@link Value.Algorithm}
 * @param schedule a {@link Value.Sigmas} where the node takes one; it fills what the other fields leave open
 * @param guider a {@link Value.Guider} where the node takes one
 * @param shift stated by the sampler node itself (Wan wrappers); else the model chain's
 * @param addsNoise false when the node goes on with the noise left over
 * @param leavesNoise true when it returns before the schedule ends
 * @param latent what it works on
 * @param conditionings what may carry guidance or latents
 * @param unread fields the node has an input for whose value nobody could read: {@code cfg}, {@code denoise} …
 * @param factor by how much the node enlarges what it works on; empty for one that does not
 */
public record PassDraft(
        PassKind kind,
        Value model,
        Value sampler,
        Value schedule,
        Value guider,
        Optional<Value.Text> scheduler,
        Optional<Value.Num> steps,
        Optional<Value.Num> startStep,
        Optional<Value.Num> endStep,
        Optional<Value.Num> cfg,
        Optional<Value.Num> guidance,
        Optional<Value.Num> denoise,
        Optional<Value.Num> shift,
        Optional<Boolean> addsNoise,
        Optional<Boolean> leavesNoise,
        Value latent,
        List<Value> conditionings,
        List<Lora> loras,
        Optional<Value.Num> width,
        Optional<Value.Num> height,
        Optional<Value.Num> factor,
        Set<String> unread) {
    public PassDraft {
        Objects.requireNonNull(kind, "kind is null");
        Objects.requireNonNull(model, "model is null");
        Objects.requireNonNull(sampler, "sampler is null");
        Objects.requireNonNull(schedule, "schedule is null");
        Objects.requireNonNull(guider, "guider is null");
        Objects.requireNonNull(latent, "latent is null");
        conditionings = List.copyOf(conditionings);
        loras = List.copyOf(loras);
        unread = Set.copyOf(unread);
    }
}
