package io.gentrack.hasher.folders;

import java.nio.file.Path;

/**
 * A model file that a walk found.
 *
 * @param path absolute; may lead through links
 * @param name as a graph names it: relative to its root, forward slashes
 * @param kind folder key, never a legacy alias
 */
public record ModelFile(Path path, String name, String kind) {}
