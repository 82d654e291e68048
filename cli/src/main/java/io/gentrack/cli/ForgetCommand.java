package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.cli.console.Spell;
import io.gentrack.community.client.CommunitySearch;
import io.gentrack.community.client.CommunityServer;
import io.gentrack.community.client.Contributions;
import io.gentrack.community.client.ForgetJob;
import io.gentrack.community.client.ServerAddress;
import io.gentrack.core.store.StoreException;
import io.gentrack.hasher.hash.Cancellation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes back what was shared. */
@Command(
        name = "forget",
        description = {
            "Take back everything that was shared from here: each server deletes what this installation contributed.",
            "Your own history stays as it is."
        },
        footer = {"", "Examples:", "  gentrack forget", "  gentrack forget --server http://127.0.0.1:8189"})
final class ForgetCommand extends GentrackCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = "This server alone. Otherwise all that have something.")
    Optional<String> only = Optional.empty();

    ForgetCommand(Host host) {
        super(host);
    }

    @Override
    public Integer call() throws StoreException, UsageException, IOException {
        Optional<ServerAddress> asked =
                only.isPresent() ? Optional.of(CommunityOptions.address(only.get(), "--server")) : Optional.empty();
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode servers = json.putArray("servers");
        boolean whole = true;
        Path book = new AppFolders(host).data();
        if (Contributions.exists(book)) {
            try (Contributions contributions = Contributions.open(book)) {
                for (String server : contributions.servers()) {
                    if (asked.isEmpty() || asked.get().text().equals(server)) {
                        whole &= forget(new ServerAddress(server), contributions, servers);
                    }
                }
            }
        }
        if (options.json) {
            print(json);
        } else if (servers.isEmpty()) {
            print(asked.map(server -> "Nothing was shared with " + server + " from here.")
                    .orElse("Nothing was shared from here."));
        }
        return whole ? Exit.DONE : Exit.FAILED;
    }

    private boolean forget(ServerAddress address, Contributions contributions, ArrayNode servers)
            throws StoreException {
        Cancellation cancellation = new Cancellation();
        CommunityServer server = new CommunityServer(address, CommunityServer.PATIENT, PATIENCE);
        ForgetJob.Summary summary;
        try (StopOnSignal stop = StopOnSignal.of(cancellation::cancel)) {
            summary = new ForgetJob(server, contributions, Clock.systemUTC())
                    .run(cancellation, (why, pause) -> note(why + "; trying again in " + Spell.duration(pause) + "."));
            CommunitySearch.forgetAnswers(new AppFolders(host).communityAnswers());
            stop.finished();
        }
        servers.addObject()
                .put("server", address.text())
                .put("forgotten", summary.asked())
                .put("deleted", summary.deleted())
                .put("left", summary.left())
                .put("problem", summary.problem().orElse(null));
        if (!options.json && summary.left() == 0) {
            print(address + " has deleted " + Spell.count(summary.deleted(), "entry", "entries") + " of yours and has "
                    + "nothing from here any more.");
        }
        summary.problem()
                .ifPresent(why -> fault(why + (why.endsWith(".") ? " " : ". ")
                        + Spell.count(summary.left(), "entry", "entries") + " may still be at " + address
                        + "; run gentrack forget again when it answers."));
        return summary.left() == 0;
    }
}
