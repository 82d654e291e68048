package io.gentrack.community.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.community.server.Api.Reply;
import io.gentrack.community.server.Entries.PublicFile;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is special to the server that keeps its own file. */
class SelfHostedTest {
    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-20T10:00:00Z"));
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private StandInCivitai civitai;
    private Entries make;
    private Path database;

    @BeforeEach
    void start() throws IOException {
        civitai = new StandInCivitai(0);
        make = new Entries(civitai, 8189);
        database = folder.resolve("community-server.db");
    }

    @AfterEach
    void stop() {
        civitai.close();
        assertThat(faults).isEmpty();
    }

    private CommunityServer serve(int minContributors, Set<String> proxies) throws IOException, SQLException {
        ServerOptions options =
                new ServerOptions("127.0.0.1", 0, database, minContributors, civitai.address(), 60, proxies, true);
        return CommunityServer.start(options, now::get, new CivitaiVersions(civitai.address()), faults::add);
    }

    private CommunityServer serve() throws IOException, SQLException {
        return serve(3, Set.of("127.0.0.1"));
    }

    private static Api api(CommunityServer server) {
        return new Api(server.address());
    }

    private List<List<Object>> rows(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
            return Connections.query(
                    connection,
                    row -> {
                        List<Object> values = new ArrayList<>();
                        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                            values.add(String.valueOf(row.getObject(i)));
                        }
                        return values;
                    },
                    sql);
        }
    }

    /** Of every file that the server keeps. */
    private String bytesOnDisk() throws IOException {
        StringBuilder bytes = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                bytes.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return bytes.toString();
    }

    @Test
    void nothing_of_a_refused_entry_and_no_address_is_on_the_disk() throws Exception {
        PublicFile model = make.model();
        ObjectNode secret = make.entry(model, new PublicFile("5EC2E75EC2", 77, ""));
        try (CommunityServer server = serve()) {
            Reply reply = api(server).submit(secret, make.entry(model));
            assertThat(reply.json().path("accepted").asInt()).isEqualTo(1);
            assertThat(api(server).post("{\"entries\":[\"planted secret\"]}").status())
                    .isEqualTo(422);
            assertThat(bytesOnDisk())
                    .contains(model.title())
                    .doesNotContain("5EC2E75EC2", "5ec2e75ec2")
                    .doesNotContain(
                            secret.path("settings_hash").asText(),
                            secret.path("token").asText())
                    .doesNotContain("planted secret", "127.0.0.1");
        }
        assertThat(rows("SELECT id FROM versions")).hasSize(1);
    }

    @Test
    void what_is_kept_does_not_show_what_came_together() throws Exception {
        ObjectNode[] entries = new ObjectNode[20];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = make.entry(make.model());
        }
        try (CommunityServer server = serve()) {
            assertThat(api(server).submit(entries).status()).isEqualTo(200);
        }
        List<Long> ids = new ArrayList<>();
        for (ObjectNode entry : entries) {
            String hash = entry.path("settings_hash").asText();
            ids.add(Long.parseLong(rows("SELECT id FROM settings WHERE settings_hash = '" + hash + "'")
                    .get(0)
                    .get(0)
                    .toString()));
        }
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(ids).isNotEqualTo(ids.stream().sorted().toList());
        // Rows that were numbered in order would lie within 20 of each other; these are spread over 52 bits.
        long[] sorted = ids.stream().mapToLong(Long::longValue).sorted().toArray();
        assertThat(sorted[19] - sorted[0]).isGreaterThan(1L << 44);
        assertThat(rows("SELECT sql FROM sqlite_master WHERE name = 'contributions'")
                        .get(0)
                        .get(0)
                        .toString())
                .contains("WITHOUT ROWID");
        assertThatThrownBy(() -> rows("SELECT rowid FROM contributions")).isInstanceOf(SQLException.class);
    }

    @Test
    void triggers_keep_the_sums_whatever_order_things_come_in() throws Exception {
        List<ObjectNode> combos = new ArrayList<>();
        PublicFile lora = make.lora();
        for (int i = 0; i < 5; i++) {
            combos.add(make.entry(make.model(), lora));
        }
        List<ObjectNode> sent = new ArrayList<>();
        java.util.Random random = new java.util.Random(17);
        try (CommunityServer server = serve()) {
            for (int i = 0; i < 150; i++) {
                boolean known = !sent.isEmpty() && random.nextInt(3) == 0;
                ObjectNode entry = known
                        ? sent.get(random.nextInt(sent.size())).deepCopy()
                        : make.another(combos.get(random.nextInt(5)), 1);
                if (random.nextInt(4) == 0) {
                    assertThat(api(server).forget(entry).status()).isEqualTo(200);
                } else {
                    assertThat(api(server)
                                    .submit(entry.put("uses", 1 + random.nextInt(150)))
                                    .status())
                            .isEqualTo(200);
                    sent.add(entry);
                }
            }
        }
        assertThat(rows("SELECT s.id, s.users, s.uses FROM settings s ORDER BY s.id"))
                .isNotEmpty()
                .isEqualTo(rows("SELECT settings_id, count(*), sum(uses) FROM contributions GROUP BY settings_id"));
        assertThat(rows("SELECT lora_id, uses, settings_id FROM lora_ranks ORDER BY settings_id"))
                .isNotEmpty()
                .isEqualTo(rows(
                        "SELECT " + Version.id(lora.hash()) + ", uses, id FROM settings WHERE users >= 3 ORDER BY id"));
        assertThat(rows("SELECT uses FROM contributions WHERE uses > 100")).isEmpty();
    }

    /** What somebody without a thousand addresses can do to one combination in a minute; stated in docs/adr/0009. */
    @Test
    void invented_tokens_of_one_address_are_held_back_by_the_rate_limit_and_the_cap() throws Exception {
        ObjectNode entry = make.entry(make.model());
        int taken = 0;
        try (CommunityServer server = serve(3, Set.of())) {
            for (int i = 0; i < 200; i++) {
                if (api(server).submit(make.another(entry, 1_000_000)).status() == 200) {
                    taken++;
                }
            }
        }
        assertThat(taken).isBetween(60, 120);
        assertThat(rows("SELECT users, uses FROM settings"))
                .containsExactly(List.of(Integer.toString(taken), Integer.toString(taken * 100)));
    }

    @Test
    void one_who_is_no_proxy_is_not_believed_about_its_address() throws Exception {
        try (CommunityServer server = serve(3, Set.of("192.0.2.1"))) {
            int through = 0;
            for (int i = 0; i < 130; i++) {
                // Api sends another X-Forwarded-For each time.
                through += api(server).get("/api/v1/settings/popular").status() == 200 ? 1 : 0;
            }
            assertThat(through).isBetween(60, 120);
        }
    }

    @Test
    void another_threshold_holds_for_what_is_there_already() throws Exception {
        PublicFile model = make.model();
        PublicFile lora = make.lora();
        ObjectNode entry = make.entry(model, lora);
        String[] byModel = {"model_hash", model.hash()};
        String[] byLora = {"lora_hash", lora.hash()};
        try (CommunityServer server = serve()) {
            api(server).submit(make.another(entry, 1));
            api(server).submit(make.another(entry, 2));
            assertThat(api(server).search(byModel).results()).isEmpty();
        }
        try (CommunityServer server = serve(2, Set.of())) {
            assertThat(api(server).search(byModel).results()).hasSize(1);
            assertThat(api(server).search(byLora).results()).hasSize(1);
        }
        try (CommunityServer server = serve(5, Set.of())) {
            assertThat(api(server).search(byModel).results()).isEmpty();
            assertThat(api(server).search(byLora).results()).isEmpty();
            assertThat(api(server).get("/api/v1/settings/popular").results()).isEmpty();
        }
    }

    @Test
    void a_renamed_model_gets_its_new_title_and_a_withdrawn_one_is_taken_no_more() throws Exception {
        PublicFile model = make.publish("Checkpoint", "First Name");
        ObjectNode entry = make.entry(model);
        try (CommunityServer server = serve()) {
            for (int i = 0; i < 3; i++) {
                api(server).submit(make.another(entry, 1));
            }
            civitai.publishes(model.hash(), model.id(), "Checkpoint", "Second Name", "v1.0", "Model");
            now.set(now.get().plus(Duration.ofDays(30)));
            api(server).submit(make.another(entry, 1));
            assertThat(api(server).search("model_name", "first name").results()).hasSize(1);

            now.set(now.get().plus(Duration.ofDays(1)));
            civitai.fails(model.hash(), "{}");
            ContractCase.accepted(api(server).submit(make.another(entry, 1)), 1);
            civitai.fails(model.hash(), "");
            ContractCase.accepted(api(server).submit(make.another(entry, 1)), 1);
            assertThat(api(server).search("model_name", "first name").results()).isEmpty();
            assertThat(api(server)
                            .search("model_name", "second name")
                            .results()
                            .get(0)
                            .path("model_name")
                            .asText())
                    .isEqualTo("Second Name - v1.0");

            civitai.withdraws(model.hash());
            now.set(now.get().plus(Duration.ofDays(31)));
            ContractCase.rejected(api(server).submit(make.another(entry, 1)), "not-public");
        }
    }

    @Test
    void many_at_once_lose_nothing() throws Exception {
        ObjectNode entry = make.entry(make.model());
        ExecutorService people = Executors.newFixedThreadPool(16);
        try (CommunityServer server = serve()) {
            List<Future<Reply>> replies = new ArrayList<>();
            for (int i = 0; i < 160; i++) {
                ObjectNode mine = make.another(entry, 1 + i % 3);
                replies.add(people.submit(() -> api(server).submit(mine, make.entry(make.model()))));
            }
            for (Future<Reply> reply : replies) {
                ContractCase.accepted(reply.get(60, TimeUnit.SECONDS), 2);
            }
        } finally {
            people.shutdownNow();
        }
        assertThat(rows("SELECT users FROM settings ORDER BY users DESC LIMIT 1"))
                .containsExactly(List.of("160"));
        assertThat(rows("SELECT count(*) FROM settings")).containsExactly(List.of("161"));
    }

    @Test
    void an_outage_of_civitai_costs_one_unanswered_question_and_not_one_for_each_file() throws Exception {
        ObjectNode[] entries = new ObjectNode[30];
        for (int i = 0; i < entries.length; i++) {
            PublicFile model = make.model();
            civitai.fails(model.hash(), "<html>");
            entries[i] = make.entry(model);
        }
        try (CommunityServer server = serve()) {
            Reply reply = api(server).submit(entries);
            ContractCase.accepted(reply, 0);
            assertThat(reply.json().path("rejected").findValuesAsText("code"))
                    .hasSize(30)
                    .containsOnly("not-verified-yet");
        }
        assertThat(civitai.asked()).hasSizeLessThanOrEqualTo(12);
    }

    @Test
    void a_file_of_a_newer_server_is_left_alone() throws Exception {
        try (CommunityServer server = serve()) {
            assertThat(server.port()).isPositive();
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database)) {
            Connections.script(connection, "PRAGMA user_version = 99");
        }
        assertThatThrownBy(this::serve)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("newer gentrack")
                .hasMessageContaining(database.toString());
    }

    @Test
    void a_site_that_is_not_there_is_no_answer() throws Exception {
        URI nobody = URI.create("http://127.0.0.1:1");
        try (CivitaiVersions site = new CivitaiVersions(nobody)) {
            assertThat(site.lookUp(List.of("AAAAAAAAAA"))).isEmpty();
        }
    }
}
