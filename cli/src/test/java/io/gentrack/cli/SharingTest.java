package io.gentrack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gentrack.community.server.CommunityServer;
import io.gentrack.community.server.ServerOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several people, one community server, and a stand-in for CivitAI: the commands as they are typed, from pictures to what others see. */
class SharingTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path folder;

    private StandInCivitai civitai;
    private CommunityServer server;
    private String address = "";

    @BeforeEach
    void start() throws IOException, SQLException {
        civitai = new StandInCivitai(0);
        server = CommunityServer.start(
                new ServerOptions(
                        "127.0.0.1",
                        0,
                        folder.resolve("server.db"),
                        3,
                        URI.create(civitai.address()),
                        0,
                        Set.of(),
                        false),
                fault -> {
                    throw new AssertionError(fault);
                });
        address = server.address().toString();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        civitai.close();
    }

    /** A new user with the config that the README names. */
    private Cli user(String name) throws IOException {
        Path home = Files.createDirectories(folder.resolve(name));
        Path config = Files.writeString(
                home.resolve("config.json"),
                "{\"civitai\": true, \"civitai_url\": \"" + civitai.address() + "\", \"community_server\": \"" + address
                        + "\"}");
        return new Cli(home)
                .with("GENTRACK_CONFIG", config.toString())
                .with("XDG_DATA_HOME", home.resolve("data").toString());
    }

    @Test
    void a_new_user_imports_the_samples_reviews_and_shares() throws IOException {
        Cli user = user("ann");

        assertThat(user.run("import", SamplesTest.SAMPLES.toString()).code()).isEqualTo(Exit.DONE);
        Cli.Result review = user.run("review");
        assertThat(review.code()).as(review.err()).isEqualTo(Exit.DONE);
        assertThat(review.out())
                .contains("=== Generation Settings Ready to Share ===")
                .contains("dpmpp_2m/karras")
                .contains("SD XL - v1.0 VAE fix")
                .contains("Detail Tweaker XL - v1.0 0.8 (CivitAI)")
                .contains("2 entries (private LoRAs excluded: 0, private models: 0)");
        Cli.Result shared = user.typing("y\n").run("share");

        assertThat(shared.code()).as(shared.err()).isEqualTo(Exit.DONE);
        assertThat(shared.out()).contains("Shared 2 entries with " + address);
        assertThat(user.run("share").out()).contains("2 entries were shared before and did not change.");
        assertThat(user.run("review", "--sent").out()).contains("accepted 2, refused 0");
    }

    @Test
    void what_three_people_share_everybody_finds_and_nobody_counts_twice() throws IOException {
        for (String name : List.of("ann", "bob", "cid")) {
            assertThat(found(user("eve")).path("results")).as("before " + name).isEmpty();
            Cli user = user(name).typing("y\n");
            user.run("import", SamplesTest.SAMPLES.toString());
            user.run("share");
            user.run("share", "--yes");
        }

        JsonNode results = found(user("eve")).path("results");
        assertThat(results).hasSize(2);
        JsonNode best = results.get(0);
        assertThat(best.path("model").path("name").asText()).isEqualTo("SD XL - v1.0 VAE fix");
        assertThat(best.path("total_uses").asInt()).isEqualTo(9);
        assertThat(best.path("unique_users").asInt()).isEqualTo(3);

        Cli eve = user("eve");
        eve.run("import", SamplesTest.SAMPLES.resolve("flux.png").toString());
        assertThat(eve.run("suggest", "--family", "sdxl", "--community").out())
                .contains("Detail Tweaker XL - v1.0")
                .contains("community");
        assertThat(eve.run("suggest", "--family", "sdxl").out()).doesNotContain("community");
    }

    private static JsonNode found(Cli user) throws IOException {
        Cli.Result result = user.run("community", "search", "--family", "sdxl", "--json");
        assertThat(result.code()).as(result.err()).isEqualTo(Exit.DONE);
        return JSON.readTree(result.out());
    }

    @Test
    void more_uses_raise_the_count_and_forget_takes_it_all_back() throws IOException, SQLException {
        Sharer person = new Sharer(folder, Sharer.USER);
        person.publish(civitai);
        person.draws(Sharer.PUBLIC_MODEL, Sharer.PUBLIC_LORA, 20, 3).gathers(Optional.of(civitai));
        person.run("share", "--yes", "--server", address);
        assertThat(contributions()).containsExactly("3");
        assertThat(person.run("doctor").out()).contains("shared from here: 1 entry at " + address);

        person.draws(Sharer.PUBLIC_MODEL, Sharer.PUBLIC_LORA, 20, 5).gathers(Optional.of(civitai));
        Cli.Result again = person.run("share", "--yes", "--server", address);
        assertThat(again.out()).contains("was 3").contains("Shared 1 entry");
        assertThat(contributions()).containsExactly("5");

        assertThat(person.run("forget").out()).contains("has deleted 1 entry of yours");
        assertThat(contributions()).isEmpty();
        assertThat(person.run("forget").out()).contains("Nothing was shared from here.");
        assertThat(person.run("review", "--sent").out()).contains("taken back");
    }

    @Test
    void who_takes_back_does_not_see_it_in_an_answer_that_was_kept() throws IOException, SQLException {
        server.close();
        server = CommunityServer.start(
                new ServerOptions(
                        "127.0.0.1",
                        0,
                        folder.resolve("server.db"),
                        1,
                        URI.create(civitai.address()),
                        3_600,
                        Set.of(),
                        false),
                fault -> {});
        address = server.address().toString();
        Cli user = user("ann");
        user.run("import", SamplesTest.SAMPLES.toString());
        assertThat(found(user).path("results")).isEmpty();
        user.run("share", "--yes");
        assertThat(found(user).path("results")).hasSize(2);
        user.run("forget");
        assertThat(found(user).path("results")).isEmpty();
    }

    private List<String> contributions() throws SQLException {
        return Rows.of(folder.resolve("server.db"), "SELECT uses FROM contributions ORDER BY 1");
    }

    @Test
    void an_outage_of_the_public_site_costs_a_repetition_and_no_entry() throws IOException {
        Cli user = user("ann").typing("y\n");
        user.run("import", SamplesTest.SAMPLES.toString());
        user.run("review");
        civitai.next(StandInCivitai.Fault.NONSENSE, StandInCivitai.Fault.TROUBLE);
        Cli.Result first = user.run("share");
        assertThat(first.out()).contains("Not taken yet: ").contains("Run gentrack share again");

        assertThat(user.run("share", "--yes").out()).contains("Shared ");
        assertThat(user.run("share", "--yes").out()).contains("2 entries were shared before");
    }

    /** A power cut leaves no time to tidy up: what was noted before must be enough. */
    @Test
    void a_share_that_is_killed_goes_on_with_the_very_bytes_it_was_at() throws Exception {
        Sharer person = new Sharer(folder, Sharer.USER);
        person.publish(civitai);
        for (int steps = 1; steps <= 130; steps++) {
            person.draws(Sharer.PUBLIC_MODEL, "", steps, 1);
        }
        person.gathers(Optional.of(civitai));
        try (WireTap tap = new WireTap()) {
            tap.answers(1);
            Process process = person.start("share", "--yes", "--min-uses", "1", "--server", tap.address());
            try {
                for (int i = 0; i < 600 && tap.requests().size() < 2; i++) {
                    assertThat(process.isAlive()).isTrue();
                    Thread.sleep(50);
                }
            } finally {
                process.destroyForcibly().waitFor();
            }
            tap.answers(Integer.MAX_VALUE);
            Cli.Result again = person.run("share", "--yes", "--min-uses", "1", "--server", tap.address());

            assertThat(again.out()).contains("Shared 30 entries").contains("100 entries were shared before");
            assertThat(tap.requests()).hasSize(3);
            assertThat(WireTap.body(tap.requests().get(2)))
                    .isEqualTo(WireTap.body(tap.requests().get(1)));
        }
    }

    @Test
    void without_a_server_it_is_said_how_to_name_one() throws IOException {
        Cli user = new Cli(Files.createDirectories(folder.resolve("nobody")));
        Cli.Result result = user.run("share");
        assertThat(result.code()).isEqualTo(Exit.USAGE);
        assertThat(result.err())
                .contains("--server URL")
                .contains("$GENTRACK_COMMUNITY_SERVER")
                .contains("community_server")
                .contains("gentrack community serve");
        assertThat(user.run("share", "--server", "ftp://example.org").err()).contains("not ftp://example.org");
    }
}
