package io.gentrack.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final StringWriter screen = new StringWriter();
    private final PrintWriter err = new PrintWriter(screen);

    @Test
    void a_terminal_gets_one_line_with_rate_and_time_left() {
        ProgressLine line = new ProgressLine(err, new Screen(false, true, 80), false);

        line.show(
                "Read",
                2500,
                Optional.of(10_000L),
                "files",
                Duration.ofSeconds(5),
                Optional.of(Duration.ofSeconds(15)));

        assertThat(screen.toString())
                .isEqualTo("\r[#####               ] Read 2,500 of 10,000 files, 500 files/s, 15 s left\u001b[K");
    }

    @Test
    void a_message_does_not_stand_behind_the_bar() {
        ProgressLine line = new ProgressLine(err, new Screen(false, true, 80), false);
        line.show("Read", 1, Optional.empty(), "files", Duration.ZERO, Optional.empty());

        line.line("broken.png: unreadable");

        assertThat(screen.toString()).endsWith("\r\u001b[Kbroken.png: unreadable" + System.lineSeparator());
    }

    @Test
    void elsewhere_there_is_a_plain_line_now_and_then() {
        ProgressLine line = new ProgressLine(err, Screen.PLAIN, false);
        for (int second = 0; second <= 12; second++) {
            line.show("Read", second * 10L, Optional.empty(), "files", Duration.ofSeconds(second), Optional.empty());
        }

        assertThat(screen.toString().lines())
                .containsExactly("Read 50 files, 10 files/s", "Read 100 files, 10 files/s");
    }

    @Test
    void quiet_is_quiet() {
        ProgressLine line = new ProgressLine(err, new Screen(false, true, 80), true);
        line.show("Read", 1, Optional.of(2L), "files", Duration.ofMinutes(1), Optional.empty());

        assertThat(screen.toString()).isEmpty();
    }
}
