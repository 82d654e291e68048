package io.gentrack.cli.console;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** How far a long job is: one line that is drawn over on a terminal, a line now and then elsewhere. */
public final class ProgressLine {
    private static final Duration PLAIN_EVERY = Duration.ofSeconds(5);
    private static final int BAR = 20;

    private final PrintWriter err;
    private final Screen screen;
    private final boolean quiet;
    private Duration lastPlain = Duration.ZERO;
    private boolean drawn;

    public ProgressLine(PrintWriter err, Screen screen, boolean quiet) {
        this.err = err;
        this.screen = screen;
        this.quiet = quiet;
    }

    /**
     * Shows a state.
     *
     * @param total all there is to do; empty while it is not known
     * @param what is counted, for example {@code files}
     */
    public void show(
            String verb, long done, Optional<Long> total, String what, Duration elapsed, Optional<Duration> left) {
        draw(done, total, text(verb, done, total, what, elapsed, left), elapsed);
    }

    /** Shows a number of bytes and the files they belong to; the total may still be 0. */
    public void showBytes(String verb, long done, long total, String files, Duration elapsed, Optional<Duration> left) {
        StringBuilder text = new StringBuilder(verb)
                .append(' ')
                .append(Spell.bytes(done))
                .append(" of ")
                .append(Spell.bytes(total));
        if (elapsed.toMillis() >= 500) {
            text.append(", ")
                    .append(Spell.bytes(Math.round(done * 1e9 / elapsed.toNanos())))
                    .append("/s");
        }
        append(text, left);
        draw(
                done,
                Optional.of(total),
                text.append(" (").append(files).append(')').toString(),
                elapsed);
    }

    private void draw(long done, Optional<Long> total, String text, Duration elapsed) {
        if (quiet) {
            return;
        }
        if (screen.err()) {
            err.print('\r' + TextWidth.fit(bar(done, total) + text, screen.width() - 1) + "\u001b[K");
            err.flush();
            drawn = true;
        } else if (elapsed.minus(lastPlain).compareTo(PLAIN_EVERY) >= 0) {
            lastPlain = elapsed;
            err.println(text);
            err.flush();
        }
    }

    /** Writes a line above the progress. */
    public void line(String text) {
        clear();
        err.println(text);
        err.flush();
    }

    /** Takes the progress off the screen. */
    public void clear() {
        if (drawn) {
            err.print("\r\u001b[K");
            err.flush();
            drawn = false;
        }
    }

    private static String bar(long done, Optional<Long> total) {
        if (total.isEmpty() || total.get() == 0) {
            return "";
        }
        int full = (int) Math.min(BAR, (double) BAR * done / total.get());
        return "[" + "#".repeat(full) + " ".repeat(BAR - full) + "] ";
    }

    private static String text(
            String verb, long done, Optional<Long> total, String what, Duration elapsed, Optional<Duration> left) {
        StringBuilder text = new StringBuilder(verb).append(' ').append(Spell.count(done));
        total.ifPresent(t -> text.append(" of ").append(Spell.count(t)));
        text.append(' ').append(what);
        if (elapsed.toMillis() >= 500) {
            text.append(String.format(
                    Locale.ROOT, ", %s %s/s", Spell.count(Math.round(done * 1e9 / elapsed.toNanos())), what));
        }
        append(text, left);
        return text.toString();
    }

    private static void append(StringBuilder text, Optional<Duration> left) {
        left.filter(l -> l.compareTo(Duration.ofSeconds(1)) >= 0)
                .ifPresent(l -> text.append(", ").append(Spell.duration(l)).append(" left"));
    }
}
