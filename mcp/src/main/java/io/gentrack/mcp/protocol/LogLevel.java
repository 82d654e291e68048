package io.gentrack.mcp.protocol;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How grave a log message is, the least grave first; the levels of RFC 5424 as MCP names them. */
public enum LogLevel {
    DEBUG,
    INFO,
    NOTICE,
    WARNING,
    ERROR,
    CRITICAL,
    ALERT,
    EMERGENCY;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<LogLevel> parse(String word) {
        return Arrays.stream(values())
                .filter(level -> level.word().equals(word))
                .findFirst();
    }
}
