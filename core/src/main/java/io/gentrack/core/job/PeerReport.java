package io.gentrack.core.job;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What was taken over from another tracker's database.
 *
 * @param rows combinations taken over
 * @param added executions that were new
 * @param known executions that an earlier import had brought already
 * @param unresolved of the rows, those with a model or LoRA that is known by name only
 * @param rejected rows that are mistakes of the other tracker
 * @param hashes its file hashes; hints only, until size and time of the file are compared
 */
public record PeerReport(
        long rows, long added, long known, long unresolved, List<Rejected> rejected, List<FileHashHint> hashes) {
    /**
     * A row that was left out.
     *
     * @param id its number in the other database
     */
    public record Rejected(long id, String why) {
        public Rejected {
            Objects.requireNonNull(why, "why is null");
        }
    }

    /**
     * A file hash as the other tracker remembers it.
     *
     * @param modified as written there: ISO 8601, UTC
     * @param type {@code checkpoint unet lora vae}
     */
    public record FileHashHint(
            String path, long size, String modified, String sha256, String type, Optional<Long> civitaiId) {
        public FileHashHint {
            Objects.requireNonNull(path, "path is null");
            Objects.requireNonNull(modified, "modified is null");
            Objects.requireNonNull(sha256, "sha256 is null");
            Objects.requireNonNull(type, "type is null");
            Objects.requireNonNull(civitaiId, "civitaiId is null");
        }
    }

    public PeerReport {
        rejected = List.copyOf(rejected);
        hashes = List.copyOf(hashes);
    }
}
