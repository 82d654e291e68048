package io.gentrack.core.store;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as SQLite's own date functions write them: UTC, to the second, so that text order is time order. */
final class Times {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    /** Outside of these years the text would not sort; a file dated so has a broken clock behind it. */
    private static final long EARLIEST = 0;

    private static final long LATEST = 253_402_300_799L;

    private Times() {}

    static long seconds(Instant time) {
        return Math.min(Math.max(time.getEpochSecond(), EARLIEST), LATEST);
    }

    static String text(long seconds) {
        return FORMAT.format(LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC));
    }

    static Instant instant(String text) {
        return LocalDateTime.parse(text, FORMAT).toInstant(ZoneOffset.UTC);
    }
}
