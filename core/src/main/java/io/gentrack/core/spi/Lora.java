package io.gentrack.core.spi;

import java.util.Objects;
import java.util.Optional;

/**
 * A LoRA that is in force: one with strength 0, or switched off, never becomes a {@code Lora}.
 *
 * @param name in the graph's own spelling
 * @param strengthModel empty where the graph does not say
 * @param strengthClip empty for a LoRA that has none (model only)
 * @param node id of the node that applies or lists it
 */
public record Lora(Value.Text name, Optional<Value.Num> strengthModel, Optional<Value.Num> strengthClip, String node) {
    public Lora {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(strengthModel, "strengthModel is null");
        Objects.requireNonNull(strengthClip, "strengthClip is null");
        Objects.requireNonNull(node, "node is null");
    }

    /** False when neither strength has an effect. */
    public boolean inForce() {
        boolean model = strengthModel.map(n -> n.value() != 0).orElse(true);
        boolean clip = strengthClip.map(n -> n.value() != 0).orElse(false);
        return model || clip;
    }
}
