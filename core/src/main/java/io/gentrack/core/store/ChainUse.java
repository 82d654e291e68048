package io.gentrack.core.store;

import io.gentrack.core.settings.Fingerprint;
import io.gentrack.core.settings.Settings;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One complete chain of a graph: what a run of it adds to the counts.
 *
 * @param chain its place among all chains of the graph, incomplete ones included, from 0
 * @param size that the primary pass worked at, in pixels: what a user would set; else that of the picture made
 * @param video more than one frame
 * @param presetName the preset these settings are, or {@code custom}
 */
public record ChainUse(
        int chain,
        Settings settings,
        Fingerprint fingerprint,
        List<RecordedPass> passes,
        Optional<Size> size,
        boolean video,
        String presetName) {
    /** The preset name of settings that are no preset. */
    public static final String CUSTOM = "custom";

    public ChainUse {
        Objects.requireNonNull(settings, "settings is null");
        Objects.requireNonNull(fingerprint, "fingerprint is null");
        passes = List.copyOf(passes);
        Objects.requireNonNull(size, "size is null");
        Objects.requireNonNull(presetName, "presetName is null");
        if (chain < 0) {
            throw new IllegalArgumentException("chain " + chain + " is negative");
        }
    }
}
