package io.gentrack.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

    /** The first of {@link #installs}. */
    Optional<String> comfyui = Optional.empty();

    /** Every value of {@code --comfyui}. */
    List<String> installs = List.of();

    @Option(
            names = "--comfyui",
            paramLabel = "FOLDER|URL",
            description =
                    "ComfyUI's folder, or the address of a running server (http://127.0.0.1:8188). May be repeated.")
    void comfyui(@Nullable List<String> values) {
        installs = values == null ? List.of() : List.copyOf(values);
        comfyui = installs.stream().findFirst();
    }

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
