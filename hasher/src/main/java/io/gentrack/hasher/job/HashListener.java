package io.gentrack.hasher.job;

/** Hears of a running hash job. Calls come from one thread at a time. */
public interface HashListener {
    /** One file is done. */
    default void result(FileResult result) {}

    /** About five times a second while files are read, and once at the end. */
    default void progress(HashProgress progress) {}
}
