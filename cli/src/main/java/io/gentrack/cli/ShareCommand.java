package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.cli.console.ProgressLine;
import io.gentrack.cli.console.Spell;
import io.gentrack.community.client.CommunitySearch;
import io.gentrack.community.client.CommunityServer;
import io.gentrack.community.client.Contributions;
import io.gentrack.community.client.Preview;
import io.gentrack.community.client.ServerAddress;
import io.gentrack.community.client.ShareJob;
import io.gentrack.core.store.StoreException;
import io.gentrack.hasher.hash.Cancellation;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shares what the user has seen, after a yes. */
@Command(
        name = "share",
        description = {
            "Show what can be shared, ask, and send it after a yes: anonymous settings of public models and LoRAs.",
            "Only what the server does not know yet is sent. An interrupted share goes on next time and counts nothing twice."
        },
        footer = {
            "",
            "Examples:",
            "  gentrack share --server http://127.0.0.1:8189",
            "  gentrack share --yes                (without the question; there is no other way around it)",
            "  gentrack forget                     (takes everything back)"
        })
final class ShareCommand extends SharingCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    ShareCommand(Host host) {
        super(host);
    }

    @Override
    public Integer call() throws StoreException, UsageException, SQLException, IOException {
        Config config = Config.read(host);
        ServerAddress server = community.require(host, config);
        Look look = look(config, Optional.of(server));
        show(look.preview());
        advise(look);
        if (look.preview().entries().isEmpty()) {
            return done(server, new ShareJob.Summary(0, Map.of(), 0, Optional.empty()));
        }
        if (server.open()) {
            note(server + " is not encrypted: others on the way can read what is sent.");
        }
        if (!yes && !agreed()) {
            fault("Nothing was sent.");
            return Exit.DONE;
        }
        try (Contributions contributions = Contributions.open(book())) {
            return done(server, send(server, contributions, look.preview()));
        }
    }

    /** With {@code --json} standard output is for the result alone, but nobody agrees to what was not shown. */
    private void show(Preview preview) {
        List<String> lines = new PreviewText(preview).lines(host.screen().tableWidth());
        if (!options.json) {
            lines.forEach(this::print);
        } else if (!yes) {
            lines.forEach(this::fault);
        }
        host.out().flush();
    }

    private boolean agreed() throws IOException {
        host.err().print("\n  Share these with the community? [y/N] ");
        host.err().flush();
        String answer = host.in().readLine();
        if (answer == null) {
            host.err().println("\n  There is nobody to ask; --yes shares without the question.");
            return false;
        }
        String word = answer.strip().toLowerCase(Locale.ROOT);
        return word.equals("y") || word.equals("yes");
    }

    private ShareJob.Summary send(ServerAddress address, Contributions contributions, Preview preview)
            throws StoreException {
        Cancellation cancellation = new Cancellation();
        ProgressLine line = new ProgressLine(host.err(), host.screen(), options.quiet);
        long start = System.nanoTime();
        ShareJob.Progress progress = new ShareJob.Progress() {
            @Override
            public void sent(int entries, int of) {
                Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
                line.show("Sent", entries, Optional.of((long) of), "entries", elapsed, Optional.empty());
            }

            @Override
            public void waiting(String why, Duration pause) {
                if (!options.quiet) {
                    line.line(why + "; trying again in " + Spell.duration(pause) + ".");
                }
            }
        };
        CommunityServer server = new CommunityServer(address, CommunityServer.PATIENT, PATIENCE);
        try (StopOnSignal stop = StopOnSignal.of(cancellation::cancel)) {
            ShareJob.Summary summary =
                    new ShareJob(server, contributions, Clock.systemUTC()).run(preview, cancellation, progress);
            line.clear();
            CommunitySearch.forgetAnswers(new AppFolders(host).communityAnswers());
            stop.finished();
            return summary;
        }
    }

    private int done(ServerAddress server, ShareJob.Summary summary) {
        if (options.json) {
            print(json(server, summary));
        } else {
            if (summary.accepted() > 0) {
                print("Shared " + Spell.count(summary.accepted(), "entry", "entries") + " with " + server
                        + ". Thank you! gentrack review --sent shows them, gentrack forget takes them back.");
            }
            summary.refused().forEach((why, entries) -> print(refused(why, Spell.count(entries, "entry", "entries"))));
        }
        summary.problem()
                .ifPresent(why -> fault(why + (why.endsWith(".") ? " " : ". ")
                        + Spell.count(summary.left(), "entry is", "entries are")
                        + " left; gentrack share goes on from there and counts nothing twice."));
        return summary.problem().isEmpty() ? Exit.DONE : Exit.FAILED;
    }

    private static String refused(String why, String entries) {
        return why.startsWith(Contributions.Sent.LATER)
                ? "Not taken yet: " + entries
                        + ", since the server has not verified their files. Run gentrack share again in" + " a minute."
                : "Not taken: " + entries + ", " + why;
    }

    /** For programs; fields are added, never renamed. */
    private static ObjectNode json(ServerAddress server, ShareJob.Summary summary) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("server", server.text());
        json.put("accepted", summary.accepted());
        ObjectNode refused = json.putObject("refused");
        summary.refused().forEach(refused::put);
        json.put("left", summary.left());
        json.put("problem", summary.problem().orElse(null));
        return json;
    }
}
