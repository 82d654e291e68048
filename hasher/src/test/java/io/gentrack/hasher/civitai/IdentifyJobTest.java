package io.gentrack.hasher.civitai;

import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.hasher.cache.CachedFile;
import io.gentrack.hasher.cache.FileFamily;
import io.gentrack.hasher.cache.HashCache;
import io.gentrack.hasher.cache.PublicIdentity;
import io.gentrack.hasher.hash.Cancellation;
import io.gentrack.hasher.hash.FileStamp;
import io.gentrack.hasher.http.Backoff;
import io.gentrack.hasher.job.TestStore;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentifyJobTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final String PUBLIC = "a1".repeat(32);
    private static final String PRIVATE = "b2".repeat(32);
    private static final Backoff FAST = new Backoff(Duration.ofMillis(1), Duration.ofMillis(4), 4);
    private static final StandInSite.Fault BUSY = new StandInSite.Fault(429, "Too many", Map.of(), 0);

    @TempDir
    Path home;

    private StandInSite site;
    private Connection connection;
    private HashCache cache;

    @BeforeEach
    void open() throws Exception {
        site = new StandInSite();
        connection = TestStore.open(home.resolve("gentrack.db"));
        cache = new HashCache(connection);
    }

    @AfterEach
    void close() throws Exception {
        site.close();
        connection.close();
    }

    @Test
    void a_match_gives_ids_title_base_model_and_family_under_every_path() throws Exception {
        site.knows(PUBLIC, version(PUBLIC, "Pony", "Model"));
        row("loras/a.safetensors", PUBLIC);
        row("copy/a.safetensors", PUBLIC);
        row("loras/mine.safetensors", PRIVATE);
        IdentifyJob.Summary summary = run();
        assertThat(summary).isEqualTo(new IdentifyJob.Summary(2, 1, 1, 0, Optional.empty()));
        assertThat(cache.byHash(PUBLIC)).hasSize(2).allSatisfy(row -> {
            assertThat(row.identity()).hasValue(new PublicIdentity(11, 22, "Great LoRA - v2", "Pony", "Model"));
            assertThat(row.family().family()).hasValue("pony");
            assertThat(row.family().source()).hasValue("civitai");
        });
        assertThat(cache.byHash(PRIVATE).get(0).identity()).isEmpty();
    }

    @Test
    void only_full_digests_are_sent_and_only_the_known_are_asked_for_one_by_one() throws Exception {
        site.knows(PUBLIC, version(PUBLIC, "SDXL 1.0", "Model"));
        row("loras/secret name.safetensors", PUBLIC);
        row("loras/mine.safetensors", PRIVATE);
        run();
        assertThat(site.requests())
                .containsExactly(
                        "POST /api/v1/model-versions/by-hash/ids [\"" + PRIVATE + "\",\"" + PUBLIC + "\"]",
                        "GET /api/v1/model-versions/by-hash/" + PUBLIC + " ");
    }

    @Test
    void a_miss_holds_for_fourteen_days_and_a_match_for_good() throws Exception {
        site.knows(PUBLIC, version(PUBLIC, "SDXL 1.0", "Model"));
        row("loras/a.safetensors", PUBLIC);
        row("loras/mine.safetensors", PRIVATE);
        run();
        IdentifyJob job = new IdentifyJob(client(), cache);
        assertThat(job.open(NOW.plus(Duration.ofDays(14)))).isEmpty();
        assertThat(job.open(NOW.plus(Duration.ofDays(14)).plusSeconds(1))).containsExactly(PRIVATE);
    }

    @Test
    void a_vae_that_is_bundled_with_a_model_gives_no_family() throws Exception {
        site.knows(PUBLIC, version(PUBLIC, "Pony", "VAE"));
        row("loras/a.safetensors", PUBLIC);
        run();
        assertThat(cache.byHash(PUBLIC).get(0).identity())
                .map(PublicIdentity::type)
                .hasValue("VAE");
        assertThat(cache.byHash(PUBLIC).get(0).family().family()).hasValue("sdxl");
    }

    @Test
    void files_that_lack_our_hash_or_are_empty_leave_the_type_open() throws Exception {
        String noFiles =
                "{\"id\":11,\"modelId\":22,\"name\":\"v2\",\"baseModel\":\"Pony\",\"model\":{\"name\":\"Great LoRA\"},\"files\":[]}";
        site.knows(PUBLIC, noFiles);
        row("loras/a.safetensors", PUBLIC);
        run();
        assertThat(cache.byHash(PUBLIC).get(0).identity())
                .map(PublicIdentity::type)
                .hasValue("");
        site.knows(PRIVATE, version("cc".repeat(32), "Pony", "Model"));
        assertThat(client().byHash(PRIVATE, new Cancellation()))
                .isInstanceOfSatisfying(
                        Answer.Hit.class,
                        hit -> assertThat(((PublicIdentity) hit.value()).type()).isEmpty());
    }

    @Test
    void too_many_requests_without_retry_after_and_outages_are_waited_out() throws Exception {
        site.knows(PUBLIC, version(PUBLIC, "SDXL 1.0", "Model"));
        row("loras/a.safetensors", PUBLIC);
        site.next(
                BUSY,
                StandInSite.Fault.status(500),
                new StandInSite.Fault(503, "<html>", Map.of("Retry-After", "0"), 0));
        assertThat(run().found()).isEqualTo(1);
        assertThat(site.requests()).hasSize(5);
    }

    @Test
    void an_error_is_never_a_miss_and_the_next_run_goes_on() throws Exception {
        site.knows(PUBLIC, version(PUBLIC, "SDXL 1.0", "Model"));
        row("loras/a.safetensors", PUBLIC);
        row("loras/mine.safetensors", PRIVATE);
        site.next(BUSY, BUSY, BUSY, BUSY);
        IdentifyJob.Summary summary = run();
        assertThat(summary.unanswered()).isEqualTo(2);
        assertThat(summary.problem().orElseThrow())
                .contains("429", site.address().toString());
        assertThat(cache.all().values()).allMatch(row -> row.checkedAt().isEmpty());
        assertThat(run().found()).isEqualTo(1);
    }

    @Test
    void an_html_page_with_status_404_is_a_wrong_address_and_no_miss() throws Exception {
        row("loras/mine.safetensors", PRIVATE);
        IdentifyJob.Summary summary = new IdentifyJob(
                        new CivitaiClient(URI.create(site.address() + "/wrong/"), FAST, Duration.ofSeconds(10)), cache)
                .run(NOW, new Cancellation(), identity -> {});
        assertThat(summary.problem().orElseThrow()).contains("is the address right");
        assertThat(cache.byHash(PRIVATE).get(0).checkedAt()).isEmpty();
        assertThat(client().byHash(PRIVATE, new Cancellation())).isInstanceOf(Answer.Miss.class);
    }

    @Test
    void an_answer_that_stalls_and_a_site_that_is_not_there_are_no_answers() throws Exception {
        row("loras/mine.safetensors", PRIVATE);
        site.next(new StandInSite.Fault(200, "[null, null]", Map.of(), 60_000));
        CivitaiClient impatient =
                new CivitaiClient(site.address(), new Backoff(Duration.ZERO, Duration.ZERO, 1), Duration.ofMillis(300));
        assertThat(impatient.known(List.of(PRIVATE), new Cancellation()))
                .isInstanceOfSatisfying(
                        Answer.NoAnswer.class,
                        none -> assertThat(none.reason()).containsAnyOf("no answer within", "timed out"));
        site.close();
        assertThat(client().known(List.of(PRIVATE), new Cancellation())).isInstanceOf(Answer.NoAnswer.class);
    }

    @Test
    void a_cancel_ends_a_long_wait_and_keeps_what_was_found() throws Exception {
        row("loras/mine.safetensors", PRIVATE);
        site.next(BUSY, BUSY);
        Cancellation cancellation = new Cancellation();
        CivitaiClient patient = new CivitaiClient(
                site.address(), new Backoff(Duration.ofHours(1), Duration.ofHours(1), 3), Duration.ofSeconds(10));
        List<IdentifyJob.Summary> summaries = new ArrayList<>();
        Thread asking = new Thread(() -> {
            try {
                summaries.add(new IdentifyJob(patient, cache).run(NOW, cancellation, identity -> {}));
            } catch (java.sql.SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        asking.start();
        while (site.requests().isEmpty()) {
            Thread.onSpinWait();
        }
        cancellation.cancel();
        asking.join(Duration.ofSeconds(30).toMillis());
        assertThat(summaries).singleElement().satisfies(summary -> {
            assertThat(summary.unanswered()).isEqualTo(1);
            assertThat(summary.problem()).isEmpty();
        });
    }

    @Test
    void waits_double_from_one_second_to_thirty() {
        assertThat(List.of(1, 2, 3, 4, 5, 6, 7))
                .extracting(attempt -> Backoff.DEFAULT.after(attempt).toSeconds())
                .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
    }

    private IdentifyJob.Summary run() throws Exception {
        return new IdentifyJob(client(), cache).run(NOW, new Cancellation(), identity -> {});
    }

    private CivitaiClient client() {
        return new CivitaiClient(site.address(), FAST, Duration.ofSeconds(10));
    }

    /** A file with the tensors of an SDXL LoRA; its digest in the cache is made up. */
    private void row(String name, String sha256) throws Exception {
        byte[] header = ("{\"lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_k.lora_down.weight\":"
                        + "{\"dtype\":\"F16\",\"shape\":[4,2048],\"data_offsets\":[0,0]}}")
                .getBytes(StandardCharsets.UTF_8);
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(
                file,
                ByteBuffer.allocate(8 + header.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(header.length)
                        .put(header)
                        .array());
        cache.put(new CachedFile(
                file,
                FileStamp.of(file),
                sha256,
                Optional.empty(),
                Optional.empty(),
                true,
                "loras",
                new FileFamily(Optional.of("sdxl"), Optional.of("sdxl"), Optional.of("tensors")),
                Optional.empty(),
                Optional.empty(),
                NOW));
    }

    private static String version(String sha256, String baseModel, String type) {
        return """
                {"id":11,"modelId":22,"name":"v2","baseModel":"%s","status":"Published","model":{"name":"Great LoRA",
                "type":"LORA","nsfw":false},"files":[{"id":1,"type":"Training Data","hashes":{}},
                {"id":2,"type":"%s","hashes":{"SHA256":"%s","AutoV2":"A1A1A1A1A1"}}]}""".formatted(baseModel, type, sha256.toUpperCase(java.util.Locale.ROOT));
    }
}
