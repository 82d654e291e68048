package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gentrack.cli.console.Spell;
import io.gentrack.core.store.Exporter;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The whole history as one file. */
@Command(
        name = "export",
        description = {
            "Write the whole history to one file: JSON, a zip of CSV tables, or a copy of the database.",
            "gentrack import takes each of them back, here or on another machine; every run still counts once."
        },
        footer = {"", "Examples:", "  gentrack export history.json", "  gentrack export --format csv history.zip"})
final class ExportCommand extends GentrackCommand {
    @Parameters(paramLabel = "FILE", description = "The file to write: .json, .zip (CSV) or .db (SQLite).")
    Path file = Path.of("");

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "csv, json or sqlite. Otherwise by the file's ending.")
    Optional<Exporter.Format> format = Optional.empty();

    @Option(names = "--force", description = "Write over a file that is there.")
    boolean force;

    ExportCommand(Host host) {
        super(host);
    }

    @Override
    public Integer call() throws StoreException, IOException, UsageException {
        Path target = file.toAbsolutePath();
        Exporter.Format form = format.or(this::byEnding)
                .orElseThrow(
                        () -> new UsageException("Say the form with --format csv, json or sqlite, or by the ending of "
                                + file + " (.zip, .json, .db)."));
        try (Store store = Store.open(database(), OpenMode.READ_ONLY)) {
            if (Files.exists(target)) {
                if (!force || Files.isDirectory(target) || Files.isSameFile(target, store.file())) {
                    throw new UsageException(
                            target + " is there already. Name another file" + (force ? "." : ", or add --force."));
                }
                Files.delete(target);
            }
            new Exporter(store).write(target, form);
            long executions = store.stats().executions();
            if (options.json) {
                print(JsonNodeFactory.instance
                        .objectNode()
                        .put("file", target.toString())
                        .put("format", form.label())
                        .put("bytes", Files.size(target))
                        .put("executions", executions));
            } else {
                print("Exported " + Spell.count(executions, "generation", "generations") + " to " + target + " ("
                        + Spell.bytes(Files.size(target)) + ").");
            }
        }
        return Exit.DONE;
    }

    private Optional<Exporter.Format> byEnding() {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".json")) {
            return Optional.of(Exporter.Format.JSON);
        }
        if (name.endsWith(".zip")) {
            return Optional.of(Exporter.Format.CSV);
        }
        return name.endsWith(".db") || name.endsWith(".sqlite")
                ? Optional.of(Exporter.Format.SQLITE)
                : Optional.empty();
    }
}
