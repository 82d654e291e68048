package io.gentrack.cli;

import io.gentrack.cli.console.Screen;
import java.io.BufferedReader;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The machine a command runs on: its environment and its streams. Results go to {@code out}, everything else to {@code err}; the
 * answer to a question is read from {@code in}.
 *
 * @param environment variables
 * @param system as {@code os.name} says it
 * @param home the user's folder where no variable says it
 */
record Host(
        Map<String, String> environment,
        String system,
        String home,
        Screen screen,
        BufferedReader in,
        PrintWriter out,
        PrintWriter err) {
    Host {
        environment = Map.copyOf(environment);
    }

    /** The process's own. */
    static Host ofProcess() {
        Map<String, String> environment = System.getenv();
        String system = System.getProperty("os.name", "");
        Screen screen = Screen.of(environment, terminal());
        return new Host(
                environment,
                system,
                System.getProperty("user.home", "."),
                screen,
                // Nothing is read before somebody asks.
                new BufferedReader(new InputStreamReader(System.in, charset(system, screen.out(), "stdin.encoding"))),
                writer(FileDescriptor.out, charset(system, screen.out(), "stdout.encoding")),
                writer(FileDescriptor.err, charset(system, screen.err(), "stderr.encoding")));
    }

    /** From Java 22 on there is always a console, and it has to be asked; before, there is one only where there is a terminal. */
    @SuppressWarnings("SystemConsoleNull")
    private static boolean terminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return Boolean.TRUE.equals(Console.class.getMethod("isTerminal").invoke(console));
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    private static PrintWriter writer(FileDescriptor stream, Charset charset) {
        return new PrintWriter(new OutputStreamWriter(new FileOutputStream(stream), charset), false);
    }

    /** UTF-8 everywhere, so that what is piped can be read again; only a Windows terminal has a page of its own. */
    private static Charset charset(String system, boolean terminal, String property) {
        Optional<String> name = Optional.ofNullable(System.getProperty(property))
                .or(() -> Optional.ofNullable(System.getProperty("sun." + property)));
        if (!terminal || !windows(system) || name.isEmpty()) {
            return StandardCharsets.UTF_8;
        }
        try {
            return Charset.forName(name.get());
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return StandardCharsets.UTF_8;
        }
    }

    static boolean windows(String system) {
        return system.toLowerCase(Locale.ROOT).startsWith("windows");
    }

    /** A variable that is set and not blank. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
