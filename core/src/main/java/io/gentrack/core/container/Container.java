package io.gentrack.core.container;

/** The file formats gentrack can tell apart by content. */
public enum Container {
    PNG,
    UNKNOWN
}
