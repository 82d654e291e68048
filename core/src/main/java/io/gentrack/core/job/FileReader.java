package io.gentrack.core.job;

import java.nio.file.Path;

/** Reads one file down to its settings. Called by several threads at once; what it throws is reported as a fault of that file. */
@FunctionalInterface
public interface FileReader {
    Reading read(Path file);
}
