package io.gentrack.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What every command understands. */
final class GlobalOptions {
    @Option(names = "--json", description = "Print the result as JSON.")
    boolean json;

    @Option(
            names = "--db",
            paramLabel = "FILE",
            description = "The database. Otherwise $GENTRACK_DB, otherwise generations.db in your data folder.")
    Optional<Path> database = Optional.empty();

    @Option(
            names = "--comfyui",
            paramLabel = "FOLDER|URL",
            description = "ComfyUI's folder, or the address of a running server (http://127.0.0.1:8188).")
    Optional<String> comfyui = Optional.empty();

    @Option(
            names = "--plugins",
            paramLabel = "FOLDER",
            description =
                    "Folder of node descriptions (*.json) and plug-ins (*.jar). Otherwise plugins in your data folder.")
    Optional<Path> plugins = Optional.empty();

    @Option(
            names = {"-q", "--quiet"},
            description = "No progress and no notes; only results and errors.")
    boolean quiet;

    @Option(names = "--debug", description = "Show where in the program an error happened.")
    boolean debug;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;
}
