package io.gentrack.hasher.hash;

import java.nio.file.Path;

/**
 * One file to hash.
 *
 * @param size bytes, as seen in the walk; decides the order only
 * @param autoV3 whether the tensor part is to be hashed in the same read
 */
public record HashRequest(Path file, long size, boolean autoV3) {}
