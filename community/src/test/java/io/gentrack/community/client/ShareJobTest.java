package io.gentrack.community.client;

import static io.gentrack.community.client.Toy.LORA;
import static io.gentrack.community.client.Toy.MODEL;
import static io.gentrack.community.client.Toy.NOON;
import static io.gentrack.community.client.Toy.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.community.InstallSecret;
import io.gentrack.community.client.StandInServer.Fault;
import io.gentrack.core.store.StoreException;
import io.gentrack.hasher.hash.Cancellation;
import io.gentrack.hasher.http.Backoff;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sending, interruptions, and taking back, over loopback. */
class ShareJobTest {
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);

    @TempDir
    Path folder;

    private Toy toy;
    private StandInServer server;
    private Contributions book;
    private final List<String> waits = new ArrayList<>();

    private final ShareJob.Progress progress = new ShareJob.Progress() {
        @Override
        public void sent(int entries, int of) {}

        @Override
        public void waiting(String why, Duration pause) {
            waits.add(why);
        }
    };

    @BeforeEach
    void open() throws StoreException, IOException {
        toy = new Toy(folder);
        toy.isPublic(MODEL, 11);
        toy.isPublic(LORA, 22);
        server = new StandInServer();
        book = Contributions.open(folder);
    }

    @AfterEach
    void close() throws StoreException {
        book.close();
        server.close();
        toy.close();
    }

    private CommunityServer client(int attempts) {
        return new CommunityServer(
                server.address(),
                new Backoff(Duration.ofMillis(1), Duration.ofMillis(5), attempts),
                Duration.ofSeconds(10));
    }

    private Preview preview() throws StoreException {
        String name = server.address().text();
        InstallSecret secret = book.secret(name);
        return new Selection(new Wire("0.1.0"), 2).preview(toy.store, book.sent(name), secret::token, NOON);
    }

    private ShareJob.Summary share(int attempts) throws StoreException {
        return new ShareJob(client(attempts), book, CLOCK).run(preview(), new Cancellation(), progress);
    }

    private void combinations(int count) throws StoreException {
        for (int i = 0; i < count; i++) {
            toy.used(settings(MODEL, 1 + i), 2);
        }
    }

    @Test
    void the_bytes_of_the_preview_are_the_bytes_that_are_sent() throws StoreException {
        combinations(120);
        List<String> shown = preview().batches().stream()
                .map(batch -> new String(batch.body(), StandardCharsets.UTF_8))
                .toList();

        ShareJob.Summary summary = share(1);

        assertThat(summary.accepted()).isEqualTo(120);
        assertThat(server.seen()).extracting(StandInServer.Seen::body).isEqualTo(shown);
        assertThat(book.requests(10))
                .extracting(Contributions.Request::body)
                .containsExactlyInAnyOrderElementsOf(shown);
        assertThat(preview().entries()).isEmpty();
    }

    @Test
    void an_interrupted_share_goes_on_and_counts_nothing_twice() throws StoreException {
        combinations(250);
        server.next(Fault.BUSY_429);
        server.next(Fault.NO_ANSWER);
        ShareJob.Summary first = share(2);
        assertThat(first.accepted()).isZero();
        assertThat(first.left()).isEqualTo(250);
        assertThat(first.problem().orElse("")).contains(server.address().text()).contains("cannot be reached");
        assertThat(server.uses).as("the server took what it did not confirm").hasSize(100);

        ShareJob.Summary second = share(1);

        assertThat(second.accepted()).isEqualTo(250);
        assertThat(server.uses).hasSize(250);
        assertThat(server.uses.values()).containsOnly(2);
        assertThat(preview().upToDate()).isEqualTo(250);
    }

    @Test
    void a_confirmed_batch_is_not_sent_again_after_a_fault_in_the_next() throws StoreException {
        combinations(150);
        List<Preview.Batch> batches = preview().batches();
        ShareJob job = new ShareJob(client(1), book, CLOCK);
        Cancellation afterTheFirst = new Cancellation();
        ShareJob.Summary stopped = job.run(preview(), afterTheFirst, new ShareJob.Progress() {
            @Override
            public void sent(int entries, int of) {
                afterTheFirst.cancel();
            }

            @Override
            public void waiting(String why, Duration pause) {}
        });

        assertThat(stopped.accepted()).isEqualTo(100);
        assertThat(stopped.left()).isEqualTo(50);
        assertThat(preview().entries()).isEqualTo(batches.get(1).entries());
    }

    @Test
    void a_server_that_asks_for_patience_is_asked_again() throws StoreException {
        combinations(1);
        server.next(Fault.BUSY_429, Fault.TROUBLE_503);

        assertThat(share(3).accepted()).isEqualTo(1);
        assertThat(waits).hasSize(2);
        assertThat(waits.get(0)).contains("patience");
        assertThat(waits.get(1)).contains("503");
    }

    @Test
    void a_request_that_is_not_understood_is_said_with_its_place_and_not_repeated() throws StoreException {
        combinations(1);
        server.next(Fault.INVALID_422);

        ShareJob.Summary summary = share(5);

        assertThat(summary.problem().orElse(""))
                .contains("not well-formed")
                .contains("/entries/0/steps")
                .doesNotContain("\u001b");
        assertThat(server.seen()).hasSize(1);
        assertThat(preview().entries()).hasSize(1);
    }

    @Test
    void nothing_follows_to_another_place_and_a_page_for_people_is_no_server() throws StoreException {
        combinations(1);
        server.next(Fault.ELSEWHERE_307);
        assertThat(share(1).problem().orElse("")).contains("sends on to http://127.0.0.1:9/other");
        server.next(Fault.HTML_404);
        assertThat(share(1).problem().orElse("")).contains("no community server");
        assertThat(server.seen()).hasSize(2);
    }

    @Test
    void an_entry_that_is_refused_is_told_and_the_others_are_taken() throws StoreException {
        combinations(3);
        String hash = preview().entries().get(1).settingsHash();
        server.refusing.add(hash);

        ShareJob.Summary summary = share(1);

        assertThat(summary.accepted()).isEqualTo(2);
        assertThat(summary.refused()).isEqualTo(Map.of("not-public: no such file", 1));
        assertThat(preview().keptHome()).isEqualTo(Map.of(KeptHome.REFUSED, 1));
    }

    @Test
    void forget_takes_back_all_of_it_what_was_not_confirmed_as_well() throws StoreException {
        combinations(3);
        share(1);
        toy.used(settings(MODEL, 50), 2);
        server.next(Fault.NO_ANSWER);
        share(1);
        assertThat(server.uses).hasSize(4);
        String before = book.secret(server.address().text()).token("a".repeat(64));

        ForgetJob.Summary summary =
                new ForgetJob(client(1), book, CLOCK).run(new Cancellation(), CommunityServer.Waiting.SILENT);

        assertThat(summary).isEqualTo(new ForgetJob.Summary(4, 4, 0, Optional.empty()));
        assertThat(server.uses).isEmpty();
        assertThat(book.servers()).isEmpty();
        assertThat(book.secret(server.address().text()).token("a".repeat(64)))
                .as("what is shared later cannot be linked to what was")
                .isNotEqualTo(before);
        assertThat(book.requests(9))
                .extracting(Contributions.Request::method)
                .containsExactly("DELETE", "POST", "POST");
    }

    @Test
    void what_cannot_be_taken_back_now_stays_in_the_book() throws StoreException {
        combinations(2);
        share(1);
        server.next(Fault.TROUBLE_503);

        ForgetJob.Summary summary =
                new ForgetJob(client(1), book, CLOCK).run(new Cancellation(), CommunityServer.Waiting.SILENT);

        assertThat(summary.left()).isEqualTo(2);
        assertThat(book.sent(server.address().text())).hasSize(2);
    }

    @Test
    void two_servers_get_tokens_that_have_nothing_in_common() throws StoreException {
        InstallSecret one = book.secret("https://one.example");
        InstallSecret other = book.secret("https://other.example");

        assertThat(one.token("a".repeat(64))).isNotEqualTo(other.token("a".repeat(64)));
        assertThat(book.secret("https://one.example").token("a".repeat(64))).isEqualTo(one.token("a".repeat(64)));
    }

    @Test
    void the_book_is_for_its_owner_alone() throws IOException {
        Path file = folder.resolve(Contributions.FILE);
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThat(Contributions.exists(folder)).isTrue();
    }
}
