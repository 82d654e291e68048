package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gentrack.community.server.CommunityServer;
import io.gentrack.community.server.ServerOptions;
import io.gentrack.hasher.civitai.CivitaiClient;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a community server on this machine. */
@Command(
        name = "serve",
        description = {
            "Run a community server: take what people share, and answer what is used most. Until Ctrl-C.",
            "It asks CivitAI which of the submitted files are public, and stores nothing of any other. It keeps no log and no address."
        },
        footer = {
            "",
            "Examples:",
            "  gentrack community serve",
            "  gentrack community serve --host 0.0.0.0 --db /srv/community.db",
            "  gentrack community serve --min-contributors 1   # to try it alone"
        })
final class CommunityServeCommand extends GentrackCommand {
    @Option(names = "--port", paramLabel = "PORT", description = "Where to listen. Otherwise 8189; 0 takes a free one.")
    int port = ServerOptions.USUAL_PORT;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            description = "Who may ask. Otherwise 127.0.0.1, this machine only; 0.0.0.0 is everybody who can reach it.")
    String bind = "127.0.0.1";

    @Option(
            names = "--min-contributors",
            paramLabel = "N",
            description = "Settings are public from so many contributors, 1 to 1000. Otherwise 3.")
    int minContributors = ServerOptions.USUAL_CONTRIBUTORS;

    @Option(
            names = "--civitai-url",
            paramLabel = "URL",
            description = "A mirror that speaks CivitAI's API, instead of https://civitai.com.")
    Optional<String> civitai = Optional.empty();

    @Option(
            names = "--cache-ttl",
            paramLabel = "SECONDS",
            description = "How long answers may be kept, 0 to 86400. Otherwise 3600.")
    int cacheTtl = ServerOptions.USUAL_CACHE_TTL;

    @Option(
            names = "--trust-proxy",
            paramLabel = "ADDRESS",
            description =
                    "A proxy whose X-Forwarded-For is believed, so that its callers are told apart. May be repeated.")
    List<String> proxies = List.of();

    CommunityServeCommand(Host host) {
        super(host);
    }

    @Override
    public Integer call() throws UsageException, IOException, InterruptedException {
        Path database = options.database
                .orElseGet(() -> new AppFolders(host).data().resolve("community-server.db"))
                .toAbsolutePath();
        ServerOptions server = serverOptions(database);
        Optional<Path> folder = Optional.ofNullable(database.getParent());
        if (folder.isPresent()) {
            Files.createDirectories(folder.get());
        }
        CountDownLatch asked = new CountDownLatch(1);
        try (StopOnSignal stop = StopOnSignal.of(asked::countDown)) {
            try (CommunityServer running = CommunityServer.start(server, this::report)) {
                tell(server, running.address());
                asked.await();
            }
            stop.finished();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        } catch (SQLException e) {
            throw new UsageException("The database " + database + " cannot be used: " + e.getMessage()
                    + ". Check the path, or name another file with --db.");
        } catch (IOException e) {
            if (e instanceof BindException || e.getCause() instanceof BindException) {
                throw new UsageException("Port " + port + " of " + bind
                        + " cannot be had; is another program there? Give another --port, or 0 for a free one.");
            }
            throw e;
        }
        return Exit.DONE;
    }

    private ServerOptions serverOptions(Path database) throws UsageException {
        if (port < 0 || port > 65_535) {
            throw new UsageException("--port takes a number from 0 to 65535, not " + port + ".");
        }
        URI site = civitai.isPresent() ? Config.site(civitai.get(), "--civitai-url") : CivitaiClient.SITE;
        try {
            return new ServerOptions(bind, port, database, minContributors, site, cacheTtl, Set.copyOf(proxies), false);
        } catch (IllegalArgumentException e) {
            throw new UsageException("It cannot be served like this: " + e.getMessage() + ".");
        }
    }

    private void tell(ServerOptions server, URI address) throws IOException {
        if (options.json) {
            print(JsonNodeFactory.instance
                    .objectNode()
                    .put("address", address.toString())
                    .put("database", server.database().toString())
                    .put("min_contributors", server.minContributors())
                    .put("civitai", server.civitai().toString()));
            host.out().flush();
        }
        note("Serving community settings at " + address + ", kept in " + server.database() + ".");
        note("Settings are public from " + server.minContributors()
                + (server.minContributors() == 1 ? " contributor" : " contributors") + ". Which files are public, "
                + server.civitai() + " says.");
        if (!InetAddress.getByName(bind).isLoopbackAddress()) {
            note(
                    "Everybody who reaches this machine can ask. Put a proxy with HTTPS before it, and name it with --trust-proxy.");
        }
    }

    private void report(Throwable fault) {
        fault("Internal fault, please report it: " + fault);
        if (options.debug) {
            fault.printStackTrace(host.err());
            host.err().flush();
        }
    }
}
