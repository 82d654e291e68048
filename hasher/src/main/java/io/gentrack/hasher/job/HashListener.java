package io.gentrack.hasher.job;

import io.gentrack.hasher.folders.ModelFile;

/** Hears of a running hash job. Calls come from one thread at a time. */
public interface HashListener {
    /** One file is done. */
    default void result(FileResult result) {}

    /** Another tool's record of the file is not to be relied on; {@code why} goes on the sentence. The file is read. */
    default void doubted(ModelFile file, String why) {}

    /** About five times a second while files are read, and once at the end. */
    default void progress(HashProgress progress) {}
}
