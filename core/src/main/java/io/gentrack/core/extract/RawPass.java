package io.gentrack.core.extract;

import io.gentrack.core.graph.Node;
import io.gentrack.core.spi.Lora;
import io.gentrack.core.spi.ModelFile;
import io.gentrack.core.spi.PassKind;
import io.gentrack.core.spi.Trail;
import io.gentrack.core.spi.Value;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A pass as the evaluation finds it, before its place in a chain is known.
 *
 * @param from the passes it works on, with what lies between
 * @param feeding every pass upstream by any way, prompts and controls included
 * @param adds false when it says that it adds no noise
 * @param cutBy id of the node that split its schedule, empty where none did
 */
record RawPass(
        Node node,
        PassKind kind,
        Optional<Value.Text> sampler,
        Optional<Value.Text> scheduler,
        Optional<Value.Num> steps,
        Optional<Value.Num> startStep,
        Optional<Value.Num> endStep,
        Optional<Value.Num> cfg,
        Optional<Value.Num> guidance,
        Optional<Value.Num> denoise,
        Optional<Value.Num> shift,
        List<ModelFile> models,
        List<Lora> loras,
        Value.Picture latent,
        Trail from,
        BitSet feeding,
        Optional<Boolean> adds,
        String cutBy,
        Set<String> unread) {

    /** The same run, on the result of these passes. */
    RawPass after(Trail passes) {
        return new RawPass(
                node, kind, sampler, scheduler, steps, startStep, endStep, cfg, guidance, denoise, shift, models, loras,
                latent, passes, feeding, adds, cutBy, unread);
    }
}
