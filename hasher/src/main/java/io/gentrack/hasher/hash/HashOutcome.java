package io.gentrack.hasher.hash;

import java.nio.file.Path;

/** How the hashing of one file ended. A cancelled file has no outcome. */
public sealed interface HashOutcome {
    /** The request this answers. */
    HashRequest request();

    /** The file was read to its end and did not change meanwhile. */
    record Hashed(HashRequest request, FileDigests digests) implements HashOutcome {}

    /** The file could not be hashed; {@code message} is for people and does not repeat the path. */
    record Failed(HashRequest request, Reason reason, String message) implements HashOutcome {
        /** The path of the file. */
        public Path file() {
            return request.file();
        }
    }

    /** Why a file could not be hashed. */
    enum Reason {
        /** It was there in the walk and is no more. */
        VANISHED,
        /** It may not be read, or the disk gave an error. */
        UNREADABLE,
        /** It was written while it was read. */
        CHANGED
    }
}
