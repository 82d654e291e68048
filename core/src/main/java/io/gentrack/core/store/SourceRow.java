package io.gentrack.core.store;

import java.util.Locale;
import java.util.Objects;

/**
 * What became of one file; the ledger's row.
 *
 * @param path absolute, as the platform writes it
 * @param size in bytes
 * @param mtimeNanos last modification, nanoseconds since 1970
 * @param extractorVersion of everything that could change the result; another version reads the file again
 * @param missing what the incomplete chains lack, empty where all are complete
 * @param reason why the file is unreadable, else empty
 */
public record SourceRow(
        String path,
        long size,
        long mtimeNanos,
        Outcome outcome,
        String extractorVersion,
        String missing,
        String reason) {
    /** The final state of a file. */
    public enum Outcome {
        RECORDED,
        NO_METADATA,
        INCOMPLETE,
        UNREADABLE;

        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Outcome parse(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }

    public SourceRow {
        Objects.requireNonNull(path, "path is null");
        Objects.requireNonNull(outcome, "outcome is null");
        Objects.requireNonNull(extractorVersion, "extractorVersion is null");
        Objects.requireNonNull(missing, "missing is null");
        Objects.requireNonNull(reason, "reason is null");
    }
}
