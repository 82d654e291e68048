package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.cli.console.Spell;
import io.gentrack.cli.models.ModelLibrary;
import io.gentrack.cli.models.Rekeying;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.hasher.civitai.IdentifyJob;
import io.gentrack.hasher.digest.DigestEngine;
import io.gentrack.hasher.digest.DigestEngines;
import io.gentrack.hasher.folders.FolderKeys;
import io.gentrack.hasher.folders.ModelFile;
import io.gentrack.hasher.folders.ModelFolders;
import io.gentrack.hasher.hash.Cancellation;
import io.gentrack.hasher.hash.Devices;
import io.gentrack.hasher.hash.Hasher;
import io.gentrack.hasher.hints.HashHints;
import io.gentrack.hasher.job.FileResult;
import io.gentrack.hasher.job.HashJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Reads the model files once, so that settings are tied to content and a rename changes nothing. */
@Command(
        name = "hash",
        description = {
            "Read the model files once, so that settings are tied to their content and a rename changes nothing.",
            "A file that is known and unchanged is not opened again. Ctrl-C keeps every file that is done.",
            "Without DIR: checkpoints, diffusion models and LoRAs of ComfyUI (--comfyui or the config file),",
            "extra_model_paths.yaml included."
        },
        footer = {
            "",
            "Examples:",
            "  gentrack hash --comfyui ~/ComfyUI",
            "  gentrack hash /models/loras --autov3 --civitai",
            "",
            Config.HELP,
            Config.HELP_MORE
        })
final class HashCommand extends GentrackCommand {
    @Parameters(
            arity = "0..*",
            paramLabel = "DIR",
            description = "Folders or files to hash: all model files in them, or a ComfyUI install.")
    List<Path> paths = List.of();

    @Option(
            names = "--all",
            description = "All kinds of model files of ComfyUI: VAE, text encoders, ControlNets and the rest as well.")
    boolean all;

    @Option(
            names = "--autov3",
            description =
                    "AutoV3 (hash of the tensors, survives a change of the header) of all files, not of LoRAs only.")
    boolean autoV3;

    @Option(names = "--jobs", paramLabel = "N", description = "Processors to use for each disk. Otherwise all of them.")
    int jobs;

    @Option(
            names = "--streams",
            paramLabel = "N",
            description = "Files that are read at once from each disk. Otherwise 1 from a spinning or network disk.")
    int streams;

    @Option(
            names = "--hints",
            description = {
                "Spare reading a file where another tool read it and its record agrees with the file's size and time:",
                "records beside the file (LoRA Manager, Civitai Helper, Stability Matrix, .sha256)."
            })
    boolean hints;

    @Option(
            names = "--a1111",
            paramLabel = "FILE",
            description = "The same with the cache.json of Stable Diffusion WebUI. Can be given several times.")
    List<Path> webUiCaches = List.of();

    @Mixin
    CivitaiOptions civitai = new CivitaiOptions();

    HashCommand(Host host) {
        super(host);
    }

    /** What a run came to. */
    private record Run(
            ModelFolders.Walk walk,
            HashJob.Summary summary,
            List<FileResult.Failed> failures,
            Optional<IdentifyJob.Summary> asked,
            Rekeying.Outcome known) {
        boolean whole() {
            return failures.isEmpty() && walk.problems().stream().noneMatch(p -> p.contains("could not be read"));
        }
    }

    @Override
    public Integer call() throws StoreException, UsageException, SQLException {
        check("--jobs", jobs);
        check("--streams", streams);
        Config config = Config.read(host);
        boolean ask = civitai.wanted(config);
        civitai.site(config);
        List<Path> installs = installs(config);
        ModelFolders folders = Installs.folders(installs, host);
        folders.notes().forEach(this::note);
        ModelFolders.Walk walk = walk(folders);
        DigestEngine engine = DigestEngines.best();
        try (Store store = Store.open(database(), OpenMode.READ_WRITE);
                ModelLibrary library = ModelLibrary.open(store.file(), folders)) {
            Cancellation cancellation = new Cancellation();
            try (StopOnSignal stop = StopOnSignal.of(cancellation::cancel)) {
                Run run = run(
                        store,
                        library,
                        walk,
                        hasher(engine),
                        ask ? Optional.of(config) : Optional.empty(),
                        cancellation);
                if (options.json) {
                    print(json(run, engine, store.file()));
                } else {
                    lines(run).forEach(this::print);
                }
                host.out().flush();
                stop.finished();
                return run.whole() ? Exit.DONE : Exit.SOME_UNREADABLE;
            }
        }
    }

    private static void check(String option, int number) throws UsageException {
        if (number < 0 || number > 256) {
            throw new UsageException(option + " takes a number from 1 to 256.");
        }
    }

    private List<Path> installs(Config config) throws UsageException {
        Set<Path> installs = new LinkedHashSet<>(Installs.of(options.installs, config, List.of()));
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new UsageException(path.toAbsolutePath() + " is not there. Give hash a folder of model files.");
            }
            if (Installs.isInstall(path)) {
                installs.add(path);
            }
        }
        if (installs.isEmpty() && paths.isEmpty()) {
            throw new UsageException("Which files? Give a folder, or name ComfyUI's with --comfyui ~/ComfyUI, or put"
                    + " {\"comfyui\": \"~/ComfyUI\"} into " + config.file() + ".");
        }
        return List.copyOf(installs);
    }

    /** Named folders alone, unless an install is named as well; the config's installs only say what is what. */
    private ModelFolders.Walk walk(ModelFolders folders) throws UsageException {
        Map<Path, ModelFile> files = new LinkedHashMap<>();
        Set<String> problems = new LinkedHashSet<>();
        boolean wholeInstall = paths.isEmpty()
                || !Installs.named(options.installs).isEmpty()
                || paths.stream().anyMatch(Installs::isInstall);
        if (wholeInstall) {
            Collection<String> keys = all ? folders.directories().keySet() : FolderKeys.DEFAULT_JOB;
            add(folders.walk(keys), files, problems);
        }
        for (Path path : paths) {
            if (!Installs.isInstall(path)) {
                add(folders.walk(path), files, problems);
            }
        }
        return new ModelFolders.Walk(List.copyOf(files.values()), List.copyOf(problems));
    }

    private static void add(ModelFolders.Walk walk, Map<Path, ModelFile> files, Set<String> problems) {
        walk.files().forEach(file -> files.putIfAbsent(file.path(), file));
        problems.addAll(walk.problems());
    }

    private Hasher hasher(DigestEngine engine) {
        return new Hasher(
                engine,
                new Devices(),
                jobs > 0 ? jobs : Runtime.getRuntime().availableProcessors(),
                streams > 0 ? OptionalInt.of(streams) : OptionalInt.empty());
    }

    private Run run(
            Store store,
            ModelLibrary library,
            ModelFolders.Walk walk,
            Hasher hasher,
            Optional<Config> ask,
            Cancellation cancellation)
            throws StoreException, SQLException, UsageException {
        HashProgressReport progress = new HashProgressReport(host, options.quiet);
        HashJob.Summary summary =
                new HashJob(hasher, library.cache(), autoV3, hints()).run(walk.files(), progress, cancellation);
        progress.end();
        progress.tell(walk.problems(), this::fault, this::note);
        Optional<IdentifyJob.Summary> asked = Optional.empty();
        if (ask.isPresent() && !cancellation.isCancelled()) {
            asked = Optional.of(civitai.ask(ask.get(), library.cache(), cancellation, this::note, this::fault));
        }
        // Who stops wants to be out at once; the next run or import catches up.
        Rekeying.Outcome known =
                cancellation.isCancelled() ? Rekeying.Outcome.NOTHING : new Rekeying(store, library).everything();
        return new Run(walk, summary, progress.failures(), asked, known);
    }

    private Optional<HashHints> hints() throws UsageException {
        for (Path file : webUiCaches) {
            if (!Files.isRegularFile(file)) {
                throw new UsageException(file.toAbsolutePath()
                        + " is not there. --a1111 takes the cache.json in the folder of Stable Diffusion WebUI.");
            }
        }
        if (!hints && webUiCaches.isEmpty()) {
            return Optional.empty();
        }
        HashHints found = HashHints.of(webUiCaches);
        if (!webUiCaches.isEmpty() && found.entries() == 0) {
            note("--a1111: no hashes were found in " + webUiCaches.get(0) + "; every file is read.");
        }
        return Optional.of(found);
    }

    private static List<String> lines(Run run) {
        HashJob.Summary summary = run.summary();
        List<String> lines = new ArrayList<>();
        int files = run.walk().files().size();
        lines.add((summary.cancelled() ? "Stopped. What is done is kept. Of " : "Done: ")
                + Spell.count(files, "model file", "model files") + " in " + Spell.duration(summary.elapsed()) + ".");
        add(lines, summary.hashed(), "hashed now" + rate(summary));
        add(lines, summary.cached(), "known already and unchanged, not opened");
        add(lines, summary.believed(), "taken from other tools' records, not read");
        add(lines, summary.failed(), "could not be hashed, named above");
        if (summary.cancelled()) {
            add(
                    lines,
                    files - summary.hashed() - summary.cached() - summary.believed() - summary.failed(),
                    "left; run the same command again");
        }
        run.asked().ifPresent(asked -> lines.addAll(answers(asked)));
        lines.addAll(ImportedNames.changes(run.known()));
        return lines;
    }

    private static String rate(HashJob.Summary summary) {
        long nanos = summary.elapsed().toNanos();
        return nanos <= 0
                ? ""
                : ", " + Spell.bytes(summary.bytesRead()) + ", "
                        + Spell.bytes(Math.round(summary.bytesRead() * 1e9 / nanos)) + "/s";
    }

    private static List<String> answers(IdentifyJob.Summary asked) {
        List<String> lines = new ArrayList<>();
        lines.add(
                asked.asked() == 0
                        ? "CivitAI: nothing to ask; every file has an answer."
                        : "CivitAI: " + Spell.count(asked.found(), "file is", "files are") + " public, "
                                + Spell.count(asked.missed()) + " not known there.");
        if (asked.unanswered() > 0) {
            lines.add("CivitAI: no answer about " + Spell.count(asked.unanswered(), "file", "files")
                    + asked.problem().map(why -> " (" + why + ")").orElse("") + "; asked again by the next run.");
        }
        return lines;
    }

    private static void add(List<String> lines, long files, String what) {
        if (files > 0) {
            lines.add(String.format(Locale.ROOT, "%,10d  %s", files, what));
        }
    }

    /** For programs; fields are added, never renamed. */
    private static ObjectNode json(Run run, DigestEngine engine, Path database) {
        HashJob.Summary summary = run.summary();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("files", run.walk().files().size());
        json.put("hashed", summary.hashed());
        json.put("cached", summary.cached());
        json.put("believed", summary.believed());
        json.put("failed", summary.failed());
        json.put("bytes_read", summary.bytesRead());
        json.put("seconds", summary.elapsed().toMillis() / 1000.0);
        json.put("cancelled", summary.cancelled());
        json.put("engine", engine.name());
        ArrayNode failures = json.putArray("failures");
        run.failures()
                .forEach(failure -> failures.addObject()
                        .put("file", failure.file().path().toString())
                        .put("reason", failure.reason().name().toLowerCase(Locale.ROOT))
                        .put("message", failure.message()));
        ArrayNode problems = json.putArray("problems");
        run.walk().problems().forEach(problems::add);
        run.asked()
                .ifPresent(asked -> json.putObject("civitai")
                        .put("asked", asked.asked())
                        .put("found", asked.found())
                        .put("missed", asked.missed())
                        .put("unanswered", asked.unanswered())
                        .put("problem", asked.problem().orElse(null)));
        json.set("rekeyed", ImportedNames.json(run.known()));
        json.put("database", database.toString());
        return json;
    }
}
