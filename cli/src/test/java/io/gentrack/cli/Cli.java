package io.gentrack.cli;

import io.gentrack.cli.console.Screen;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Runs command lines as a user of a machine of one's own would: own home, own environment. */
final class Cli {
    /** What one command line came to. */
    record Result(int code, String out, String err) {}

    private final Map<String, String> environment = new HashMap<>();
    private final Path home;
    private String system = "Linux";
    private Screen screen = Screen.PLAIN;

    Cli(Path home) {
        this.home = home;
        environment.put("HOME", home.toString());
    }

    Cli with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Cli on(String name) {
        system = name;
        return this;
    }

    Cli on(Screen terminal) {
        screen = terminal;
        return this;
    }

    Host host(PrintWriter out, PrintWriter err) {
        return new Host(environment, system, home.toString(), screen, out, err);
    }

    Result run(String... line) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(host(new PrintWriter(out), new PrintWriter(err)), line);
        return new Result(code, unix(out), unix(err));
    }

    private static String unix(StringWriter text) {
        return text.toString().replace("\r\n", "\n");
    }
}
