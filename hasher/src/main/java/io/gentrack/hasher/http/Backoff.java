package io.gentrack.hasher.http;

import java.net.http.HttpResponse;
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

    /** The seconds of {@code Retry-After} where the answer has them, up to {@code longest}; never less than the own pause. */
    public Duration asked(Duration own, HttpResponse<?> response) {
        String header = response.headers().firstValue("Retry-After").orElse("");
        if (!header.matches("[0-9]{1,4}")) {
            return own;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(header));
        Duration wanted = asked.compareTo(longest) > 0 ? longest : asked;
        return wanted.compareTo(own) > 0 ? wanted : own;
    }
}
