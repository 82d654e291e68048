package io.gentrack.cli;

import io.gentrack.community.client.CommunityAnswers;
import io.gentrack.community.client.CommunitySearch;
import io.gentrack.community.client.CommunityServer;
import io.gentrack.community.client.ServerAddress;
import io.gentrack.core.advice.CommunitySettings;
import java.time.Clock;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which community server is meant. There is none unless the user names one. */
final class CommunityOptions {
    static final String VARIABLE = "GENTRACK_COMMUNITY_SERVER";

    @Option(
            names = "--server",
            paramLabel = "URL",
            description =
                    "The community server. Otherwise $" + VARIABLE + ", otherwise community_server of the config file.")
    Optional<String> server = Optional.empty();

    /** Empty where nobody named one. */
    Optional<ServerAddress> find(Host host, Config config) throws UsageException {
        if (server.isPresent()) {
            return Optional.of(address(server.get(), "--server"));
        }
        Optional<String> variable = host.variable(VARIABLE);
        return variable.isPresent() ? Optional.of(address(variable.get(), "$" + VARIABLE)) : config.community();
    }

    ServerAddress require(Host host, Config config) throws UsageException {
        return find(host, config)
                .orElseThrow(
                        () -> new UsageException("Which community server? Name it with --server URL, with $" + VARIABLE
                                + ", or put {\"community_server\": \"https://…\"} into " + config.file()
                                + ". One of your own: gentrack community serve"));
    }

    /** Who is asked for what others use; nobody where no server is named. */
    static CommunitySettings answers(Host host, Optional<ServerAddress> server) {
        return server.<CommunitySettings>map(address -> new CommunityAnswers(search(host, address)))
                .orElse(CommunitySettings.NONE);
    }

    static CommunitySearch search(Host host, ServerAddress address) {
        CommunityServer server = new CommunityServer(address, CommunityServer.ONCE, CommunitySearch.PATIENCE);
        return new CommunitySearch(server, new AppFolders(host).communityAnswers(), Clock.systemUTC());
    }

    static ServerAddress address(String text, String origin) throws UsageException {
        Optional<ServerAddress> address = ServerAddress.parse(text);
        if (address.isEmpty()) {
            throw new UsageException(origin + " takes an address such as http://127.0.0.1:8189, not " + text + ".");
        }
        return address.get();
    }
}
