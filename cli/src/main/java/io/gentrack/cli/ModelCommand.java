package io.gentrack.cli;

import io.gentrack.cli.models.ModelLibrary;
import io.gentrack.core.settings.ModelNames;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.core.store.SuggestQuery;
import io.gentrack.core.store.Suggestion;
import io.gentrack.hasher.cache.CachedFile;
import io.gentrack.hasher.digest.DigestEngines;
import io.gentrack.hasher.folders.ModelFile;
import io.gentrack.hasher.folders.ModelFolders;
import io.gentrack.hasher.folders.NameResolver;
import io.gentrack.hasher.folders.Resolution;
import io.gentrack.hasher.hash.Cancellation;
import io.gentrack.hasher.hash.FileStamp;
import io.gentrack.hasher.hash.Hasher;
import io.gentrack.hasher.job.HashJob;
import io.gentrack.hasher.job.HashListener;
import io.gentrack.hasher.job.ModelExplainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is known about one model file, and why. */
@Command(
        name = "model",
        description = {
            "Show what is known about a model file and why: family with its evidence, hashes, public name, where it was used.",
            "Reads the header only, unless --hash is given."
        },
        footer = {
            "",
            "Examples:",
            "  gentrack model ~/ComfyUI/models/loras/ink.safetensors --hash",
            "  gentrack model SDXL/juggernaut.safetensors --comfyui ~/ComfyUI",
            "  gentrack model 31E35C80FC"
        })
final class ModelCommand extends GentrackCommand {
    private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{10}|[0-9a-fA-F]{12}|[0-9a-fA-F]{64}");
    private static final int COMBINATIONS = 10;

    @Parameters(
            arity = "1",
            paramLabel = "FILE|NAME|HASH",
            description = "A file, its name as a workflow spells it, or its AutoV2, AutoV3 or SHA-256.")
    String asked = "";

    @Option(names = "--hash", description = "Read the whole file where its hash is not known yet; AutoV3 as well.")
    boolean hash;

    ModelCommand(Host host) {
        super(host);
    }

    @Override
    public Integer call() throws StoreException, UsageException, SQLException {
        Config config = Config.read(host);
        ModelFolders folders = Installs.folders(Installs.of(options.installs, config, List.of()), host);
        boolean stored = Files.exists(database());
        if (!stored && !hash) {
            // Nothing is made for a question; the header can be read without a database.
            Path file = file(asked).orElseThrow(() -> nothing("Nothing is tracked yet, so only a path can be shown."));
            ModelFile model = new ModelFile(file, String.valueOf(file.getFileName()), folders.kindOf(file));
            show(report(model, Optional.empty(), List.of(), List.of()));
            return Exit.DONE;
        }
        try (Store store = Store.open(database(), OpenMode.READ_WRITE);
                ModelLibrary library = ModelLibrary.open(store.file(), folders)) {
            return answer(store, library);
        }
    }

    private int answer(Store store, ModelLibrary library) throws StoreException, UsageException, SQLException {
        Optional<Path> path = file(asked);
        if (path.isEmpty()) {
            path = named(library);
        }
        if (path.isEmpty()) {
            List<CachedFile> rows = remembered(library);
            CachedFile row = rows.get(0);
            ModelFile model = new ModelFile(row.path(), row.baseName(), row.kind());
            show(report(model, Optional.of(row), rows, used(store, Optional.of(row), model)));
            return Exit.DONE;
        }
        Path file = path.get().toAbsolutePath().normalize();
        ModelFile model = new ModelFile(
                file, String.valueOf(file.getFileName()), library.folders().kindOf(file));
        int failed = 0;
        if (hash) {
            HashProgressReport progress = new HashProgressReport(host, options.quiet);
            failed = hashNow(library, model, progress);
            progress.end();
            progress.tell(List.of(), this::fault, note -> {});
        }
        Optional<CachedFile> row = current(library, file);
        List<CachedFile> same =
                row.isPresent() ? library.cache().byHash(row.get().sha256()) : List.of();
        show(report(model, row, same, used(store, row, model)));
        return failed > 0 ? Exit.SOME_UNREADABLE : Exit.DONE;
    }

    private static int hashNow(ModelLibrary library, ModelFile model, HashListener listener) throws SQLException {
        Cancellation cancellation = new Cancellation();
        try (StopOnSignal stop = StopOnSignal.of(cancellation::cancel)) {
            int failed = new HashJob(new Hasher(DigestEngines.best()), library.cache(), true)
                    .run(List.of(model), listener, cancellation)
                    .failed();
            stop.finished();
            return failed;
        }
    }

    /** The row of the file, if the file is still what was hashed. */
    private static Optional<CachedFile> current(ModelLibrary library, Path file) throws SQLException {
        try {
            Optional<CachedFile> row = library.cache().row(file);
            return row.isPresent() && row.get().stamp().sameContentAs(FileStamp.of(file)) ? row : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Path> file(String text) {
        try {
            Path path = Path.of(text);
            return Files.isRegularFile(path) ? Optional.of(path) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private Optional<Path> named(ModelLibrary library) throws SQLException, UsageException {
        Resolution found = library.find(asked, "").resolution();
        if (found instanceof Resolution.Found file) {
            if (!file.exact()) {
                note("No file is called exactly that; this is the only one that fits: " + file.path());
            }
            return Optional.of(file.path());
        }
        if (found instanceof Resolution.Ambiguous several) {
            throw new UsageException("Several files are called that; give one of their paths: "
                    + several.candidates().stream().map(Path::toString).collect(Collectors.joining(", ")));
        }
        return Optional.empty();
    }

    /** A file that cannot be reached now, or a hash. */
    private List<CachedFile> remembered(ModelLibrary library) throws SQLException, UsageException {
        List<CachedFile> rows = HASH.matcher(asked).matches()
                ? library.cache().byHash(asked)
                : library.cache().byBaseName(NameResolver.baseName(asked));
        long contents = rows.stream().map(CachedFile::sha256).distinct().count();
        if (contents > 1) {
            throw new UsageException("Several files are called that; give one of their paths: "
                    + rows.stream().map(row -> row.path().toString()).collect(Collectors.joining(", ")));
        }
        if (contents == 0) {
            throw nothing("No model file is known by \"" + asked + "\".");
        }
        return rows;
    }

    private static UsageException nothing(String why) {
        return new UsageException(why + " Give the path of a file, or name ComfyUI's folder with --comfyui.");
    }

    private static List<Suggestion> used(Store store, Optional<CachedFile> row, ModelFile model) throws StoreException {
        String identity = row.map(CachedFile::autoV2)
                .orElseGet(() -> ModelNames.byName(model.name()).hash());
        SuggestQuery best = SuggestQuery.best(COMBINATIONS);
        return store.suggest(model.kind().equals("loras") ? best.withLora(identity) : best.withModel(identity));
    }

    private ModelReport report(
            ModelFile model, Optional<CachedFile> row, List<CachedFile> same, List<Suggestion> used) {
        ModelExplainer.Explanation explanation = Files.isRegularFile(model.path())
                ? new ModelExplainer().explain(model.path(), model.kind(), row.flatMap(CachedFile::identity))
                : new ModelExplainer.Explanation(
                        Optional.empty(),
                        Optional.empty(),
                        List.of("cannot be reached now; shown is what is remembered"));
        return new ModelReport(model, explanation, row, same, used);
    }

    private void show(ModelReport report) {
        if (options.json) {
            print(report.json());
        } else {
            report.lines().forEach(this::print);
        }
    }
}
