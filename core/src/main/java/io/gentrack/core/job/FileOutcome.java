package io.gentrack.core.job;

import io.gentrack.core.store.SourceRow;
import java.nio.file.Path;
import java.util.Objects;

/** How one file ended. */
public sealed interface FileOutcome {
    Path file();

    /**
     * Its runs are in the store.
     *
     * @param added runs that were not known before
     * @param known runs that were known from a copy, the tracker or an earlier reading; with {@code added} 0 the file is a duplicate
     * @param missing what further, incomplete chains lack; empty where there are none
     */
    record Recorded(Path file, int added, int known, String missing) implements FileOutcome {
        public Recorded {
            Objects.requireNonNull(missing, "missing is null");
        }

        /** Nothing in it was new. */
        public boolean duplicate() {
            return added == 0;
        }
    }

    /**
     * Unchanged since an earlier import, therefore not opened.
     *
     * @param before how it ended then
     */
    record AlreadyImported(Path file, SourceRow before) implements FileOutcome {}

    /** Nothing in it for us. */
    record NoMetadata(Path file) implements FileOutcome {}

    /**
     * Settings that do not make a combination; not counted.
     *
     * @param missing what they lack
     */
    record Incomplete(Path file, String missing) implements FileOutcome {}

    /**
     * Could not be read.
     *
     * @param why for a person, without the file's name
     */
    record Unreadable(Path file, String why) implements FileOutcome {}
}
