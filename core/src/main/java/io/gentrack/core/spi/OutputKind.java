package io.gentrack.core.spi;

/** Whether a node ends the graph, and how much its result is meant to be kept. */
public enum OutputKind {
    SAVE,
    PREVIEW,
    OTHER
}
