package io.gentrack.core.extract;

import io.gentrack.core.spi.Lora;
import io.gentrack.core.spi.ModelFile;
import io.gentrack.core.spi.Value;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * One sampler run, with what the graph says of it; what it does not say is empty.
 *
 * @param node id of the sampler node
 * @param steps of the whole schedule; {@code startStep}/{@code endStep} are the window of it that ran
 * @param cfg empty for a guider without one
 * @param guidance distilled guidance; not CFG
 * @param shift of the model chain that feeds the schedule, as the graph spells it
 * @param models every weights file of the model, merged ones included; the main one first
 * @param loras in force on the model chain of this pass, in the order applied
 * @param width of what enters the sampler, in pixels
 * @param height of what enters the sampler, in pixels
 * @param frames of a video, in frames of the decoded video
 * @param unread fields that have an input in the graph whose value nobody could read
 * @param parents indexes of the passes whose result this one works on
 */
public record Pass(
        String node,
        String classType,
        Role role,
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
        Optional<Value.Num> width,
        Optional<Value.Num> height,
        Optional<Value.Num> frames,
        List<Integer> parents,
        Set<String> unread) {
    public Pass {
        Objects.requireNonNull(node, "node is null");
        Objects.requireNonNull(classType, "classType is null");
        Objects.requireNonNull(role, "role is null");
        models = List.copyOf(models);
        loras = List.copyOf(loras);
        parents = List.copyOf(parents);
        unread = Set.copyOf(unread);
    }

    public Optional<ModelFile> model() {
        return models.stream().findFirst();
    }
}
