package io.gentrack.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point of the runnable jar. */
@Command(
        name = "gentrack",
        mixinStandardHelpOptions = true,
        version = "gentrack 0.1.0",
        description = "What worked before? Reads the settings of past ComfyUI pictures and counts what is reused.",
        subcommands = {InspectCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }
}
