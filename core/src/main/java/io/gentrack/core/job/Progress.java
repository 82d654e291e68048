package io.gentrack.core.job;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How far an import is.
 *
 * @param found files seen so far; the total once {@code allFound}
 * @param allFound the walk is over
 * @param done files with an outcome
 * @param opened of these, files that had to be opened
 * @param current a file that was just finished
 */
public record Progress(long found, boolean allFound, long done, long opened, Duration elapsed, Optional<Path> current) {
    public Progress {
        Objects.requireNonNull(elapsed, "elapsed is null");
        Objects.requireNonNull(current, "current is null");
    }

    /** Files per second. */
    public double rate() {
        return elapsed.isZero() ? 0 : done * 1e9 / elapsed.toNanos();
    }

    /** Time left, once all files are found. */
    public Optional<Duration> timeLeft() {
        if (!allFound || done == 0) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos((long) (elapsed.toNanos() * ((double) (found - done) / done))));
    }
}
