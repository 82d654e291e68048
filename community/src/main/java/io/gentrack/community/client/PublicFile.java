package io.gentrack.community.client;

import java.util.Objects;

/**
 * A model or LoRA file that anybody can download: its content is that of a published version on CivitAI.
 *
 * @param autoV2 first 10 hex digits of its SHA-256, upper-case
 * @param versionId of the model version on CivitAI, from 1
 * @param title of model and version as the site shows it; shown here, never sent
 */
public record PublicFile(String autoV2, long versionId, String title) {
    public PublicFile {
        Objects.requireNonNull(autoV2, "autoV2 is null");
        Objects.requireNonNull(title, "title is null");
    }
}
