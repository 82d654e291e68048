package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gentrack.cli.console.Spell;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Overview;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The whole history as one page. */
@Command(
        name = "report",
        description = {
            "Write one HTML file that shows what was used: best settings by family and LoRA, steps and CFG, samplers, time, sizes, models.",
            "The file needs nothing else and asks nobody; it names your model files."
        },
        footer = {"", "Example:", "  gentrack report --out report.html"})
final class ReportCommand extends GentrackCommand {
    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            defaultValue = "gentrack-report.html",
            description = "The file to write. Otherwise gentrack-report.html in this folder.")
    Path out = Path.of("gentrack-report.html");

    ReportCommand(Host host) {
        super(host);
    }

    @Override
    public Integer call() throws StoreException, IOException, UsageException {
        Path file = out.toAbsolutePath();
        if (Files.isDirectory(file)) {
            throw new UsageException("--out takes a file, and " + file + " is a folder.");
        }
        try (Store store = Store.open(database(), OpenMode.READ_ONLY)) {
            Overview overview = Overview.read(store);
            String page = ReportPage.html(overview, Instant.now());
            Files.writeString(file, page, StandardCharsets.UTF_8);
            if (options.json) {
                print(JsonNodeFactory.instance
                        .objectNode()
                        .put("file", file.toString())
                        .put("bytes", Files.size(file))
                        .put("executions", overview.stats().executions()));
            } else {
                print("Report of " + Spell.count(overview.stats().executions(), "generation", "generations") + ": "
                        + file);
                note("Open it in a browser.");
            }
        }
        return Exit.DONE;
    }
}
