package io.gentrack.core.store;

/** What the opener of a store means to do. */
public enum OpenMode {
    /** Makes the file where there is none, and brings an older one up to date. */
    READ_WRITE,
    /** Never changes a byte; the file must exist and be of this version. */
    READ_ONLY
}
