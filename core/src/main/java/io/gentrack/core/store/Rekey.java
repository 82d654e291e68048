package io.gentrack.core.store;

import java.util.Objects;
import java.util.Optional;

/**
 * What became known about a model or LoRA file.
 *
 * @param oldHash the identity so far, for example {@code name:foo.safetensors}; may equal {@code newHash} where only the family is new
 * @param newHash normally its AutoV2
 * @param family for rows whose primary model the file is; empty keeps theirs
 */
public record Rekey(String oldHash, String newHash, Optional<Family> family) {
    /** A family and its source, see {@link io.gentrack.core.settings.Settings#familySource()}. */
    public record Family(String name, String source) {
        public Family {
            Objects.requireNonNull(name, "name is null");
            Objects.requireNonNull(source, "source is null");
        }
    }

    public Rekey {
        Objects.requireNonNull(oldHash, "oldHash is null");
        Objects.requireNonNull(newHash, "newHash is null");
        Objects.requireNonNull(family, "family is null");
    }
}
