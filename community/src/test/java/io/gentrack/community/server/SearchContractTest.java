package io.gentrack.community.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.community.server.Api.Reply;
import io.gentrack.community.server.Entries.PublicFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What searches find, and how answers are kept. */
class SearchContractTest extends ContractCase {
    private static List<String> hashes(List<JsonNode> results) {
        return results.stream().map(r -> r.path("settings_hash").asText()).toList();
    }

    private static String hash(ObjectNode entry) {
        return entry.path("settings_hash").asText();
    }

    private static ObjectNode shared(ObjectNode entry, int... uses) throws IOException, InterruptedException {
        contribute(entry, uses);
        return entry;
    }

    @Test
    void a_result_says_everything_that_is_needed_to_use_it() throws Exception {
        PublicFile model = make.model();
        PublicFile second = make.model();
        PublicFile lora = make.lora();
        ObjectNode entry = make.entry(model, lora);
        entry.put("model_family", "wan22").put("model2_hash", second.hash()).put("model2_civitai_id", second.id());
        entry.put("cfg", 3.5)
                .put("shift", 8.25)
                .put("guidance", 4)
                .put("steps", 12.5)
                .put("denoise", 0.45);
        shared(Entries.sealed(entry), 2, 3, 5);

        JsonNode result = found("model_hash", model.hash()).get(0);

        ObjectNode expected = Api.JSON.createObjectNode();
        expected.put("settings_hash", hash(entry)).put("model_family", "wan22");
        expected.put("model_hash", model.hash())
                .put("model_name", model.title())
                .put("model_civitai_id", model.id());
        expected.put("model2_hash", second.hash())
                .put("model2_name", second.title())
                .put("model2_civitai_id", second.id());
        expected.put("sampler", "dpmpp_2m")
                .put("scheduler", "karras")
                .put("steps", 12.5)
                .put("cfg", 3.5);
        expected.put("denoise", 0.45).put("shift", 8.25).put("guidance", 4);
        expected.put("lora_hash", lora.hash()).put("lora_name", lora.title()).put("lora_civitai_id", lora.id());
        expected.put("lora_strength", 0.8);
        expected.putArray("loras")
                .addObject()
                .put("hash", lora.hash())
                .put("name", lora.title())
                .put("civitai_id", lora.id())
                .put("strength", 0.8)
                .putNull("clip_strength");
        expected.put("total_uses", 10)
                .put("unique_users", 3)
                .put("avg_reuse", 3.33)
                .put("last_seen", "2026-11-02");
        assertThat(result.equals(ContractJson.NUMBERS_BY_VALUE, expected))
                .as("%s%nis not%n%s", result, expected)
                .isTrue();
    }

    @Test
    void what_does_not_apply_is_null() throws Exception {
        PublicFile model = make.model();
        shared(make.entry(model), 1, 1, 1);

        JsonNode result = found("model_hash", model.hash()).get(0);

        for (String name : List.of(
                "model2_hash",
                "model2_name",
                "model2_civitai_id",
                "shift",
                "guidance",
                "lora_hash",
                "lora_name",
                "lora_civitai_id",
                "lora_strength")) {
            assertThat(result.has(name)).as(name).isTrue();
            assertThat(result.path(name).isNull()).as(name).isTrue();
        }
        assertThat(result.path("loras").isArray()).isTrue();
        assertThat(result.path("loras").isEmpty()).isTrue();
    }

    @Test
    void several_loras_are_found_by_any_of_them() throws Exception {
        PublicFile one = make.lora();
        PublicFile two = make.lora();
        ObjectNode entry = make.entry(make.model(), one, two);
        ((ObjectNode) entry.path("loras").path(0)).put("clip_strength", 0.25);
        ((ObjectNode) entry.path("loras").path(1)).remove("strength");
        shared(Entries.sealed(entry), 1, 2, 3);

        for (PublicFile lora : List.of(one, two)) {
            for (String[] filter : new String[][] {
                {"lora_hash", lora.hash()},
                {"lora_civitai_id", Long.toString(lora.id())},
                {"lora_name", lora.title().substring(2, 8)}
            }) {
                List<JsonNode> results = found(filter);
                assertThat(hashes(results)).as(filter[0]).containsExactly(hash(entry));
                assertThat(results.get(0).path("lora_hash").isNull()).isTrue();
                assertThat(results.get(0).path("loras").findValuesAsText("name"))
                        .containsExactlyInAnyOrder(one.title(), two.title());
            }
        }
        JsonNode loras = found("lora_hash", one.hash()).get(0).path("loras");
        int at = loras.path(0).path("hash").asText().equals(one.hash()) ? 0 : 1;
        JsonNode first = loras.path(at);
        JsonNode second = loras.path(1 - at);
        assertThat(first.path("strength").asDouble()).isEqualTo(0.8);
        assertThat(first.path("clip_strength").asDouble()).isEqualTo(0.25);
        assertThat(second.path("strength").isNull()).isTrue();
    }

    @Test
    void every_filter_narrows_and_all_must_match() throws Exception {
        PublicFile model = make.model();
        PublicFile lora = make.lora();
        ObjectNode plain = shared(make.entry(model), 9, 9, 9);
        ObjectNode styled = shared(make.entry(model, lora), 8, 8, 8);
        ObjectNode other =
                shared(Entries.sealed(make.entry(model).put("sampler", "lcm").put("scheduler", "beta")), 7, 7, 7);
        ObjectNode family = shared(Entries.sealed(make.entry(model).put("model_family", "pony")), 6, 6, 6);

        String hash = model.hash();
        assertThat(hashes(found("model_hash", hash)))
                .containsExactly(hash(plain), hash(styled), hash(other), hash(family));
        assertThat(hashes(found("model_civitai_id", Long.toString(model.id())))).hasSize(4);
        assertThat(hashes(found("model_hash", hash, "model_family", "pony"))).containsExactly(hash(family));
        assertThat(hashes(found("model_hash", hash, "sampler", "lcm"))).containsExactly(hash(other));
        assertThat(hashes(found("model_hash", hash, "scheduler", "karras")))
                .containsExactly(hash(plain), hash(styled), hash(family));
        assertThat(hashes(found("model_hash", hash, "sampler", "lcm", "scheduler", "beta", "model_family", "sdxl")))
                .containsExactly(hash(other));
        assertThat(hashes(found("model_hash", hash, "lora_hash", lora.hash()))).containsExactly(hash(styled));
        assertThat(hashes(found("lora_hash", lora.hash(), "sampler", "lcm"))).isEmpty();
        assertThat(hashes(found("model_hash", hash, "model_civitai_id", Long.toString(model.id() + 1))))
                .isEmpty();
        assertThat(hashes(found("model_hash", make.model().hash(), "lora_hash", lora.hash())))
                .isEmpty();
    }

    @Test
    void samplers_and_schedulers_are_found_alone_and_together() throws Exception {
        String sampler = make.word();
        String scheduler = make.word();
        ObjectNode both = shared(
                Entries.sealed(make.entry(make.model()).put("sampler", sampler).put("scheduler", scheduler)), 3, 3, 3);
        ObjectNode one = shared(Entries.sealed(make.entry(make.model()).put("sampler", sampler)), 2, 2, 2);
        ObjectNode two = shared(Entries.sealed(make.entry(make.model()).put("scheduler", scheduler)), 1, 1, 1);

        assertThat(hashes(found("sampler", sampler))).containsExactly(hash(both), hash(one));
        assertThat(hashes(found("scheduler", scheduler))).containsExactly(hash(both), hash(two));
        assertThat(hashes(found("sampler", sampler, "scheduler", scheduler))).containsExactly(hash(both));
        assertThat(hashes(found("sampler", sampler, "scheduler", scheduler, "model_family", "flux")))
                .isEmpty();
        assertThat(hashes(found("sampler", sampler, "model_family", "sdxl"))).containsExactly(hash(both), hash(one));
        assertThat(found("sampler", make.word())).isEmpty();
    }

    @Test
    void a_name_is_found_by_any_part_in_any_case() throws Exception {
        String word = make.word();
        PublicFile model = make.publish("Checkpoint", "Copax " + word + " (\"XL\") 100%_*");
        ObjectNode entry = shared(make.entry(model), 1, 1, 1);
        PublicFile lora = make.publish("LORA", "Copax " + word);

        for (String part : List.of(
                word,
                word.toUpperCase(java.util.Locale.ROOT),
                word.substring(3, 6),
                "  " + word + "  ",
                word + " (\"XL\")",
                word + " (\"xl\") 100%_* - v1")) {
            assertThat(hashes(found("model_name", part))).as(part).contains(hash(entry));
        }
        for (String part :
                List.of(word + "\" OR model : \"a", word + "*", "\"" + word, "%" + word, word + " AND", word + "x")) {
            assertThat(found("model_name", part)).as(part).isEmpty();
        }
        assertThat(found("lora_name", word))
                .as("the LoRA is in no public combination")
                .isEmpty();
        assertThat(found("model_name", word, "lora_name", lora.title())).isEmpty();
    }

    @Test
    void a_name_of_many_models_gives_the_most_used_of_them() throws Exception {
        String word = make.word();
        List<ObjectNode> entries = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            entries.add(shared(make.entry(make.publish("Checkpoint", word + i)), i + 1, i + 1, i + 1));
        }
        List<String> expected = entries.stream()
                .map(SearchContractTest::hash)
                .sorted(Comparator.reverseOrder())
                .toList();
        List<String> found = hashes(found("model_name", word));
        assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(found.get(0)).isEqualTo(hash(entries.get(11)));
        assertThat(hashes(found("model_name", word, "sampler", "dpmpp_2m"))).isEqualTo(found);
    }

    @Test
    void pages_hold_each_result_once_most_used_first() throws Exception {
        PublicFile model = make.model();
        ObjectNode[] entries = new ObjectNode[23];
        for (int i = 0; i < entries.length; i++) {
            // Several with equal uses, on both sides of every page's end.
            entries[i] = Entries.sealed(make.entry(model).put("steps", i + 1)).put("uses", 1 + i / 6);
        }
        for (int user = 0; user < 3; user++) {
            for (ObjectNode entry : entries) {
                entry.put("token", make.token());
            }
            accepted(api.submit(entries), entries.length);
        }

        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        List<String> totals = new ArrayList<>();
        for (int page = 0; page < 5; page++) {
            Reply reply = cursor.isEmpty()
                    ? api.search("model_hash", model.hash(), "limit", "5")
                    : api.search("model_hash", model.hash(), "limit", "5", "cursor", cursor);
            all.addAll(reply.results());
            totals.add(reply.json().path("total").asInt() + " "
                    + reply.json().path("total_relation").asText());
            assertThat(reply.json().path("next").isNull()).isEqualTo(page == 4);
            cursor = reply.json().path("next").asText();
        }

        assertThat(totals).containsExactly("5 gte", "10 gte", "15 gte", "20 gte", "23 eq");
        assertThat(hashes(all)).doesNotHaveDuplicates().hasSize(23);
        List<Integer> uses = all.stream().map(r -> r.path("total_uses").asInt()).toList();
        assertThat(uses).isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void the_most_used_are_popular() throws Exception {
        String family = make.word();
        ObjectNode second = shared(Entries.sealed(make.entry(make.model()).put("model_family", family)), 5, 5, 5);
        ObjectNode first = shared(Entries.sealed(make.entry(make.model()).put("model_family", family)), 100, 100, 100);
        shared(Entries.sealed(make.entry(make.model()).put("model_family", family)), 100, 100);

        Reply reply = api.get("/api/v1/settings/popular", "model_family", family);
        assertThat(hashes(reply.results())).containsExactly(hash(first), hash(second));
        assertThat(reply.json().path("total").asInt()).isEqualTo(2);
        assertThat(reply.json().path("total_relation").asText()).isEqualTo("eq");

        Reply all = api.get("/api/v1/settings/popular", "limit", "50");
        List<Integer> uses =
                all.results().stream().map(r -> r.path("total_uses").asInt()).toList();
        assertThat(uses).isNotEmpty().isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(hashes(all.results())).contains(hash(first));
    }

    @Test
    void a_question_that_makes_no_sense_is_refused() throws Exception {
        for (String[] question : new String[][] {
            {},
            {"limit", "5"},
            {"model_name", "xl"},
            {"lora_name", "  xl  "},
            {"model_name", "x".repeat(65)},
            {"model_name", "a\u0000bc"},
            {"model_family", ""},
            {"model_hash", "xyz"},
            {"model_civitai_id", "1.5"},
            {"model_civitai_id", "-1"},
            {"lora_civitai_id", "9007199254740992"},
            {"sampler", "/etc/passwd"},
            {"prompt", "a cat"},
            {"model_family", "sdxl", "limit", "0"},
            {"model_family", "sdxl", "limit", "101"},
            {"model_family", "sdxl", "limit", "ten"},
            {"model_family", "sdxl", "cursor", "x"},
            {"model_family", "sdxl", "cursor", "1.2"},
            {"model_family", "sdxl", "model_family", "flux"}
        }) {
            Reply reply = api.search(question);
            problem(reply, 422, "invalid-request");
            assertThat(reply.json().path("errors").size()).isEqualTo(1);
        }
        problem(api.get("/api/v1/settings/popular", "sampler", "euler"), 422, "invalid-request");
        problem(api.get("/api/v1/settings/popular", "limit", "1000"), 422, "invalid-request");
    }

    @Test
    void an_answer_says_how_long_it_holds_and_need_not_be_sent_twice() throws Exception {
        PublicFile model = make.model();
        shared(make.entry(model), 1, 1, 1);
        String question = "/api/v1/settings/search?model_hash=" + model.hash();
        Reply first = api.send("GET", question, new byte[0], Map.of());
        String etag = first.header("ETag");

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.header("Content-Type")).startsWith("application/json");
        assertThat(first.header("Cache-Control")).isEqualTo("public, max-age=3600");
        assertThat(first.json().path("cache_ttl").asInt()).isEqualTo(3600);
        assertThat(etag).matches("\"[0-9a-f]{32}\"");
        for (String known : List.of(etag, "W/" + etag, "\"other\", " + etag, "*")) {
            Reply again = api.send("GET", question, new byte[0], Map.of("If-None-Match", known));
            assertThat(again.status()).as(known).isEqualTo(304);
            assertThat(again.text()).isEmpty();
            assertThat(again.header("ETag")).isEqualTo(etag);
        }
        assertThat(api.send("GET", question, new byte[0], Map.of("If-None-Match", "\"other\""))
                        .status())
                .isEqualTo(200);
        assertThat(api.search("model_hash", model.hash(), "limit", "7").header("ETag"))
                .as("the same results are the same answer")
                .isEqualTo(etag);
    }

    @Test
    void a_changed_answer_has_another_tag() throws Exception {
        PublicFile model = make.model();
        ObjectNode entry = shared(make.entry(model), 1, 1, 1);
        String before = search("model_hash", model.hash()).header("ETag");
        contribute(entry, 1);
        assertThat(search("model_hash", model.hash()).header("ETag")).isNotEqualTo(before);
    }
}
