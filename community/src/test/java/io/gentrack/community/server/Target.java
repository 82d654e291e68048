package io.gentrack.community.server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The server that the contract suite asks: one of its own, or with {@code -Dgentrack.community.url=} any other. That one must ask
 * {@code http://127.0.0.1:}{@code -Dgentrack.community.civitai.port} for CivitAI, believe the address headers of this machine and report rows.
 */
final class Target implements AutoCloseable {
    private final URI address;
    private final StandInCivitai civitai;
    private final Optional<CommunityServer> own;
    private final List<Throwable> faults;

    private Target(URI address, StandInCivitai civitai, Optional<CommunityServer> own, List<Throwable> faults) {
        this.address = address;
        this.civitai = civitai;
        this.own = own;
        this.faults = faults;
    }

    static Target start(Path folder) throws IOException, SQLException {
        String url = System.getProperty("gentrack.community.url", "");
        StandInCivitai civitai = new StandInCivitai(Integer.getInteger("gentrack.community.civitai.port", 0));
        List<Throwable> faults = new CopyOnWriteArrayList<>();
        if (!url.isEmpty()) {
            return new Target(URI.create(url), civitai, Optional.empty(), faults);
        }
        CommunityServer server =
                CommunityServer.start(options(folder.resolve("community.db"), civitai.address()), faults::add);
        return new Target(server.address(), civitai, Optional.of(server), faults);
    }

    static ServerOptions options(Path database, URI civitai) {
        return new ServerOptions("127.0.0.1", 0, database, 3, civitai, 3_600, Set.of("127.0.0.1"), true);
    }

    URI address() {
        return address;
    }

    StandInCivitai civitai() {
        return civitai;
    }

    /** What the server of its own reported as its fault. */
    List<Throwable> faults() {
        return faults;
    }

    @Override
    public void close() throws IOException, SQLException {
        if (own.isPresent()) {
            own.get().close();
        }
        civitai.close();
    }
}
