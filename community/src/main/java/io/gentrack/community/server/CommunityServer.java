package io.gentrack.community.server;

import io.gentrack.community.server.Problem.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A running community server. It keeps no log and no address. */
public final class CommunityServer implements AutoCloseable {
    private static final int THREADS = 24;
    private static final int REQUESTS_A_MINUTE = 60;
    private static final long IDLE_MS = 30_000;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    private final Server server;
    private final ServerConnector connector;
    private final CommunityDatabase database;
    private final PublicVersions site;

    private CommunityServer(Server server, ServerConnector connector, CommunityDatabase database, PublicVersions site) {
        this.server = server;
        this.connector = connector;
        this.database = database;
        this.site = site;
    }

    /**
     * Opens the database and listens.
     *
     * @param report hears of internal faults
     * @throws IllegalArgumentException where the file belongs to something else; for people
     * @throws IOException where the port cannot be had
     */
    public static CommunityServer start(ServerOptions options, Consumer<Throwable> report)
            throws IOException, SQLException {
        return start(options, InstantSource.system(), new CivitaiVersions(options.civitai()), report);
    }

    static CommunityServer start(
            ServerOptions options, InstantSource clock, PublicVersions site, Consumer<Throwable> report)
            throws IOException, SQLException {
        CommunityDatabase database = CommunityDatabase.open(options.database(), options.minContributors());
        CommunityServlet servlet = new CommunityServlet(
                options,
                new Contract(clock),
                new Submissions(database, site, clock),
                database,
                new RateLimit(REQUESTS_A_MINUTE, System::nanoTime),
                hosts(options),
                report);

        Server server = new Server(new QueuedThreadPool(THREADS));
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(options.bind());
        connector.setPort(options.port());
        connector.setIdleTimeout(IDLE_MS);
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler();
        context.addServlet(new ServletHolder(servlet), "/");
        server.setHandler(context);
        // Requests that are no HTTP never reach the servlet; Jetty's page about them would repeat what was sent.
        server.setErrorHandler((request, response, callback) -> {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
            response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
            String body = Problem.json(
                            Kind.INVALID_REQUEST, "This is not HTTP as the server understands it.", List.of())
                    .put("status", response.getStatus())
                    .toString();
            Content.Sink.write(response, true, body, callback);
            return true;
        });

        CommunityServer running = new CommunityServer(server, connector, database, site);
        boolean started = false;
        try {
            server.start();
            started = true;
            return running;
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("the server did not start: " + e.getMessage(), e);
        } finally {
            if (!started) {
                running.close();
            }
        }
    }

    /**
     * Which names it answers to. One that only this machine reaches answers to no other name, so that no web page can talk to it by a
     * name of its own that points here.
     */
    private static Predicate<String> hosts(ServerOptions options) throws IOException {
        boolean loopback = InetAddress.getByName(options.bind()).isLoopbackAddress();
        return loopback && options.trustedProxies().isEmpty()
                ? name -> LOOPBACK.contains(name.toLowerCase(Locale.ROOT))
                : name -> true;
    }

    /** The port it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** Its address as seen from this machine. */
    public URI address() {
        String host = connector.getHost().contains(":") ? "[" + connector.getHost() + "]" : connector.getHost();
        return URI.create("http://" + (host.equals("0.0.0.0") ? "127.0.0.1" : host) + ":" + port());
    }

    /** Waits for what is being answered, then stops. */
    @Override
    public void close() throws IOException, SQLException {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IOException("the server did not stop: " + e.getMessage(), e);
        } finally {
            site.close();
            database.close();
        }
    }
}
