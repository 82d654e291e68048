package io.gentrack.community.client;

import static io.gentrack.community.client.Toy.LORA;
import static io.gentrack.community.client.Toy.MODEL;
import static io.gentrack.community.client.Toy.NOON;
import static io.gentrack.community.client.Toy.lora;
import static io.gentrack.community.client.Toy.settings;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gentrack.community.InstallSecret;
import io.gentrack.core.settings.Fingerprint;
import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import io.gentrack.core.store.Rating;
import io.gentrack.core.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What leaves, and what does not. */
class SelectionTest {
    private static final JsonMapper JSON = new JsonMapper();

    /** Fixed, so that tokens are known. */
    private static final InstallSecret SECRET = InstallSecret.of(new byte[32]);

    @TempDir
    Path folder;

    private Toy toy;

    @BeforeEach
    void open() throws StoreException {
        toy = new Toy(folder);
        toy.isPublic(MODEL, 11);
        toy.isPublic(LORA, 22);
        toy.isPrivate("CCCCCCCCCC");
    }

    @AfterEach
    void close() throws StoreException {
        toy.close();
    }

    private Preview preview(Map<String, Contributions.Sent> sent) throws StoreException {
        return new Selection(new Wire("0.1.0"), 2).preview(toy.store, sent, SECRET::token, NOON);
    }

    private Preview preview() throws StoreException {
        return preview(Map.of());
    }

    @Test
    void the_request_holds_hashes_ids_numbers_and_a_day_and_nothing_else() throws StoreException {
        String hash = toy.used(
                new Settings(
                        "qwen_image",
                        "file_name",
                        new ModelRef(MODEL, "private spelling.safetensors"),
                        Optional.of(new ModelRef(MODEL, "other")),
                        "euler",
                        "simple",
                        4,
                        1,
                        1,
                        Optional.of(3.1),
                        Optional.of(2.5),
                        List.of(new LoraUse(new ModelRef(LORA, "x"), Optional.of(0.8), Optional.of(0.5)))),
                3);

        Preview preview = preview();

        assertThat(preview.batches()).hasSize(1);
        assertThat(new String(preview.batches().get(0).body(), StandardCharsets.UTF_8))
                .isEqualTo("{\"client_version\":\"0.1.0\",\"entries\":[{\"settings_hash\":\"" + hash
                        + "\",\"model_family\":\"qwen_image\",\"model_hash\":\"AAAAAAAAAA\",\"model_civitai_id\":11,"
                        + "\"model2_hash\":\"AAAAAAAAAA\",\"model2_civitai_id\":11,\"sampler\":\"euler\",\"scheduler\":\"simple\","
                        + "\"steps\":4,\"cfg\":1,\"denoise\":1,\"shift\":3.1,\"guidance\":2.5,\"loras\":[{\"hash\":\"BBBBBBBBBB\","
                        + "\"civitai_id\":22,\"strength\":0.8,\"clip_strength\":0.5}],\"uses\":3,\"day\":\"2026-03-29\",\"token\":\""
                        + SECRET.token(hash) + "\"}]}");
    }

    @Test
    void one_file_that_is_not_public_keeps_the_combination_at_home() throws StoreException {
        toy.used(settings(MODEL, 20, lora(LORA, 1)), 2);
        toy.used(settings("CCCCCCCCCC", 20), 2);
        toy.used(settings("euler", MODEL, Optional.of("CCCCCCCCCC"), 20, 5, List.of()), 2);
        toy.used(settings(MODEL, 20, lora(LORA, 1), lora("CCCCCCCCCC", 0.2)), 2);
        toy.used(settings(MODEL, 20, lora("DDDDDDDDDD", 1)), 2);
        toy.used(settings("name:gone.safetensors", 20), 2);
        toy.used(settings(MODEL, 20, lora("autov3:ABCDEF012345", 1)), 2);

        Preview preview = preview();

        assertThat(preview.entries()).hasSize(1);
        assertThat(preview.keptHome())
                .isEqualTo(Map.of(
                        KeptHome.PRIVATE_MODEL,
                        2,
                        KeptHome.PRIVATE_LORA,
                        1,
                        KeptHome.NOT_ASKED,
                        1,
                        KeptHome.UNRESOLVED,
                        2));
        assertThat(new String(preview.batches().get(0).body(), StandardCharsets.UTF_8))
                .doesNotContain("CCCCCCCCCC")
                .doesNotContain("DDDDDDDDDD")
                .doesNotContain("ABCDEF012345");
    }

    @Test
    void what_somebody_else_says_of_a_file_is_no_public_match() throws StoreException {
        toy.used(settings(MODEL, 20, lora("DDDDDDDDDD", 1)), 2);
        toy.store.publicLora("DDDDDDDDDD", 99);

        assertThat(preview().entries()).isEmpty();
    }

    @Test
    void two_contents_with_the_same_ten_digits_are_private_while_one_of_them_is() throws StoreException {
        toy.used(settings(MODEL, 20, lora("EEEEEEEEEE", 1)), 2);
        toy.here("EEEEEEEEEE", "1".repeat(54), Optional.of(5L), "Model");
        assertThat(preview().entries()).hasSize(1);

        toy.here("EEEEEEEEEE", "2".repeat(54), Optional.empty(), "");
        assertThat(preview().entries()).isEmpty();
    }

    @Test
    void a_match_with_training_data_or_a_vae_proves_nothing_about_a_lora() throws StoreException {
        toy.used(settings(MODEL, 20, lora("EEEEEEEEEE", 1)), 2);
        toy.here("EEEEEEEEEE", "1".repeat(54), Optional.of(5L), "Training Data");
        toy.used(settings(MODEL, 20, lora("FFFFFFFFFF", 1)), 2);
        toy.here("FFFFFFFFFF", "1".repeat(54), Optional.of(6L), "VAE");

        assertThat(preview().keptHome()).isEqualTo(Map.of(KeptHome.PRIVATE_LORA, 2));
    }

    @Test
    void a_text_in_place_of_a_sampler_stays_at_home() throws StoreException {
        for (String text :
                List.of("/home/ann/secret", "ann@example.org", "my_sampler", "a portrait of ann", "EULER2")) {
            toy.used(settings(text, MODEL, Optional.empty(), 20, 5, List.of()), 2);
        }
        toy.used(settings("multistep/res_2m", MODEL, Optional.empty(), 20, 5, List.of()), 2);

        Preview preview = preview();

        assertThat(preview.keptHome()).isEqualTo(Map.of(KeptHome.RARE_WORD, 5));
        assertThat(preview.entries()).hasSize(1);
    }

    @Test
    void what_was_used_once_or_is_rated_down_or_out_of_range_is_not_offered() throws StoreException {
        toy.used(settings(MODEL, 20), 1);
        toy.store.rate(toy.used(settings(MODEL, 21), 5), Rating.DOWN);
        toy.used(settings("euler", MODEL, Optional.empty(), 22, 1e9, List.of()), 5);

        assertThat(preview().keptHome())
                .isEqualTo(Map.of(KeptHome.USED_RARELY, 1, KeptHome.RATED_DOWN, 1, KeptHome.OUT_OF_RANGE, 1));
    }

    @Test
    void only_what_the_server_does_not_know_is_sent_and_always_the_whole_count() throws StoreException {
        String hash = toy.used(settings(MODEL, 20), 3);
        Contributions.Sent three = new Contributions.Sent("t", 3, Optional.empty(), NOON);

        Preview same = preview(Map.of(hash, three));
        assertThat(same.entries()).isEmpty();
        assertThat(same.batches()).isEmpty();
        assertThat(same.upToDate()).isEqualTo(1);

        toy.used(settings(MODEL, 20), 2);
        assertThat(preview(Map.of(hash, three)).entries()).singleElement().satisfies(entry -> {
            assertThat(entry.uses()).isEqualTo(5);
            assertThat(entry.sentBefore()).isEqualTo(3);
        });
    }

    @Test
    void a_great_count_is_sent_as_a_hundred() throws StoreException {
        String hash = toy.used(settings(MODEL, 20), 150);

        assertThat(preview().entries())
                .singleElement()
                .satisfies(e -> assertThat(e.uses()).isEqualTo(100));
        assertThat(preview(Map.of(hash, new Contributions.Sent("t", 100, Optional.empty(), NOON)))
                        .entries())
                .isEmpty();
    }

    @Test
    void what_a_server_refused_waits_two_weeks_and_its_own_trouble_does_not() throws StoreException {
        String hash = toy.used(settings(MODEL, 20), 3);
        Instant lately = NOON.minusSeconds(86_400);
        Instant long_ago = NOON.minusSeconds(86_400 * 15);

        assertThat(preview(refused(hash, "not-public", lately)).keptHome()).isEqualTo(Map.of(KeptHome.REFUSED, 1));
        assertThat(preview(refused(hash, "not-public", long_ago)).entries()).hasSize(1);
        assertThat(preview(refused(hash, "not-verified-yet", lately)).entries()).hasSize(1);
    }

    private static Map<String, Contributions.Sent> refused(String hash, String code, Instant at) {
        return Map.of(hash, new Contributions.Sent("t", 0, Optional.of(code), at));
    }

    @Test
    void the_order_of_a_request_is_that_of_its_tokens_not_of_the_history() throws StoreException {
        for (int i = 0; i < 40; i++) {
            toy.used(settings(MODEL, 10 + i), 2);
        }
        List<String> tokens = preview().entries().stream().map(Entry::token).toList();

        assertThat(tokens).isSorted();
        assertThat(preview().entries().stream().map(e -> e.settings().steps()).toList())
                .isNotEqualTo(preview().entries().stream()
                        .map(e -> e.settings().steps())
                        .sorted()
                        .toList());
    }

    @Test
    void whatever_the_history_holds_no_private_hash_leaves_and_every_entry_gives_its_hash_again() throws Exception {
        long seed = 20_261_122;
        Random random = new Random(seed);
        List<String> open = new ArrayList<>(List.of(MODEL, LORA));
        List<String> secret = new ArrayList<>(List.of("CCCCCCCCCC"));
        for (int i = 0; i < 30; i++) {
            String hash = String.format(Locale.ROOT, "%010X", random.nextLong() & 0xFFFFFFFFFFL);
            if (random.nextBoolean()) {
                toy.isPublic(hash, 100 + i);
                open.add(hash);
            } else {
                if (random.nextBoolean()) {
                    toy.isPrivate(hash);
                }
                secret.add(hash);
            }
        }
        int shareable = 0;
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 400; i++) {
            Settings settings = random(random, open, secret);
            boolean clean = settings.model2().map(m -> open.contains(m.hash())).orElse(true)
                    && open.contains(settings.model().hash())
                    && settings.loras().stream()
                            .allMatch(l -> open.contains(l.lora().hash()));
            if (seen.add(toy.used(settings, 2)) && clean) {
                shareable++;
            }
        }

        Preview preview = preview();

        assertThat(preview.entries()).as("seed %d", seed).hasSize(shareable);
        assertThat(shareable).isGreaterThan(100);
        assertThat(preview.batches()).hasSizeGreaterThan(1);
        for (Preview.Batch batch : preview.batches()) {
            String body = new String(batch.body(), StandardCharsets.UTF_8);
            assertThat(batch.body().length).isLessThanOrEqualTo(262_144);
            assertThat(batch.entries()).hasSizeLessThanOrEqualTo(100);
            secret.forEach(hash -> assertThat(body).doesNotContain(hash));
            for (JsonNode entry : JSON.readTree(body).path("entries")) {
                assertThat(Fingerprint.of(read(entry)).hash())
                        .isEqualTo(entry.path("settings_hash").asText());
            }
        }
    }

    private static Settings random(Random random, List<String> open, List<String> secret) {
        List<LoraUse> loras = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            String hash = pick(random, random.nextInt(6) == 0 ? secret : open);
            double strength = Math.round(random.nextDouble() * 1e7) / 1e7;
            loras.add(new LoraUse(
                    new ModelRef(hash, "n"),
                    random.nextInt(9) == 0 ? Optional.empty() : Optional.of(strength),
                    random.nextInt(4) == 0 ? Optional.of(random.nextDouble()) : Optional.empty()));
        }
        return new Settings(
                "sdxl",
                "hash",
                new ModelRef(pick(random, random.nextInt(6) == 0 ? secret : open), "n"),
                random.nextInt(5) == 0 ? Optional.of(new ModelRef(pick(random, open), "n")) : Optional.empty(),
                "euler",
                "karras",
                1 + random.nextInt(60),
                random.nextInt(30) / 4.0,
                random.nextInt(3) == 0 ? random.nextDouble() : 1,
                random.nextInt(3) == 0 ? Optional.of(random.nextGaussian()) : Optional.empty(),
                random.nextInt(3) == 0 ? Optional.of(3.5) : Optional.empty(),
                loras);
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** As a server reads an entry. */
    private static Settings read(JsonNode e) throws IOException {
        List<LoraUse> loras = new ArrayList<>();
        for (JsonNode lora : e.path("loras")) {
            loras.add(new LoraUse(
                    new ModelRef(lora.path("hash").asText(), ""), real(lora, "strength"), real(lora, "clip_strength")));
        }
        return new Settings(
                e.path("model_family").asText(),
                "none",
                new ModelRef(e.path("model_hash").asText(), ""),
                Optional.ofNullable(e.path("model2_hash").textValue()).map(h -> new ModelRef(h, "")),
                e.path("sampler").asText(),
                e.path("scheduler").asText(),
                e.path("steps").doubleValue(),
                e.path("cfg").doubleValue(),
                e.path("denoise").doubleValue(),
                real(e, "shift"),
                real(e, "guidance"),
                loras);
    }

    private static Optional<Double> real(JsonNode node, String field) {
        return node.has(field) ? Optional.of(node.path(field).doubleValue()) : Optional.empty();
    }
}
