package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.cli.console.Spell;
import io.gentrack.cli.console.TextWidth;
import io.gentrack.community.client.Contributions;
import io.gentrack.core.extract.Extractors;
import io.gentrack.core.extract.Plugins;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Stats;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.core.store.Upkeep;
import io.gentrack.hasher.digest.DigestEngines;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Checks the parts the program stands on, and says what to do where one is missing. */
@Command(
        name = "doctor",
        description =
                "Check Java, the database, plug-ins and, with --comfyui, ComfyUI; say what to do where one is not right.",
        footer = {"", "Example:", "  gentrack doctor --comfyui ~/ComfyUI"})
final class DoctorCommand extends GentrackCommand {
    /** So many files without a hash are named, the most used first. */
    private static final int NAMED = 8;

    private static final Duration PATIENCE = Duration.ofSeconds(4);

    /** One thing that was looked at; {@code todo} is empty where nothing is to be done. */
    private record Finding(String what, boolean ok, String found, String todo) {}

    private final List<Finding> findings = new ArrayList<>();

    @Option(names = "--fix", description = "Mend what can be mended: counts, sums and rows without owner.")
    boolean fix;

    DoctorCommand(Host host) {
        super(host);
    }

    @Override
    public Integer call() throws InterruptedException {
        findings.clear();
        ok(
                "Java",
                System.getProperty("java.version") + ", " + System.getProperty("java.vendor") + ", "
                        + System.getProperty("java.home"));
        ok("gentrack", Version.NUMBER + ", " + program());
        ok("Hashing", DigestEngines.best().describe());
        database(database());
        plugins();
        community();
        for (String install : options.installs) {
            comfyui(install);
        }
        boolean sound = findings.stream().allMatch(Finding::ok);
        if (options.json) {
            print(json(sound));
        } else {
            show(sound);
        }
        return sound ? Exit.DONE : Exit.FAILED;
    }

    private void ok(String what, String found) {
        findings.add(new Finding(what, true, found, ""));
    }

    private void wrong(String what, String found, String todo) {
        findings.add(new Finding(what, false, found, todo));
    }

    /** Which server is named, and what servers have from here; asks none of them. */
    private void community() {
        try {
            String server = new CommunityOptions()
                    .find(host, Config.read(host))
                    .map(named -> "server " + named)
                    .orElse("no server is named");
            Path book = new AppFolders(host).data();
            List<String> shared = new ArrayList<>();
            if (Contributions.exists(book)) {
                try (Contributions contributions = Contributions.open(book)) {
                    for (String one : contributions.servers()) {
                        shared.add(Spell.count(contributions.sent(one).size(), "entry", "entries") + " at " + one);
                    }
                }
            }
            ok(
                    "Community",
                    server + ", shared from here: " + (shared.isEmpty() ? "nothing" : String.join(", ", shared)));
        } catch (UsageException | StoreException | IOException e) {
            wrong("Community", "cannot be told", String.valueOf(e.getMessage()));
        }
    }

    private static String program() {
        return Optional.ofNullable(Main.class.getProtectionDomain().getCodeSource())
                .map(CodeSource::getLocation)
                .map(Object::toString)
                .orElse("unknown place");
    }

    private void database(Path file) {
        if (!Files.exists(file)) {
            Path folder = existing(file);
            if (Files.isWritable(folder)) {
                ok("Database", file + " is not there yet; the first import makes it");
            } else {
                wrong(
                        "Database",
                        file + " cannot be made, " + folder + " may not be written",
                        "Name another file with --db or $GENTRACK_DB.");
            }
            return;
        }
        try (Store store = Store.open(file, OpenMode.READ_ONLY)) {
            String integrity = store.read(connection -> {
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
                    return row.next() ? row.getString(1) : "no answer";
                }
            });
            long version = store.read(connection -> {
                try (Statement statement = connection.createStatement();
                        ResultSet row = statement.executeQuery("PRAGMA user_version")) {
                    return row.next() ? row.getLong(1) : 0L;
                }
            });
            Stats stats = store.stats();
            String about = file + ", format " + version + ", " + size(file) + ", "
                    + Spell.count(stats.executions(), "generation", "generations") + ", "
                    + Spell.count(stats.combinations(), "combination", "combinations");
            if ("ok".equals(integrity)) {
                ok("Database", about + ", sound");
                upkeep(store);
            } else {
                wrong(
                        "Database",
                        about + ", damaged: " + integrity,
                        "Keep a copy, move it away and import your pictures again, or put back a backup.");
            }
        } catch (StoreException e) {
            wrong("Database", "cannot be used", String.valueOf(e.getMessage()));
        }
    }

    private void upkeep(Store store) throws StoreException {
        Upkeep.Faults faults = new Upkeep(store).look();
        String found = Spell.count(faults.miscounted(), "wrong count", "wrong counts") + ", "
                + Spell.count(faults.orphans(), "row", "rows") + " without owner, "
                + Spell.count(faults.totals(), "wrong sum", "wrong sums");
        if (!faults.none() && fix) {
            try (Store writable = Store.open(store.file(), OpenMode.READ_WRITE)) {
                new Upkeep(writable).mend();
            }
            ok("History", "mended: " + found);
        } else if (!faults.none()) {
            wrong("History", found, "Run gentrack doctor --fix.");
        }
        List<Upkeep.Unresolved> unresolved = new Upkeep(store).unresolved(NAMED);
        if (!unresolved.isEmpty()) {
            ok(
                    "Files",
                    "known by name only, because they were not hashed yet: "
                            + unresolved.stream().map(Upkeep.Unresolved::name).collect(Collectors.joining(", ")));
        }
    }

    private static Path existing(Path file) {
        Path folder = file.toAbsolutePath();
        while (!Files.exists(folder)) {
            Path parent = folder.getParent();
            if (parent == null) {
                return folder;
            }
            folder = parent;
        }
        return folder;
    }

    private static String size(Path file) {
        try {
            return Spell.bytes(Files.size(file));
        } catch (IOException e) {
            return "size unknown";
        }
    }

    private void plugins() {
        Path folder = pluginFolder();
        Extractors extractors = Plugins.load(Optional.of(folder));
        ok("Node types", Spell.count(extractors.claims().size()) + " known");
        long own = extractors.claims().values().stream()
                .filter(claim -> claim.layer() != Extractors.Layer.BUILT_IN)
                .count();
        ok(
                "Plug-ins",
                Files.isDirectory(folder)
                        ? folder + ", " + Spell.count(own, "node type", "node types") + " from there"
                        : folder + " is not there; make it to add node types of your own");
        troubles(extractors)
                .forEach(note -> wrong("Plug-ins", note.message(), "Correct the file or take it out of the folder."));
    }

    private void comfyui(String where) throws InterruptedException {
        if (where.toLowerCase(Locale.ROOT).startsWith("http://")
                || where.toLowerCase(Locale.ROOT).startsWith("https://")) {
            server(where);
        } else {
            folder(Path.of(where));
        }
    }

    private void folder(Path folder) {
        Path models = folder.resolve("models");
        if (!Files.isDirectory(models)) {
            wrong(
                    "ComfyUI",
                    folder.toAbsolutePath() + " has no models folder",
                    "Name the folder that holds ComfyUI's main.py.");
            return;
        }
        ok("ComfyUI", folder.toAbsolutePath().toString());
        Path output = folder.resolve("output");
        if (Files.isDirectory(output)) {
            ok("Pictures", output.toAbsolutePath() + "; read them with: gentrack import " + output);
        } else {
            wrong(
                    "Pictures",
                    output.toAbsolutePath() + " is not there",
                    "Give import the folder your pictures are saved in.");
        }
    }

    private void server(String address) throws InterruptedException {
        try {
            URI uri = new URI(address.replaceAll("/+$", "") + "/system_stats");
            HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
            HttpResponse<Void> answer = client.send(
                    HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.discarding());
            if (answer.statusCode() == 200) {
                ok("ComfyUI", address + " answers");
            } else {
                wrong(
                        "ComfyUI",
                        address + " answers with status " + answer.statusCode(),
                        "Check that this is ComfyUI's own address.");
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            wrong("ComfyUI", address + " is no address", "Give it as http://127.0.0.1:8188.");
        } catch (IOException e) {
            wrong("ComfyUI", address + " does not answer", "Start ComfyUI, or correct the address.");
        }
    }

    private void show(boolean sound) {
        for (Finding finding : findings) {
            print((finding.ok() ? "[ok]    " : "[wrong] ") + TextWidth.pad(finding.what(), 11, false) + " "
                    + TextWidth.oneLine(finding.found()));
            if (!finding.todo().isEmpty()) {
                print("                    -> " + TextWidth.oneLine(finding.todo()));
            }
        }
        print("");
        print(sound ? "Everything is in order." : "Something is to be done; see the arrows above.");
    }

    private ObjectNode json(boolean sound) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("ok", sound);
        ArrayNode checks = json.putArray("checks");
        for (Finding finding : findings) {
            checks.addObject()
                    .put("check", finding.what())
                    .put("ok", finding.ok())
                    .put("found", finding.found())
                    .put("todo", finding.todo());
        }
        return json;
    }
}
