package io.gentrack.hasher.hints;

import io.gentrack.hasher.hash.FileDigests;
import java.util.Objects;

/** What came of looking for hints about one file. */
public sealed interface Verdict {
    /** No tool says anything. */
    record Nothing() implements Verdict {}

    /**
     * There are records, and the file has to be read all the same.
     *
     * @param why as the rest of a sentence about the record
     */
    record Doubted(String why) implements Verdict {
        public Doubted {
            Objects.requireNonNull(why, "why is null");
        }
    }

    /**
     * The records stand for reading the file.
     *
     * @param source for a person: which files say so
     */
    record Believed(FileDigests digests, String source) implements Verdict {
        public Believed {
            Objects.requireNonNull(digests, "digests is null");
            Objects.requireNonNull(source, "source is null");
        }
    }
}
