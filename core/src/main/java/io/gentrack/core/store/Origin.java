package io.gentrack.core.store;

import java.util.Locale;

/** How an execution became known. */
public enum Origin {
    /** Read from a picture or video. */
    IMPORT,
    /** Seen while it ran. */
    TRACKER,
    /** A workflow file without a picture, which counts as one use of its own. */
    WORKFLOW,
    /** Taken over from another tracker's database. */
    PEER;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Origin parse(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
