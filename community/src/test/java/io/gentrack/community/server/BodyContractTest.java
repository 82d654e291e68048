package io.gentrack.community.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.community.server.Api.Reply;
import io.gentrack.community.server.Entries.PublicFile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a body may hold: fields, limits, JSON. */
class BodyContractTest extends ContractCase {
    @TestFactory
    List<DynamicTest> what_the_contract_does_not_name_is_refused() {
        return List.of(
                wrong("a file name", "", e -> e.put("model_name", "x.safetensors")),
                wrong("a prompt", "", e -> e.put("prompt", "a cat")),
                wrong("a size", "", e -> e.put("width", 1024)),
                wrong("a name of a LoRA", "/loras/0", e -> lora(e).put("name", "my lora")),
                wrong("the old count", "", e -> e.put("reuse_count", 3)),
                wrong("no token", "/token", e -> e.remove("token")),
                wrong("a short token", "/token", e -> e.put("token", "abc")),
                wrong("a token with spare bits", "/token", e -> e.put("token", "A".repeat(21) + "B")),
                wrong("null", "/shift", e -> e.putNull("shift")),
                wrong("a number as text", "/steps", e -> e.put("steps", "20")),
                wrong("no steps", "/steps", e -> e.put("steps", 0)),
                wrong("too many steps", "/steps", e -> e.put("steps", 10_001)),
                wrong("too much denoise", "/denoise", e -> e.put("denoise", 1.01)),
                wrong("too large a cfg", "/cfg", e -> e.put("cfg", 1e9)),
                wrong("no use", "/uses", e -> e.put("uses", 0)),
                wrong("half a use", "/uses", e -> e.put("uses", 1.5)),
                wrong("too many uses", "/uses", e -> e.put("uses", 1_000_000_001L)),
                wrong("an unresolved model", "/model_hash", e -> e.put("model_hash", "name:model")),
                wrong("a hash in small letters", "/model_hash", e -> e.put("model_hash", "abcdefabcd")),
                wrong("a whole SHA-256", "/model_hash", e -> e.put("model_hash", "A".repeat(64))),
                wrong("no public id", "/model_civitai_id", e -> e.remove("model_civitai_id")),
                wrong("a public id of nothing", "/model_civitai_id", e -> e.put("model_civitai_id", 0)),
                wrong("a second model without id", "/model2_civitai_id", e -> e.put("model2_hash", "AAAAAAAAAA")),
                wrong("a LoRA without id", "/loras/0/civitai_id", e -> lora(e).remove("civitai_id")),
                wrong("a strength of nothing", "/loras/0/strength", e -> lora(e).put("strength", 1000)),
                wrong("a clip strength alone", "/loras/0/strength", e -> {
                    lora(e).remove("strength");
                    lora(e).put("clip_strength", 1);
                }),
                wrong("LoRAs that are no list", "/loras", e -> e.putObject("loras")));
    }

    private static ObjectNode lora(ObjectNode entry) {
        return (ObjectNode) entry.path("loras").path(0);
    }

    private static DynamicTest wrong(String what, String pointer, Consumer<ObjectNode> change) {
        return DynamicTest.dynamicTest(what, () -> {
            ObjectNode entry = make.entry(make.model(), make.lora());
            change.accept(entry);
            Reply reply = api.submit(entry);
            problem(reply, 422, "invalid-request");
            assertThat(pointers(reply)).containsExactly("/entries/0" + pointer);
        });
    }

    @Test
    void a_body_has_its_limits() throws Exception {
        ObjectNode entry = make.entry(make.model());
        ObjectNode[] many = new ObjectNode[101];
        for (int i = 0; i < many.length; i++) {
            many[i] = Entries.sealed(entry.deepCopy().put("steps", i + 1));
        }
        problem(api.submit(many), 422, "invalid-request");
        problem(api.submit(), 422, "invalid-request");
        problem(api.submit(entry, make.another(entry, 3)), 422, "invalid-request");
        many = java.util.Arrays.copyOf(many, 100);
        accepted(api.submit(many), 100);

        PublicFile[] loras = new PublicFile[25];
        for (int i = 0; i < loras.length; i++) {
            loras[i] = make.lora();
        }
        Reply reply = api.submit(make.entry(make.model(), loras));
        problem(reply, 422, "invalid-request");
        assertThat(pointers(reply)).containsExactly("/entries/0/loras");
        accepted(api.submit(make.entry(make.model(), java.util.Arrays.copyOf(loras, 24))), 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"entries\":[}",
                "{} {}",
                "nothing",
                "{\"client_version\":\"0.1.0\",\"entries\":[NaN]}",
                "\ufeff{}",
                "{'entries':[]}"
            })
    void what_is_no_json_is_refused(String body) throws Exception {
        problem(
                api.send(
                        "POST",
                        "/api/v1/settings/submit",
                        body.getBytes(StandardCharsets.UTF_8),
                        Map.of("Content-Type", "application/json")),
                400,
                "malformed-json");
    }

    @Test
    void what_is_json_of_another_form_is_refused() throws Exception {
        for (String body : List.of(
                "[]",
                "null",
                "3",
                "\"text\"",
                "{}",
                "{\"entries\":{}}",
                "{\"client_version\":\"0.1.0\",\"entries\":[null]}",
                "{\"client_version\":\"0.1.0\",\"entries\":[[]]}",
                "{\"client_version\":\"me@home\",\"entries\":[" + make.entry(make.model()) + "]}",
                Api.submission(make.entry(make.model())).put("user", "bob").toString())) {
            problem(api.post(body), 422, "invalid-request");
        }
    }

    @Test
    void a_hostile_body_is_an_answer_and_no_crash() throws Exception {
        problem(api.post("[".repeat(100_000)), 400, "malformed-json");
        // Some readers of JSON go that deep and some do not.
        assertThat(api.post("{\"a\":" + "[".repeat(50_000) + "]".repeat(50_000) + "}")
                        .status())
                .isIn(400, 422);
        byte[] notUtf8 = {'{', '"', (byte) 0xC3, (byte) 0x28, '"', ':', '1', '}'};
        problem(api.send("POST", "/api/v1/settings/submit", notUtf8, Map.of()), 400, "malformed-json");
        problem(api.post("{\"a\":\"" + "x".repeat(262_144) + "\"}"), 413, "too-large");
        problem(api.post(" ".repeat(400_000)), 413, "too-large");
        accepted(api.submit(make.entry(make.model())), 1);
    }

    @Test
    void a_body_must_say_that_it_is_json() throws Exception {
        byte[] body = Api.submission(make.entry(make.model())).toString().getBytes(StandardCharsets.UTF_8);
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
            problem(api.send("POST", "/api/v1/settings/submit", body, Map.of("Content-Type", type)), 415, "not-json");
        }
        accepted(
                api.send(
                        "POST",
                        "/api/v1/settings/submit",
                        body,
                        Map.of("Content-Type", "Application/JSON; charset=utf-8")),
                1);
    }

    @Test
    void bodies_that_were_damaged_on_the_way_are_never_the_servers_fault() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] whole = Api.submission(make.entry(make.model(), make.lora()), make.entry(make.model()))
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        String spare = "{}[],:\"\\-+.eE0199999999nulltrue \u0000\u00ff";
        for (int i = 0; i < 200; i++) {
            byte[] body =
                    Arrays.copyOf(whole, random.nextInt(8) == 0 ? 1 + random.nextInt(whole.length) : whole.length);
            for (int k = random.nextInt(4); k >= 0; k--) {
                body[random.nextInt(body.length)] = (byte) spare.charAt(random.nextInt(spare.length()));
            }
            Reply reply = api.send("POST", "/api/v1/settings/submit", body, Map.of());
            assertThat(reply.status())
                    .as("seed %s, body %s: %s", seed, new String(body, StandardCharsets.ISO_8859_1), reply.text())
                    .isIn(200, 400, 422);
        }
    }
}
