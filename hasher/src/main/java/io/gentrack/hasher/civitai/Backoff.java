package io.gentrack.hasher.civitai;

import java.time.Duration;

/**
 * How long to wait after the site asks for patience or fails: doubling from {@code first} to {@code longest}.
 *
 * @param attempts tries of one request before it counts as unanswered
 */
public record Backoff(Duration first, Duration longest, int attempts) {
    /** 1, 2, 4, 8, 16, 30 seconds. */
    public static final Backoff DEFAULT = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), 7);

    /** The pause after the given failed try, counted from 1. */
    public Duration after(int attempt) {
        Duration pause = first;
        for (int i = 1; i < attempt && pause.compareTo(longest) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(longest) > 0 ? longest : pause;
    }
}
