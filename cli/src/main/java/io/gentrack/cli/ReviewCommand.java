package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.cli.console.Table;
import io.gentrack.cli.console.Table.Column;
import io.gentrack.community.client.Contributions;
import io.gentrack.community.client.Preview;
import io.gentrack.community.client.ServerAddress;
import io.gentrack.core.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What would be shared; sends nothing to a community server. */
@Command(
        name = "review",
        description = {
            "Show what gentrack share would send, and how much stays at home. Nothing is sent.",
            "With --json every byte: one line for each request, exactly as it would be sent to --server."
        },
        footer = {
            "",
            "Examples:",
            "  gentrack review",
            "  gentrack review --civitai           (asks CivitAI first which files are public)",
            "  gentrack review --json --server http://127.0.0.1:8189",
            "  gentrack review --sent              (what was sent so far, and when)"
        })
final class ReviewCommand extends SharingCommand {
    private static final int MOST_REQUESTS = 1_000;

    @Option(names = "--sent", description = "Show what was sent so far, and when; with --json every byte of it.")
    boolean sent;

    ReviewCommand(Host host) {
        super(host);
    }

    @Override
    public Integer call() throws StoreException, UsageException, SQLException, IOException {
        if (sent) {
            showSent();
            return Exit.DONE;
        }
        Config config = Config.read(host);
        Optional<ServerAddress> server = community.find(host, config);
        if (options.json && server.isEmpty()) {
            // The bytes hold tokens, which differ from server to server.
            community.require(host, config);
        }
        Look look = look(config, server);
        if (options.json) {
            for (Preview.Batch batch : look.preview().batches()) {
                print(new String(batch.body(), StandardCharsets.UTF_8));
            }
        } else {
            new PreviewText(look.preview()).lines(host.screen().tableWidth()).forEach(this::print);
        }
        advise(look);
        if (!look.preview().entries().isEmpty()) {
            note("Nothing was sent. To share this: gentrack share"
                    + community
                            .server
                            .or(() -> server.isEmpty() ? Optional.of("URL") : Optional.empty())
                            .map(named -> " --server " + named)
                            .orElse(""));
        }
        return Exit.DONE;
    }

    private void showSent() throws StoreException, IOException {
        List<Contributions.Request> requests = List.of();
        if (Contributions.exists(book())) {
            try (Contributions contributions = Contributions.open(book())) {
                requests = contributions.requests(MOST_REQUESTS);
            }
        }
        if (options.json) {
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            ArrayNode list = json.putArray("requests");
            for (Contributions.Request one : requests) {
                list.addObject()
                        .put("server", one.server())
                        .put("at", one.at().toString())
                        .put("method", one.method())
                        .put("entries", one.entries())
                        .put("answer", one.answer())
                        .put("body", one.body());
            }
            print(json);
            return;
        }
        if (requests.isEmpty()) {
            note("Nothing was ever sent from here.");
            return;
        }
        Table table = new Table(
                Column.text("When (UTC)"),
                Column.text("Server"),
                Column.text("What"),
                Column.number("Entries"),
                Column.name("Answer"));
        for (Contributions.Request one : requests) {
            table.row(
                    one.at().truncatedTo(ChronoUnit.SECONDS).toString(),
                    one.server(),
                    one.method().equals("DELETE") ? "taken back" : "shared",
                    String.valueOf(one.entries()),
                    one.answer().isEmpty() ? "none" : one.answer());
        }
        print(table, "");
    }
}
