package io.gentrack.core.job;

import java.time.Duration;
import java.util.Objects;

/**
 * What an import did.
 *
 * @param found files seen
 * @param recorded files with at least one combination
 * @param duplicates of these, files all of whose runs were known
 * @param added runs that were new
 * @param alreadyImported files that were unchanged
 * @param cancelled it was stopped before its end; what was read is recorded
 */
public record ImportSummary(
        long found,
        long recorded,
        long duplicates,
        long added,
        long alreadyImported,
        long noMetadata,
        long incomplete,
        long unreadable,
        boolean cancelled,
        Duration elapsed) {
    public ImportSummary {
        Objects.requireNonNull(elapsed, "elapsed is null");
    }
}
