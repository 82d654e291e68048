package io.gentrack.core.job;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * How to import.
 *
 * @param extractorVersion of everything that could change a reading (program, plug-ins, descriptions); another one reads files again
 * @param readers threads that read files, at least 1
 * @param batchFiles most files of one transaction; it takes fewer where they would keep others from writing for long
 * @param batchTime longest time that a reading waits to be written
 * @param wanted which files of a folder to look at; files named one by one are always read
 */
public record ImportOptions(
        String extractorVersion, int readers, int batchFiles, Duration batchTime, Predicate<Path> wanted) {
    public ImportOptions {
        Objects.requireNonNull(extractorVersion, "extractorVersion is null");
        Objects.requireNonNull(batchTime, "batchTime is null");
        Objects.requireNonNull(wanted, "wanted is null");
        if (readers < 1 || batchFiles < 1) {
            throw new IllegalArgumentException(
                    "an import needs a reader and a batch of one at least, not " + readers + " and " + batchFiles);
        }
    }

    /** As many readers as there are processors, up to 8; a folder's every file. */
    public static ImportOptions of(String extractorVersion) {
        int processors = Runtime.getRuntime().availableProcessors();
        return new ImportOptions(extractorVersion, Math.min(processors, 8), 2000, Duration.ofMillis(500), path -> true);
    }

    public ImportOptions withReaders(int count) {
        return new ImportOptions(extractorVersion, count, batchFiles, batchTime, wanted);
    }

    public ImportOptions withBatch(int files, Duration time) {
        return new ImportOptions(extractorVersion, readers, files, time, wanted);
    }

    public ImportOptions withWanted(Predicate<Path> filter) {
        return new ImportOptions(extractorVersion, readers, batchFiles, batchTime, filter);
    }
}
