package io.gentrack.cli;

import io.gentrack.cli.models.LocalNames;
import io.gentrack.cli.models.ModelLibrary;
import io.gentrack.community.client.DiscreetCommunity;
import io.gentrack.community.client.ServerAddress;
import io.gentrack.core.advice.Advisor;
import io.gentrack.core.advice.CommunitySettings;
import io.gentrack.core.advice.Presets;
import io.gentrack.core.extract.Extractors;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.core.store.SuggestQuery;
import io.gentrack.mcp.comfy.ComfyTracker;
import io.gentrack.mcp.comfy.GenerationLog;
import io.gentrack.mcp.protocol.McpServer;
import io.gentrack.mcp.tools.GentrackTools;
import io.gentrack.mcp.tools.Parts;
import io.gentrack.mcp.transport.HttpTransport;
import io.gentrack.mcp.transport.StdioTransport;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Serves MCP, to the program that started it or over HTTP, and follows ComfyUI meanwhile. */
@Command(
        name = "mcp",
        description = {
            "Serve MCP on standard input and output, for Claude, Cursor, VS Code and others; gentrack setup enters it there.",
            "Meanwhile follow ComfyUI, where it runs, and count every run that succeeds."
        },
        footer = {"", "Examples:", "  gentrack mcp --comfyui ~/ComfyUI", "  gentrack mcp --http 7777"})
final class McpCommand extends GentrackCommand {
    private static final int LONGEST_TOKEN = 4096;
    /** A host's first questions are about the tools and need none of the rest: they have the processor to themselves. */
    private static final Duration BEFORE_PREPARING = Duration.ofMillis(1500);

    @Option(
            names = "--http",
            paramLabel = "PORT",
            description = "Serve HTTP at http://127.0.0.1:PORT/mcp instead; 0 takes a free port.")
    Optional<Integer> port = Optional.empty();

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "HTTP clients must send what this file holds as bearer token. Otherwise $GENTRACK_MCP_TOKEN.")
    Optional<Path> tokenFile = Optional.empty();

    @Option(
            names = "--root",
            paramLabel = "FOLDER",
            description =
                    "Files that inspect_workflow may read. With --comfyui FOLDER its output, input and user folders too.")
    List<Path> roots = List.of();

    @Option(names = "--no-tracker", description = "Do not follow ComfyUI.")
    boolean noTracker;

    McpCommand(Host host) {
        super(host);
    }

    @Override
    public Integer call() throws UsageException, IOException, InterruptedException {
        ComfyPlace place = ComfyPlace.of(host, options.installs);
        Config config = Config.read(host);
        List<Path> installs = Installs.of(options.installs, config, List.of());
        Optional<ServerAddress> community = new CommunityOptions().find(host, config);
        Parts.Source parts = Parts.once(() -> parts(place, installs, community));
        McpServer server = GentrackTools.server(parts, Version.NUMBER, this::report);
        if (port.isEmpty()) {
            stdio(server, parts, place);
        } else {
            http(server, parts, place, port.get());
        }
        return Exit.DONE;
    }

    private Parts parts(ComfyPlace place, List<Path> installs, Optional<ServerAddress> server) throws StoreException {
        List<Path> folders = new ArrayList<>(roots);
        folders.addAll(place.roots());
        Store store = Store.open(database(), OpenMode.READ_WRITE);
        ModelLibrary library = ModelLibrary.open(store.file(), Installs.folders(installs, host));
        Supplier<Extractors> extractors = once(this::extractors);
        Supplier<Presets> presets = once(this::presets);
        // Names are looked up afresh for each run: files are hashed and moved while this goes on.
        Supplier<Wiring> wiring = () -> new Wiring(extractors.get(), new LocalNames(library), presets.get());
        GenerationLog log = new GenerationLog(
                store, () -> wiring.get().analyzer(), () -> wiring.get().reader());
        CommunitySettings community = CommunityOptions.answers(host, server);
        CommunitySettings discreet = new DiscreetCommunity(community, store);
        return new Parts(
                store,
                once(() -> new Advisor(store, presets.get(), discreet)),
                () -> wiring.get().analyzer(),
                log,
                place.client(),
                folders,
                community);
    }

    /** Node types take time and memory, and suggestions need none of them. */
    private static <T> Supplier<T> once(Supplier<T> maker) {
        return new Supplier<>() {
            private @Nullable T made;

            @Override
            public synchronized T get() {
                T known = made;
                if (known == null) {
                    known = maker.get();
                    made = known;
                }
                return known;
            }
        };
    }

    /** Takes standard output for the protocol before anything else could write to it. */
    private void stdio(McpServer server, Parts.Source parts, ComfyPlace place)
            throws IOException, InterruptedException {
        try (FileInputStream in = new FileInputStream(FileDescriptor.in);
                OutputStream out = new FileOutputStream(FileDescriptor.out)) {
            System.setOut(System.err);
            prepare(server, parts, place);
            new StdioTransport(server, in, out).run();
        }
    }

    private void http(McpServer server, Parts.Source parts, ComfyPlace place, int asked)
            throws IOException, UsageException, InterruptedException {
        if (asked < 0 || asked > 65_535) {
            throw new UsageException("--http takes a port from 0 to 65535, not " + asked + ".");
        }
        Optional<String> token = token();
        try (HttpTransport http = HttpTransport.start(server, asked, token, this::report)) {
            note("Serving MCP at http://127.0.0.1:" + http.port() + HttpTransport.PATH
                    + (token.isPresent() ? ", with a token." : ", to every program of this machine."));
            prepare(server, parts, place);
            // Until the process is ended.
            new CountDownLatch(1).await();
        } catch (BindException e) {
            throw new UsageException(
                    "Port " + asked + " is taken by another program. Give another one, or 0 for a free one.");
        }
    }

    private Optional<String> token() throws IOException, UsageException {
        if (tokenFile.isEmpty()) {
            return host.variable("GENTRACK_MCP_TOKEN").map(String::strip);
        }
        Path file = tokenFile.get();
        if (Files.size(file) > LONGEST_TOKEN) {
            throw new UsageException(file + " is too long for a token.");
        }
        String token = Files.readString(file, StandardCharsets.UTF_8).strip();
        if (token.isEmpty()) {
            throw new UsageException(file + " is empty. Write a token into it, for example: openssl rand -hex 32");
        }
        return Optional.of(token);
    }

    /** Serves a client on these streams with nothing prepared and nothing followed, until it has no more to say. */
    void serve(InputStream in, OutputStream out) throws UsageException, IOException, InterruptedException {
        ComfyPlace place = ComfyPlace.of(host, options.installs);
        Parts.Source parts = Parts.once(() -> parts(place, List.of(), Optional.empty()));
        new StdioTransport(GentrackTools.server(parts, Version.NUMBER, this::report), in, out).run();
    }

    /** Opens the database and reads a first suggestion, so that the user's first one is quick; then follows ComfyUI. */
    private void prepare(McpServer server, Parts.Source source, ComfyPlace place) {
        Thread thread = new Thread(
                () -> {
                    try {
                        Thread.sleep(BEFORE_PREPARING.toMillis());
                        Parts parts = source.get();
                        parts.advisor().get().advise(SuggestQuery.best(1), true);
                        if (!noTracker) {
                            TrackerNotes notes = new TrackerNotes(
                                    this::note,
                                    place.address().toString(),
                                    options.comfyui.isPresent(),
                                    (id, logged) -> {
                                        if (logged.added() > 0) {
                                            GentrackTools.historyChanged(server);
                                        }
                                    });
                            new ComfyTracker(parts.comfy(), parts.log(), notes, ComfyTracker.Timing.USUAL).start();
                        }
                    } catch (StoreException e) {
                        fault(String.valueOf(e.getMessage()));
                    } catch (InterruptedException e) {
                        // Nobody interrupts it; the process ends with it asleep.
                        Thread.currentThread().interrupt();
                    }
                },
                "gentrack-prepare");
        thread.setDaemon(true);
        thread.start();
    }

    private void report(Throwable fault) {
        fault("Internal fault, please report it: " + fault);
        if (options.debug) {
            fault.printStackTrace(host.err());
            host.err().flush();
        }
    }
}
