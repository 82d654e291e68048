package io.gentrack.core.settings;

import java.util.List;

/** What a chain comes to: settings with their fingerprint, or the fields that the graph does not say. */
public sealed interface ChainSettings {
    /** Everything the fingerprint needs is known. */
    record Complete(Settings settings, Fingerprint fingerprint) implements ChainSettings {}

    /**
     * Something is missing; the chain is kept but not counted.
     *
     * @param missing of {@code sampler scheduler steps cfg denoise model}, in this order
     * @param modelFamily as in {@link Settings}
     */
    record Incomplete(List<String> missing, String modelFamily) implements ChainSettings {
        public Incomplete {
            missing = List.copyOf(missing);
        }
    }
}
