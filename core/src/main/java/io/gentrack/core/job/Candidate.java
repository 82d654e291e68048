package io.gentrack.core.job;

import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/** A file that was found, with what its folder's listing says of it. */
record Candidate(Path file, long size, long mtimeNanos) {
    static Candidate of(Path file, BasicFileAttributes attributes) {
        return new Candidate(
                file, attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
    }
}
