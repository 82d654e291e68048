package io.gentrack.core.settings;

import java.util.Objects;
import java.util.Optional;

/**
 * One LoRA of a combination.
 *
 * @param strength on the model; empty where a text names the LoRA without one
 * @param clipStrength on the text encoder, only where it differs from {@code strength}
 */
public record LoraUse(ModelRef lora, Optional<Double> strength, Optional<Double> clipStrength) {
    public LoraUse {
        Objects.requireNonNull(lora, "lora is null");
        Objects.requireNonNull(strength, "strength is null");
        Objects.requireNonNull(clipStrength, "clipStrength is null");
        if (!strength.map(Double::isFinite).orElse(true)
                || !clipStrength.map(Double::isFinite).orElse(true)) {
            throw new IllegalArgumentException("the strength of " + lora.name() + " is not a finite number");
        }
    }
}
