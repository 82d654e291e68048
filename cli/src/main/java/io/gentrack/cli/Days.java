package io.gentrack.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Days in the user's own time zone. */
final class Days {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT);

    private Days() {}

    static String of(Instant time) {
        return DAY.format(time.atZone(ZoneId.systemDefault()));
    }
}
