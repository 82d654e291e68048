package io.gentrack.core.extract.description;

import java.util.Objects;
import java.util.Optional;

/**
 * How a pack calls the nodes of others that it offers a second time: {@code BizyAir_KSampler} is a {@code KSampler},
 * {@code WanVideoSamplerMultiGPU} a {@code WanVideoSampler} with a choice of device.
 *
 * @param prefix before the original's name; may be empty
 * @param suffix behind it; may be empty
 * @param sameWidgets whether its widgets are the original's, too, so that UI graphs can be read by them
 */
public record Renaming(String prefix, String suffix, boolean sameWidgets) {
    public Renaming {
        Objects.requireNonNull(prefix, "prefix is null");
        Objects.requireNonNull(suffix, "suffix is null");
        if (prefix.isEmpty() && suffix.isEmpty()) {
            throw new IllegalArgumentException("prefix and suffix are empty");
        }
    }

    /** What the class would be called where it comes from. */
    public Optional<String> original(String classType) {
        return classType.length() > prefix.length() + suffix.length()
                        && classType.startsWith(prefix)
                        && classType.endsWith(suffix)
                ? Optional.of(classType.substring(prefix.length(), classType.length() - suffix.length()))
                : Optional.empty();
    }
}
