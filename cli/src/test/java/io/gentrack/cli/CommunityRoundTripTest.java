package io.gentrack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gentrack.community.server.CommunityServer;
import io.gentrack.community.server.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three people and the server that {@code community serve} runs: from pictures to what others find. */
class CommunityRoundTripTest {
    @TempDir
    Path folder;

    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private StandInCivitai civitai;
    private CommunityServer server;

    @BeforeEach
    void start() throws Exception {
        civitai = new StandInCivitai(0);
        server = CommunityServer.start(
                new ServerOptions(
                        "127.0.0.1",
                        0,
                        folder.resolve("server.db"),
                        ServerOptions.USUAL_CONTRIBUTORS,
                        URI.create(civitai.address()),
                        0,
                        Set.of(),
                        false),
                faults::add);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        civitai.close();
        assertThat(faults).isEmpty();
    }

    private List<JsonNode> found(Sharer person, String... filters) throws IOException {
        List<String> line = new ArrayList<>(List.of("community", "search", "--json", "--server", address()));
        line.addAll(List.of(filters));
        Cli.Result result = person.run(line.toArray(String[]::new));
        assertThat(result.code()).as(result.err()).isEqualTo(Exit.DONE);
        List<JsonNode> results = new ArrayList<>();
        new JsonMapper().readTree(result.out()).path("results").forEach(results::add);
        return results;
    }

    private String address() {
        return server.address().toString();
    }

    @Test
    void what_three_people_use_is_found_by_anybody_and_goes_when_one_takes_it_back() throws Exception {
        List<Sharer> people = new ArrayList<>();
        for (String user : List.of("annabel.lee", "roderick", "usher")) {
            Sharer person = new Sharer(folder, user);
            if (people.isEmpty()) {
                person.publish(civitai);
            }
            people.add(person.drawsAllSorts().gathers(Optional.of(civitai)));
        }
        for (Sharer person : people) {
            assertThat(found(people.get(0), "--model", "lighthouse")).isEmpty();
            Cli.Result shared = person.typing("y\n").run("share", "--server", address());
            assertThat(shared.code()).as(shared.err()).isEqualTo(Exit.DONE);
        }

        List<JsonNode> results = found(people.get(1), "--model", "lighthouse");
        assertThat(results).hasSize(2);
        assertThat(results).allMatch(result -> result.path("unique_users").asInt() == 3);
        assertThat(results.stream().map(result -> result.path("total_uses").asInt()))
                .containsExactly(9, 6);
        assertThat(found(people.get(1), "--lora", "ink wash")).hasSize(1);
        assertThat(found(people.get(1), "--family", "sdxl", "--sampler", "euler"))
                .hasSize(2);

        Cli.Result again = people.get(2).typing("y\n").run("share", "--server", address());
        assertThat(again.code()).isEqualTo(Exit.DONE);
        assertThat(found(people.get(1), "--model", "lighthouse")).isEqualTo(results);

        Cli.Result gone = people.get(0).typing("y\n").run("forget", "--server", address());
        assertThat(gone.code()).as(gone.err()).isEqualTo(Exit.DONE);
        assertThat(found(people.get(1), "--model", "lighthouse")).isEmpty();
    }
}
