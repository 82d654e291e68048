package io.gentrack.hasher.job;

import io.gentrack.hasher.cache.CachedFile;
import io.gentrack.hasher.folders.ModelFile;
import io.gentrack.hasher.hash.HashOutcome;
import java.util.List;

/** How one model file of a hash job ended. */
public sealed interface FileResult {
    /** The file. */
    ModelFile file();

    /** The cache had the answer; the file was not opened. */
    record Cached(ModelFile file, CachedFile row) implements FileResult {}

    /**
     * Another tool's records had the answer; at most the header of the file was read.
     *
     * @param source which files say so
     */
    record Believed(ModelFile file, CachedFile row, String source) implements FileResult {}

    /**
     * The file was read now.
     *
     * @param remembered false where the file is so young that it may still be written: it is read again next time
     * @param notes what a user should know about the file
     */
    record Hashed(ModelFile file, CachedFile row, boolean remembered, List<String> notes) implements FileResult {
        /** Copies. */
        public Hashed {
            notes = List.copyOf(notes);
        }
    }

    /** The file has no hash; {@code message} does not repeat the path. */
    record Failed(ModelFile file, HashOutcome.Reason reason, String message) implements FileResult {}
}
