package io.gentrack.community.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.community.server.Api.Reply;
import io.gentrack.community.server.Entries.PublicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be submitted, and how it is counted. */
class SubmitContractTest extends ContractCase {
    private static final Path VECTORS =
            Path.of(System.getProperty("gentrack.root", "..")).resolve("community/vectors/fingerprints.json");

    @Test
    void a_combination_is_public_from_the_third_contributor() throws Exception {
        PublicFile model = make.model();
        ObjectNode entry = make.entry(model);
        contribute(entry, 4, 5);
        assertThat(found("model_hash", model.hash())).isEmpty();

        contribute(entry, 6);

        JsonNode result = found("model_hash", model.hash()).get(0);
        assertThat(result.path("settings_hash").asText())
                .isEqualTo(entry.path("settings_hash").asText());
        assertThat(result.path("total_uses").asInt()).isEqualTo(15);
        assertThat(result.path("unique_users").asInt()).isEqualTo(3);
        assertThat(result.path("avg_reuse").asDouble()).isEqualTo(5.0);
    }

    @Test
    void a_replayed_submission_is_accepted_and_writes_no_row() throws Exception {
        ObjectNode one = make.entry(make.model(), make.lora());
        ObjectNode two = make.entry(make.model());
        contribute(one, 3, 3, 3);
        Reply first = api.submit(one, two);
        accepted(first, 2);
        assertThat(first.rowsWritten()).isPositive();

        Reply again = api.submit(two, one);

        accepted(again, 2);
        assertThat(again.rowsWritten()).isZero();
    }

    @Test
    void the_largest_number_that_a_token_stated_counts() throws Exception {
        PublicFile model = make.model();
        ObjectNode entry = make.entry(model);
        ObjectNode mine = make.another(entry, 10);
        contribute(entry, 1, 1);
        accepted(api.submit(mine), 1);
        assertThat(found("model_hash", model.hash()).get(0).path("total_uses").asInt())
                .isEqualTo(12);

        accepted(api.submit(mine.deepCopy().put("uses", 25)), 1);
        assertThat(found("model_hash", model.hash()).get(0).path("total_uses").asInt())
                .isEqualTo(27);

        Reply smaller = api.submit(mine.deepCopy().put("uses", 2));
        assertThat(smaller.rowsWritten()).isZero();
        assertThat(found("model_hash", model.hash()).get(0).path("total_uses").asInt())
                .isEqualTo(27);
        assertThat(found("model_hash", model.hash()).get(0).path("unique_users").asInt())
                .isEqualTo(3);
    }

    @Test
    void no_contributor_counts_more_than_a_hundred_uses() throws Exception {
        PublicFile model = make.model();
        contribute(make.entry(model), 1_000_000_000, 100, 101);

        JsonNode result = found("model_hash", model.hash()).get(0);
        assertThat(result.path("total_uses").asInt()).isEqualTo(300);
        assertThat(result.path("avg_reuse").asDouble()).isEqualTo(100.0);
    }

    @Test
    void a_forged_hash_is_refused_with_all_that_came_with_it() throws Exception {
        PublicFile model = make.model();
        ObjectNode honest = make.entry(model);
        for (String hash : List.of(
                "0".repeat(64),
                Entries.sealed(honest.deepCopy().put("cfg", 7))
                        .path("settings_hash")
                        .asText())) {
            Reply reply = api.submit(honest, make.another(honest, 3).put("settings_hash", hash));
            problem(reply, 422, "settings-hash-mismatch");
            assertThat(pointers(reply)).containsExactly("/entries/1/settings_hash");
        }

        contribute(honest, 1, 1);
        assertThat(found("model_hash", model.hash())).isEmpty();
    }

    @TestFactory
    List<DynamicTest> every_fingerprint_is_computed_as_gentrack_does() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode vector : Api.JSON.readTree(Files.readString(VECTORS)).path("vectors")) {
            tests.add(DynamicTest.dynamicTest(vector.path("why").asText(), () -> {
                ObjectNode entry = vector.path("entry").deepCopy();
                assertThat(Entries.sealed(entry.deepCopy())
                                .path("settings_hash")
                                .asText())
                        .isEqualTo(vector.path("settings_hash").asText());
                civitai.publishes("31E35C80FC", 101, "Checkpoint", "Base", "v1", "Model");
                civitai.publishes("0123456789", 102, "Checkpoint", "Second", "v1", "Model");
                civitai.publishes("A1B2C3D4E5", 123_456, "LORA", "Lora A", "v1", "Model");
                civitai.publishes("00B2C3D4E5", 104, "LORA", "Lora B", "v1", "Model");
                entry.put("model_civitai_id", 101);
                if (entry.has("model2_hash")) {
                    entry.put("model2_civitai_id", 102);
                }
                entry.path("loras")
                        .forEach(lora -> ((ObjectNode) lora)
                                .put("civitai_id", lora.path("hash").asText().startsWith("A1") ? 123_456 : 104));
                entry.set("settings_hash", vector.path("settings_hash"));
                entry.put("uses", 1).put("day", "2026-11-02").put("token", make.token());
                accepted(api.submit(entry), 1);
            }));
        }
        assertThat(tests).hasSizeGreaterThan(20);
        return tests;
    }

    @Test
    void titles_and_ids_are_those_that_the_server_learned_itself() throws Exception {
        PublicFile model = make.publish("Checkpoint", "Copax \u202eTimeless\n" + make.word());
        PublicFile lora = make.lora();
        contribute(make.entry(model, lora), 1, 1, 1);

        JsonNode result = found("model_hash", model.hash()).get(0);
        assertThat(result.path("model_name").asText())
                .startsWith("Copax Timeless ")
                .endsWith(" - v1.0")
                .doesNotContain("\n", "\u202e");
        assertThat(result.path("model_civitai_id").asLong()).isEqualTo(model.id());
        assertThat(result.path("lora_name").asText()).isEqualTo(lora.title());
        assertThat(civitai.asked()).containsOnlyOnce(model.hash()).containsOnlyOnce(lora.hash());
    }

    @Test
    void a_model_or_lora_that_is_not_published_is_refused_and_the_rest_is_taken() throws Exception {
        PublicFile model = make.model();
        PublicFile secret = new PublicFile(make.hash(), 12, "");
        ObjectNode good = make.entry(model);
        Reply reply = api.submit(make.entry(secret), good, make.entry(model, make.lora(), secret));

        accepted(reply, 1);
        JsonNode refused = reply.json().path("rejected");
        assertThat(refused.findValuesAsText("index")).containsExactly("0", "2");
        assertThat(refused.findValuesAsText("code")).containsExactly("not-public", "not-public");
        contribute(good, 1, 1);
        assertThat(found("model_hash", model.hash())).hasSize(1);
        assertThat(found("model_hash", secret.hash())).isEmpty();
    }

    @Test
    void a_file_published_under_another_version_is_refused() throws Exception {
        PublicFile model = make.model();
        ObjectNode entry = make.entry(model).put("model_civitai_id", model.id() + 1);
        rejected(api.submit(entry), "wrong-version");
        accepted(api.submit(make.entry(model)), 1);
        rejected(api.submit(entry), "wrong-version");
    }

    @Test
    void a_lora_is_no_model_and_training_data_is_neither() throws Exception {
        rejected(api.submit(make.entry(make.lora())), "wrong-kind");
        rejected(api.submit(make.entry(make.model(), make.model())), "wrong-kind");
        rejected(api.submit(make.entry(make.publish("Upscaler", make.word()))), "wrong-kind");
        PublicFile data = make.model();
        civitai.publishes(data.hash(), data.id(), "Checkpoint", "Name", "v1", "Training Data");
        rejected(api.submit(make.entry(data)), "wrong-kind");
    }

    @Test
    void what_civitai_gave_no_answer_about_can_be_sent_again() throws Exception {
        for (String fault : List.of("<html>Bad gateway</html>", "{\"error\":\"Model not found\"}")) {
            PublicFile model = make.model();
            ObjectNode entry = make.entry(model);
            civitai.fails(model.hash(), fault);
            rejected(api.submit(entry), "not-verified-yet");
            civitai.fails(model.hash(), "");
            accepted(api.submit(entry), 1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/home/bob/models/x",
                "C:\\\\Users\\\\bob\\\\x",
                "..\\\\x",
                "../x",
                "~/x",
                "\\\\\\\\nas\\\\share",
                "file:///x",
                "https://example.org",
                "models/euler",
                "multistep/../x",
                "multistep/a/b",
                "my_face.safetensors",
                "euler.ckpt",
                "euler.pt",
                "picture.png",
                "notes.7z",
                ".env",
                "euler.",
                "name:my_model",
                "bob@example.org",
                "",
                " euler",
                "a portrait of my neighbour, in her garden",
                "euler\\u0000",
                "Euler\\n",
                "\\u732b",
                "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
            })
    void what_looks_like_a_path_a_file_or_a_sentence_is_no_sampler(String json) throws Exception {
        String name = Api.JSON.readTree('"' + json + '"').asText();
        for (String field : List.of("sampler", "scheduler", "model_family")) {
            Reply reply = api.submit(Entries.sealed(make.entry(make.model()).put(field, name)));
            problem(reply, 422, "invalid-request");
            assertThat(pointers(reply)).containsExactly("/entries/0/" + field);
            if (name.length() > 4) {
                assertThat(reply.text()).doesNotContain(name);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "euler",
                "dpmpp_2m_sde_gpu",
                "DPM++ 2M",
                "Euler a",
                "uni_pc_bh2",
                "multistep/res_2m",
                "fully_implicit/gauss-legendre_2s",
                "beta57",
                "AYS SDXL",
                "AYS 30+",
                "GITS[coeff=1.20]",
                "LTXV[default]",
                "kl_optimal (linear)"
            })
    void samplers_and_schedulers_of_real_packs_are_taken(String name) throws Exception {
        accepted(
                api.submit(Entries.sealed(
                        make.entry(make.model()).put("sampler", name).put("scheduler", name))),
                1);
    }

    @Test
    void no_time_is_finer_than_a_day() throws Exception {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        for (String day : List.of(
                "2026-11-02T10:00:00Z",
                "2026-11-02 10:00",
                "1793527200",
                "2026-11",
                "2026-02-30",
                "2026-1-1",
                "+2026-11-02",
                "2022-08-21",
                today.plusDays(2).toString())) {
            Reply reply = api.submit(make.entry(make.model()).put("day", day));
            problem(reply, 422, "invalid-request");
            assertThat(pointers(reply)).containsExactly("/entries/0/day");
        }
        problem(api.submit(make.entry(make.model()).put("day", 1793527200)), 422, "invalid-request");

        PublicFile model = make.model();
        ObjectNode entry = make.entry(model);
        contribute(entry.put("day", "2026-10-30"), 1);
        contribute(entry.put("day", today.toString()), 1);
        contribute(entry.put("day", "2026-11-01"), 1);
        Reply reply = search("model_hash", model.hash());
        assertThat(reply.results().get(0).path("last_seen").asText()).isEqualTo(today.toString());
        assertThat(reply.text()).doesNotContainPattern("[0-9]{1,2}:[0-9]{2}");
    }

    @Test
    void more_new_files_than_can_be_asked_about_at_once_are_taken_with_the_next_submissions() throws Exception {
        ObjectNode[] entries = new ObjectNode[50];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = make.entry(make.model());
        }
        Reply first = api.submit(entries);
        accepted(first, 40);
        assertThat(first.json().path("rejected").findValuesAsText("code")).containsOnly("not-verified-yet");
        accepted(api.submit(entries), 50);
    }

    @Test
    void who_knows_the_token_takes_a_contribution_back() throws Exception {
        PublicFile model = make.model();
        PublicFile lora = make.lora();
        ObjectNode entry = make.entry(model, lora);
        ObjectNode mine = make.another(entry, 50);
        accepted(api.submit(mine), 1);
        contribute(entry, 1, 2, 3);
        assertThat(found("lora_hash", lora.hash()).get(0).path("total_uses").asInt())
                .isEqualTo(56);

        Reply wrong = api.forget(make.another(entry, 1));
        assertThat(wrong.status()).isEqualTo(200);
        assertThat(wrong.json().path("deleted").asInt()).isZero();

        Reply right = api.forget(mine, make.entry(make.model()));
        assertThat(right.json().path("deleted").asInt()).isEqualTo(1);
        assertThat(right.header("Cache-Control")).isEqualTo("no-store");
        assertThat(found("lora_hash", lora.hash()).get(0).path("total_uses").asInt())
                .isEqualTo(6);
        assertThat(found("lora_hash", lora.hash()).get(0).path("unique_users").asInt())
                .isEqualTo(3);
        assertThat(api.forget(mine).json().path("deleted").asInt()).isZero();
    }

    @Test
    void below_three_contributors_a_combination_is_private_again() throws Exception {
        PublicFile model = make.model();
        PublicFile lora = make.lora();
        ObjectNode entry = make.entry(model, lora);
        ObjectNode mine = make.another(entry, 5);
        accepted(api.submit(mine), 1);
        contribute(entry, 5, 5);
        assertThat(found("lora_hash", lora.hash())).hasSize(1);
        assertThat(found("model_hash", model.hash())).hasSize(1);

        api.forget(mine);

        assertThat(found("lora_hash", lora.hash())).isEmpty();
        assertThat(found("model_hash", model.hash())).isEmpty();
    }

    @Test
    void taking_back_needs_hash_and_token() throws Exception {
        for (String body : List.of(
                "{}",
                "{\"entries\":[]}",
                "{\"entries\":[{}]}",
                "{\"entries\":[{\"settings_hash\":\"" + "0".repeat(64) + "\"}]}",
                "{\"entries\":[{\"settings_hash\":\"" + "0".repeat(64) + "\",\"token\":\"%\"}]}")) {
            problem(api.forget(body), 422, "invalid-request");
        }
        problem(api.forget("{"), 400, "malformed-json");
    }
}
