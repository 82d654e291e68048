package io.gentrack.cli;

import io.gentrack.cli.console.Screen;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
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
    private String typed = "";

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

    /** What the user types when asked; nothing otherwise, as where input is at its end. */
    Cli typing(String text) {
        typed = text;
        return this;
    }

    Host host(PrintWriter out, PrintWriter err) {
        BufferedReader in = new BufferedReader(new StringReader(typed));
        return new Host(environment, system, home.toString(), screen, in, out, err);
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
