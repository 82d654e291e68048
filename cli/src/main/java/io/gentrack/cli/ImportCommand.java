package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.cli.console.Spell;
import io.gentrack.cli.models.ModelLibrary;
import io.gentrack.core.advice.Presets;
import io.gentrack.core.extract.Extractors;
import io.gentrack.core.job.FolderWatch;
import io.gentrack.core.job.ImportOptions;
import io.gentrack.core.job.ImportSummary;
import io.gentrack.core.job.PeerImport;
import io.gentrack.core.job.PeerReport;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Stats;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.hasher.hash.Devices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads pictures and workflows and counts what was used. */
@Command(
        name = "import",
        description = {
            "Read pictures, videos and workflows, and count which settings were used.",
            "A file that was imported before and has not changed is not opened again; a copy of it is not counted again.",
            "The generations.db of artokun/comfyui-mcp is taken over, and what gentrack export wrote: give its path by name."
        },
        footer = {
            "",
            "Examples:",
            "  gentrack import ~/ComfyUI/output",
            "  gentrack import --watch ~/ComfyUI/output    (then goes on with every picture that appears there)",
            "",
            "Model files are known by content where ComfyUI's folder is known (--comfyui, the config file, or because",
            "the pictures lie in it) and gentrack hash has read them; others are kept by name until then.",
            Config.HELP,
            Config.HELP_MORE
        })
final class ImportCommand extends GentrackCommand {
    @Parameters(
            arity = "1..*",
            paramLabel = "PATH",
            description = "Files or folders; folders with all that is in them.")
    List<Path> paths = List.of();

    @Option(
            names = "--readers",
            paramLabel = "N",
            description =
                    "Files that are read at once. Otherwise one a processor, and one from a spinning disk or a share.")
    int readers;

    @Option(
            names = "--watch",
            description = {
                "Stay, and import what appears in the folders once it is complete. Ends with Ctrl-C.",
                "Works on network folders too. With --json: one line for each file that was counted."
            })
    boolean watch;

    ImportCommand(Host host) {
        super(host);
    }

    @Override
    public Integer call() throws StoreException, UsageException, IOException {
        if (readers < 0 || readers > 256) {
            throw new UsageException("--readers takes a number from 1 to 256.");
        }
        Extractors extractors = extractors();
        Presets presets = presets();
        ImportOptions usual = ImportOptions.of(Wiring.version(extractors, presets));
        ImportOptions how = usual.withReaders(readers > 0 ? readers : usual(usual.readers()));
        FolderWatch folders = new FolderWatch(watch ? paths : List.of(), how.wanted(), ImportWatch.QUIET);
        if (watch && folders.roots().isEmpty()) {
            throw new UsageException("--watch needs a folder to watch, and none of the paths is one.");
        }
        List<Path> installs = Installs.of(options.installs, Config.read(host), paths);
        try (Store store = Store.open(database(), OpenMode.READ_WRITE);
                ModelLibrary library = ModelLibrary.open(store.file(), Installs.folders(installs, host))) {
            Stats before = store.stats();
            List<HistoryImport.Outcome> taken = new ArrayList<>();
            List<Path> files = takeOver(store, taken);
            if (files.isEmpty() && !taken.isEmpty()) {
                show(taken);
                return Exit.DONE;
            }
            if (!options.json) {
                show(taken);
            }
            // Before the import, so that what appears during it is found afterwards.
            folders.takeAllAsKnown(Instant.now());
            Importing importing =
                    new Importing(store, library, how, names -> new Wiring(extractors, names, presets).reader());
            ImportWatch watching = new ImportWatch(this, importing, folders);
            try (StopOnSignal stop = StopOnSignal.of(watching::stop)) {
                ImportSummary summary = importAll(importing, files, installs, before, taken);
                if (watch && !summary.cancelled()) {
                    watching.run();
                }
                host.out().flush();
                stop.finished();
                return summary.unreadable() > 0 ? Exit.SOME_UNREADABLE : Exit.DONE;
            }
        }
    }

    /** A spinning disk or a share is slower with several readers than with one; the slowest of the paths decides. */
    private int usual(int processors) {
        Devices devices = new Devices();
        return paths.stream()
                .mapToInt(path -> devices.of(path).streams(processors))
                .min()
                .orElse(processors);
    }

    /** Takes over what is no folder of pictures; returns the other paths. */
    private List<Path> takeOver(Store store, List<HistoryImport.Outcome> taken)
            throws StoreException, UsageException, IOException {
        List<Path> files = new ArrayList<>();
        for (Path path : paths) {
            if (isPeerDatabase(path)) {
                takeOver(path, store);
            } else if (HistoryImport.isHistory(path)) {
                taken.add(new HistoryImport(store).run(path));
            } else {
                files.add(path);
            }
        }
        return files;
    }

    /** @param before with what other trackers' databases brought not in it yet */
    private ImportSummary importAll(
            Importing importing, List<Path> files, List<Path> installs, Stats before, List<HistoryImport.Outcome> taken)
            throws StoreException {
        ImportProgress progress = new ImportProgress(host, options.quiet);
        Importing.Round round = importing.run(files, progress);
        progress.end();
        ImportedNames models = new ImportedNames(round.names(), round.known(), installs);
        Stats after = importing.store().stats();
        ImportReport report = new ImportReport(
                round.summary(), before, after, importing.store().file());
        if (options.json) {
            ObjectNode json = report.json(progress.incomplete());
            json.set("models", models.json());
            histories(json, taken);
            if (watch) {
                print(json.toString());
            } else {
                print(json);
            }
        } else {
            report.lines(progress.incomplete(), options.database).forEach(this::print);
            models.lines().forEach(this::note);
        }
        host.out().flush();
        return round.summary();
    }

    private static boolean isPeerDatabase(Path path) {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".db")
                && Files.isRegularFile(path)
                && PeerImport.recognises(path);
    }

    /** Told as it happens: its rows are no files, so the summary of files does not speak of them. */
    private void takeOver(Path path, Store store) throws StoreException {
        PeerReport report = PeerImport.run(path, store);
        note(path + ": " + Spell.count(report.added(), "generation", "generations") + " of "
                + Spell.count(report.rows(), "combination", "combinations") + " taken over, "
                + Spell.count(report.known()) + " known already");
        for (PeerReport.Rejected row : report.rejected()) {
            note(path + ": row " + row.id() + " is left out: " + row.why());
        }
    }

    private void show(List<HistoryImport.Outcome> taken) {
        if (options.json) {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            histories(json, taken);
            print(json);
        } else {
            taken.forEach(outcome -> outcome.lines().forEach(this::print));
        }
    }

    private static void histories(ObjectNode json, List<HistoryImport.Outcome> taken) {
        if (!taken.isEmpty()) {
            ArrayNode all = json.putArray("histories");
            taken.forEach(outcome -> all.add(outcome.json()));
        }
    }
}
