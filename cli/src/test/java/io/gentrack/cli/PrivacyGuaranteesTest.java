package io.gentrack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gentrack.community.client.Contributions;
import io.gentrack.community.server.CommunityServer;
import io.gentrack.community.server.ServerOptions;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The eight guarantees of {@code docs/privacy.md}, each on the bytes that come out of the program: commands are run as a person runs
 * them, against a server that keeps everything it is sent.
 */
class PrivacyGuaranteesTest {
    private static final JsonMapper JSON = new JsonMapper();

    private static final Pattern HASH = Pattern.compile("[0-9A-F]{10}");
    private static final Pattern TEST = Pattern.compile("`([a-z_]+)`");

    /** All that an entry may consist of. */
    private static final Set<String> FIELDS = Set.of(
            "settings_hash",
            "model_family",
            "model_hash",
            "model_civitai_id",
            "model2_hash",
            "model2_civitai_id",
            "sampler",
            "scheduler",
            "steps",
            "cfg",
            "denoise",
            "shift",
            "guidance",
            "loras",
            "uses",
            "day",
            "token");

    @TempDir
    Path folder;

    private WireTap server;
    private StandInCivitai civitai;
    private Sharer person;

    @BeforeEach
    void machine() throws IOException {
        server = new WireTap();
        civitai = new StandInCivitai(0);
        person = new Sharer(folder, Sharer.USER);
        person.publish(civitai);
    }

    @AfterEach
    void stop() throws IOException {
        civitai.close();
        server.close();
    }

    private void allSorts() throws IOException {
        person.drawsAllSorts().gathers(Optional.of(civitai));
    }

    private Cli.Result share(String answer) {
        return person.typing(answer).run("share", "--server", server.address());
    }

    private List<JsonNode> entries() throws IOException {
        List<JsonNode> entries = new ArrayList<>();
        for (String request : server.requests()) {
            JSON.readTree(WireTap.body(request)).path("entries").forEach(entries::add);
        }
        return entries;
    }

    private static void holdsNone(String what, String bytes, List<String> secrets) {
        String lower = bytes.toLowerCase(Locale.ROOT);
        for (String secret : secrets) {
            assertThat(lower).as(what).doesNotContain(secret.toLowerCase(Locale.ROOT));
        }
    }

    @Test
    void opt_in_only() throws IOException {
        allSorts();
        person.config("{\"community_server\": \"" + server.address() + "\"}");

        person.run("review");
        person.run("review", "--json");
        person.run("stats");
        person.run("suggest");
        person.run("import", person.home.toString());
        for (String answer : List.of("", "\n", "n\n", "no\n", "yes please\n", "1\n", "true\n", "share\n")) {
            Cli.Result result = share(answer);
            assertThat(result.err()).as(answer).contains("[y/N]").contains("Nothing was sent.");
        }
        assertThat(server.connections()).as("nobody said yes").isZero();

        share("y\n");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void opt_in_only_no_setting_stands_for_a_yes() throws IOException {
        allSorts();
        for (String setting : List.of("yes", "share", "auto_share", "community")) {
            person.config("{\"community_server\": \"" + server.address() + "\", \"" + setting + "\": true}");
            assertThat(share("").code()).as(setting).isEqualTo(Exit.USAGE);
        }
        person.config("{\"community_server\": \"" + server.address() + "\"}");
        assertThat(person.run("share", "--json").code()).isEqualTo(Exit.DONE);
        assertThat(server.connections()).isZero();

        assertThat(person.run("share", "--yes").out()).contains("Shared 2 entries");
    }

    @Test
    void no_prompts() throws IOException {
        allSorts();
        share("y\n");

        List<String> prompts = List.of(Sharer.PROMPT, Sharer.NEGATIVE, "red coat", "blurry", "Annabel", "Roderick");
        assertThat(entries()).isNotEmpty();
        holdsNone("sent", server.everything(), prompts);
        // Not even here is a prompt kept in a form that could be shared.
        for (Path kept : kept()) {
            holdsNone(
                    kept.toString(),
                    Files.readString(kept, StandardCharsets.ISO_8859_1),
                    List.of(Sharer.PROMPT, Sharer.NEGATIVE, "red coat"));
        }
    }

    /** The history and the book of what was sent, with their journals. */
    private List<Path> kept() throws IOException {
        try (Stream<Path> files = Files.walk(person.home)) {
            List<Path> kept = files.filter(f -> f.getFileName().toString().matches(".*\\.db(-wal|-shm|-journal)?"))
                    .toList();
            assertThat(kept).hasSizeGreaterThanOrEqualTo(2);
            return kept;
        }
    }

    @Test
    void no_images() throws IOException {
        allSorts();
        share("y\n");

        assertThat(server.requests()).singleElement().satisfies(request -> {
            assertThat(request.length()).isLessThan(2_000);
            assertThat(request.chars().allMatch(c -> c < 0x7F)).isTrue();
        });
        for (JsonNode entry : entries()) {
            assertThat(FIELDS).containsAll(names(entry));
            entry.path("loras")
                    .forEach(lora -> assertThat(Set.of("hash", "civitai_id", "strength", "clip_strength"))
                            .containsAll(names(lora)));
            assertThat(longest(entry)).as("the fingerprint is the longest text").isEqualTo(64);
        }
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static int longest(JsonNode node) {
        int longest = node.isTextual() ? node.textValue().length() : 0;
        for (JsonNode part : node) {
            longest = Math.max(longest, longest(part));
        }
        return longest;
    }

    @Test
    void no_private_loras() throws IOException {
        allSorts();
        Cli.Result shown = share("y\n");

        assertThat(shown.out()).contains("2 entries (private LoRAs excluded: 1, private models: 1)");
        assertThat(entries()).hasSize(2);
        holdsNone(
                "sent",
                server.everything(),
                List.of(
                        ToyInstall.autoV2(person.secretLora),
                        ToyInstall.autoV2(person.secretModel),
                        ToyInstall.autoV3(person.secretLora),
                        Sharer.SECRET_LORA,
                        "gone-with"));
        for (JsonNode entry : entries()) {
            assertThat(entry.path("model_civitai_id").asInt()).isEqualTo(11);
            entry.path("loras")
                    .forEach(lora -> assertThat(lora.path("civitai_id").asInt()).isEqualTo(22));
        }
    }

    @Test
    void no_private_loras_without_an_answer_of_civitai_nothing_is_public() throws IOException {
        person.drawsAllSorts().gathers(Optional.empty());

        assertThat(share("y\n").out()).contains("0 entries");
        assertThat(server.connections()).isZero();
    }

    @Test
    void no_personal_data() throws IOException {
        allSorts();
        share("y\n");
        person.run("community", "search", "--family", "sdxl", "--server", server.address());
        person.run("suggest", "--family", "sdxl", "--model", "annabel", "--community", "--server", server.address());
        person.run("suggest", "--model", Sharer.SECRET_MODEL, "--community", "--server", server.address());
        person.run("forget");

        assertThat(server.requests()).hasSizeGreaterThanOrEqualTo(4);
        holdsNone("sent", server.everything(), Sharer.SECRETS);
        holdsNone(
                "sent",
                server.everything(),
                List.of(person.home.toString(), folder.getFileName().toString()));
        for (JsonNode entry : entries()) {
            if (entry.has("day")) {
                assertThat(entry.path("day").asText())
                        .as("no time finer than a day")
                        .isEqualTo("2026-01-02");
                assertThat(entry.path("model_hash").asText()).matches(HASH);
            }
        }
        holdsNone("asked of CivitAI", String.join("\n", civitai.requests()), Sharer.SECRETS);
    }

    /** Of the program's own server; the Worker writes the same statements (its contract suite). */
    @Test
    void no_personal_data_is_kept_by_a_server() throws Exception {
        allSorts();
        ServerOptions options = new ServerOptions(
                "127.0.0.1", 0, folder.resolve("server.db"), 3, URI.create(civitai.address()), 0, Set.of(), false);
        try (CommunityServer real = CommunityServer.start(options, fault -> {})) {
            Cli.Result shared =
                    person.typing("y\n").run("share", "--server", real.address().toString());
            assertThat(shared.out()).contains("Shared 2 entries");
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> kept = files.filter(file -> file.getFileName().toString().startsWith("server.db"))
                    .toList();
            assertThat(kept).isNotEmpty();
            for (Path file : kept) {
                String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
                holdsNone("kept in " + file, bytes, Sharer.SECRETS);
                holdsNone("kept in " + file, bytes, List.of("127.0.0.1", "user-agent"));
            }
        }
    }

    @Test
    void local_first() throws IOException {
        int nobody;
        try (ServerSocket closed = new ServerSocket(0)) {
            nobody = closed.getLocalPort();
        }
        person.config("{\"community_server\": \"http://127.0.0.1:" + nobody + "\"}");
        allSorts();

        assertThat(person.run("stats").out()).contains("Total generations tracked: 13");
        assertThat(person.run("suggest", "--limit", "1").out()).contains("euler");
        Cli.Result suggested = person.run("suggest", "--family", "sdxl", "--community");
        assertThat(suggested.code()).isEqualTo(Exit.DONE);
        assertThat(suggested.out()).contains("history");
        assertThat(suggested.err()).as("a community that is away is no news").doesNotContain("reached");
        assertThat(person.run("review").out()).contains("2 entries");
        Cli.Result asked = person.run("community", "search", "--family", "sdxl");
        assertThat(asked.code()).isEqualTo(Exit.FAILED);
        assertThat(asked.err())
                .contains("http://127.0.0.1:" + nobody + " cannot be reached")
                .contains("gentrack suggest");
    }

    @Test
    void reviewable() throws IOException {
        for (int steps = 1; steps <= 110; steps++) {
            person.draws(Sharer.PUBLIC_MODEL, "", steps, 1);
        }
        person.gathers(Optional.of(civitai));
        Cli.Result reviewed = person.run("review", "--json", "--min-uses", "1", "--server", server.address());
        Cli.Result shared = person.typing("y\n").run("share", "--min-uses", "1", "--server", server.address());

        List<String> sent = server.requests().stream().map(WireTap::body).toList();
        assertThat(sent).hasSize(2);
        assertThat(reviewed.out().lines().toList())
                .as("every byte was shown before")
                .isEqualTo(sent);
        assertThat(shared.out())
                .contains("=== Generation Settings Ready to Share ===")
                .contains("110 entries");
        assertThat(shared.out()
                        .lines()
                        .filter(line -> line.contains("euler/normal"))
                        .count())
                .isEqualTo(110);

        JsonNode log = JSON.readTree(person.run("review", "--sent", "--json").out());
        List<String> logged = new ArrayList<>();
        log.path("requests").forEach(one -> logged.add(one.path("body").asText()));
        assertThat(logged).as("and is shown afterwards").containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void no_tracking() throws IOException {
        allSorts();
        Sharer other = new Sharer(folder, "roderick.usher");
        other.draws(Sharer.PUBLIC_MODEL, Sharer.PUBLIC_LORA, 20, 3)
                .draws(Sharer.PUBLIC_MODEL, "", 24, 2)
                .gathers(Optional.of(civitai));
        share("y\n");
        other.typing("y\n").run("share", "--server", server.address());
        person.draws(Sharer.PUBLIC_MODEL, "", 40, 2).gathers(Optional.of(civitai));
        share("y\n");
        person.run("community", "search", "--family", "sdxl", "--server", server.address());

        List<String> requests = server.requests();
        assertThat(requests).hasSize(4);
        assertThat(head(requests.get(0))).as("two people look the same").isEqualTo(head(requests.get(1)));
        assertThat(server.everything().toLowerCase(Locale.ROOT))
                .as("a cookie is not sent back")
                .doesNotContain("cookie")
                .doesNotContain("you-are-known");
        assertThat(headers(requests.get(2)))
                .containsExactlyInAnyOrder("host", "content-length", "content-type", "accept", "user-agent");
        // Java 17 says of a question that its body is empty, newer ones say nothing.
        assertThat(headers(requests.get(3))).isSubsetOf("host", "content-length", "accept", "user-agent");
        Set<String> tokens =
                entries().stream().map(e -> e.path("token").asText()).collect(Collectors.toSet());
        assertThat(tokens).as("one token for each person and combination").hasSize(5);
    }

    @Test
    void no_tracking_who_takes_everything_back_comes_again_as_a_stranger() throws IOException {
        allSorts();
        share("y\n");
        person.run("forget");
        share("y\n");

        List<String> requests = server.requests();
        assertThat(requests).hasSize(3);
        assertThat(tokens(requests.get(1))).isEqualTo(tokens(requests.get(0)));
        assertThat(tokens(requests.get(2))).hasSize(2).doesNotContainAnyElementsOf(tokens(requests.get(0)));
        assertThat(Contributions.exists(person.home.resolve(".local/share/gentrack")))
                .isTrue();
    }

    /** A guarantee without a test, or a test that the page does not name, would be a promise that nobody keeps. */
    @Test
    void the_page_names_every_test_and_every_test_is_there() throws IOException {
        String page = Files.readString(SamplesTest.ROOT.resolve("docs/privacy.md"));
        List<String> tests = Stream.of(PrivacyGuaranteesTest.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .map(Method::getName)
                .filter(name -> !name.startsWith("the_page"))
                .toList();
        List<String> guarantees =
                page.lines().filter(line -> line.startsWith("| **")).toList();

        assertThat(guarantees).hasSize(8);
        List<String> named = guarantees.stream()
                .flatMap(line -> TEST.matcher(line).results().map(m -> m.group(1)))
                .toList();
        assertThat(named).containsExactlyInAnyOrderElementsOf(tests);
        assertThat(guarantees).allSatisfy(line -> assertThat(line).containsPattern(TEST));
    }

    private static Set<String> tokens(String request) throws IOException {
        Set<String> tokens = new TreeSet<>();
        JSON.readTree(WireTap.body(request))
                .path("entries")
                .forEach(e -> tokens.add(e.path("token").asText()));
        return tokens;
    }

    private static String head(String request) {
        return WireTap.head(request).replaceAll("(?i)content-length: \\d+", "Content-Length: N");
    }

    private static List<String> headers(String request) {
        return WireTap.head(request)
                .lines()
                .skip(1)
                .map(line -> line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT))
                .toList();
    }
}
