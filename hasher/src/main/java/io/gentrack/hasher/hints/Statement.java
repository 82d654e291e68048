package io.gentrack.hasher.hints;

import java.util.Objects;
import java.util.Optional;

/**
 * What one record of another tool says about a file.
 *
 * @param sha256 of the whole file, 64 lower-case hex digits
 * @param tensors SHA-256 of what follows a safetensors header, likewise
 * @param size in bytes
 * @param modified the file's modification time when it was hashed, seconds since 1970 as Python writes them
 * @param measured whether the tool read the file for it; false where the hash may be the one that a site states
 * @param source for a person: which file says so
 */
record Statement(
        Optional<String> sha256,
        Optional<String> tensors,
        Optional<Long> size,
        Optional<Double> modified,
        boolean measured,
        String source) {
    Statement {
        Objects.requireNonNull(sha256, "sha256 is null");
        Objects.requireNonNull(tensors, "tensors is null");
        Objects.requireNonNull(size, "size is null");
        Objects.requireNonNull(modified, "modified is null");
        Objects.requireNonNull(source, "source is null");
    }
}
