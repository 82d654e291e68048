package io.gentrack.hasher.job;

import java.time.Duration;
import java.util.Optional;

/**
 * Where a hash job stands.
 *
 * @param bytesDone read so far
 * @param bytesTotal to be read by this run; cached files do not count
 * @param filesDone files with a result, cached ones included
 * @param elapsed since reading began
 */
public record HashProgress(long bytesDone, long bytesTotal, int filesDone, int filesTotal, Duration elapsed) {
    /** Bytes per second over the whole run so far; 0 at its start. */
    public double bytesPerSecond() {
        long nanos = elapsed.toNanos();
        return nanos <= 0 ? 0 : bytesDone * 1e9 / nanos;
    }

    /** Time left at the rate so far; empty while there is no rate. */
    public Optional<Duration> timeLeft() {
        double rate = bytesPerSecond();
        if (rate <= 0) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofMillis((long) (Math.max(0, bytesTotal - bytesDone) / rate * 1000)));
    }
}
