package io.gentrack.community.server;

import io.gentrack.core.settings.Settings;
import java.util.List;

/**
 * One well-formed entry of a submission.
 *
 * @param settingsHash as stated
 * @param settings what it was computed from
 * @param files every model and LoRA, the model first
 * @param uses as stated
 * @param day UTC day of the latest use, {@code yyyy-mm-dd}
 */
record Submitted(String settingsHash, Settings settings, List<PublicFile> files, long uses, String day, String token) {
    Submitted {
        files = List.copyOf(files);
    }

    /** Whether a file is a model or a LoRA. */
    enum Kind {
        MODEL,
        LORA
    }

    /**
     * A file said to be public.
     *
     * @param hash AutoV2
     * @param civitaiId of the model version
     */
    record PublicFile(String hash, long civitaiId, Kind kind) {}
}
