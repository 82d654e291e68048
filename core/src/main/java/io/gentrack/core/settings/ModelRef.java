package io.gentrack.core.settings;

import java.util.Objects;

/**
 * Which model or LoRA file was used.
 *
 * @param hash its identity in the fingerprint: AutoV2 (10 upper-case hex digits of the file's SHA-256) where the content is known;
 *     {@code name:} and the lower-case base name where only a name is known; {@code autov3:…} and the like where a text
 *     carried another type of hash
 * @param name as the graph spells it, folder part included; for people only, never part of an identity
 */
public record ModelRef(String hash, String name) {
    /** Marks an identity that is a name because the content is not known. */
    public static final String BY_NAME = "name:";

    public ModelRef {
        Objects.requireNonNull(hash, "hash is null");
        Objects.requireNonNull(name, "name is null");
    }

    /** True when the content is known, so that the row may count across renames and be shared. */
    public boolean resolved() {
        return hash.indexOf(':') < 0;
    }
}
