package io.gentrack.core.job;

/** Hears of an import, always on the thread that runs it. */
public interface ImportListener {
    /** Once for each file, after what it held is safely written. */
    default void outcome(FileOutcome outcome) {}

    /** About ten times a second, and at the end. */
    default void progress(Progress progress) {}
}
