package io.gentrack.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Days in the user's own time zone, and ages in days. */
final class Days {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT);
    private static final Pattern AGE = Pattern.compile("([1-9][0-9]{0,4})([dwmy])");
    private static final Map<String, Integer> LENGTHS = Map.of("d", 1, "w", 7, "m", 30, "y", 365);

    private Days() {}

    static String of(Instant time) {
        return DAY.format(time.atZone(ZoneId.systemDefault()));
    }

    /** The time that lies so far back: {@code 90d}, {@code 12w}, {@code 6m}, {@code 2y}. */
    static Instant ago(String option, String age) throws UsageException {
        return age(age).orElseThrow(() ->
                new UsageException(option + " takes a number and d, w, m or y, for example 90d, not \"" + age + "\"."));
    }

    /** The first moment of a day, or the time that lies so far back. */
    static Instant since(String option, String text) throws UsageException {
        return moment(option, text, 0);
    }

    /** The last second of a day, or the time that lies so far back. */
    static Instant until(String option, String text) throws UsageException {
        return moment(option, text, 1);
    }

    private static Instant moment(String option, String text, int daysLater) throws UsageException {
        Optional<Instant> age = age(text);
        if (age.isPresent()) {
            return age.get();
        }
        try {
            return LocalDate.parse(text.strip(), DateTimeFormatter.ISO_LOCAL_DATE)
                    .plusDays(daysLater)
                    .atStartOfDay(ZoneId.systemDefault())
                    .toInstant()
                    .minusSeconds(daysLater);
        } catch (DateTimeException e) {
            throw new UsageException(
                    option + " takes a day, for example 2026-03-01, or an age, for example 30d, not \"" + text + "\".");
        }
    }

    private static Optional<Instant> age(String text) {
        Matcher matcher = AGE.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long days = Long.parseLong(matcher.group(1)) * LENGTHS.getOrDefault(matcher.group(2), 1);
        return Optional.of(Instant.now().minus(Duration.ofDays(days)));
    }
}
