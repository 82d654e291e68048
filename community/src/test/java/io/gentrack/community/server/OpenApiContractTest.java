package io.gentrack.community.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.gentrack.community.server.Entries.PublicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** openapi.yaml says what the servers do: names of fields, patterns, kinds of problems. */
class OpenApiContractTest extends ContractCase {
    private static final Path COMMUNITY =
            Path.of(System.getProperty("gentrack.root", "..")).resolve("community");

    private static JsonNode document;

    @BeforeAll
    static void read() throws IOException {
        Object yaml = new Load(LoadSettings.builder().build())
                .loadFromString(Files.readString(COMMUNITY.resolve("openapi.yaml")));
        document = new ObjectMapper().valueToTree(yaml);
    }

    private static JsonNode schema(String name) {
        JsonNode schema = document.path("components").path("schemas").path(name);
        assertThat(schema.isObject()).as(name).isTrue();
        return schema;
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new TreeSet<>();
        list.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    @Test
    void every_reference_leads_somewhere() {
        List<JsonNode> references = document.findValues("$ref");
        assertThat(references).hasSizeGreaterThan(30);
        for (JsonNode reference : references) {
            assertThat(document.at(reference.asText().substring(1)).isMissingNode())
                    .as(reference.asText())
                    .isFalse();
        }
    }

    @Test
    void answers_have_the_fields_of_their_schemas() throws IOException, InterruptedException, SQLException {
        PublicFile model = make.model();
        contribute(make.entry(model, make.lora(), make.lora()), 1, 1, 1);
        JsonNode page = search("model_hash", model.hash()).json();

        assertThat(names(page)).isEqualTo(names(schema("Page").path("properties")));
        assertThat(texts(schema("Page").path("required"))).isEqualTo(names(page));
        JsonNode result = page.path("results").path(0);
        assertThat(names(result)).isEqualTo(names(schema("Result").path("properties")));
        assertThat(texts(schema("Result").path("required"))).isEqualTo(names(result));
        assertThat(names(result.path("loras").path(0)))
                .isEqualTo(names(schema("Result").at("/properties/loras/items/properties")));

        JsonNode receipt =
                api.submit(make.entry(new PublicFile(make.hash(), 5, ""))).json();
        assertThat(names(receipt)).isEqualTo(names(schema("Receipt").path("properties")));
        assertThat(names(receipt.path("rejected").path(0)))
                .isEqualTo(names(schema("Receipt").at("/properties/rejected/items/properties")));

        JsonNode problem = api.post("{}").json();
        assertThat(names(problem)).isEqualTo(names(schema("Problem").path("properties")));
        assertThat(texts(schema("Problem").at("/properties/type/enum")))
                .isEqualTo(new TreeSet<>(Stream.of(Problem.Kind.values())
                        .map(kind ->
                                Problem.json(kind, "", List.of()).path("type").asText())
                        .toList()));
    }

    @Test
    void requests_may_have_the_fields_of_their_schemas_and_no_others() throws IOException, InterruptedException {
        ObjectNode entry = make.entry(make.model(), make.lora());
        ((ObjectNode) entry.path("loras").path(0)).put("other", 1);
        assertThat(named(api.submit(entry).json()))
                .isEqualTo(names(schema("Entry").at("/properties/loras/items/properties")));
        entry = make.entry(make.model()).put("other", 1);
        assertThat(named(api.submit(entry).json()))
                .isEqualTo(names(schema("Entry").path("properties")));
        assertThat(named(api.post("{\"other\":1}").json()))
                .isEqualTo(names(schema("Submission").path("properties")));

        Set<String> search = new TreeSet<>();
        for (JsonNode parameter : document.at("/paths/~1api~1v1~1settings~1search/get/parameters")) {
            search.add(parameter.path("name").asText());
        }
        search.remove("");
        search.addAll(Set.of("limit", "cursor"));
        assertThat(named(api.search("other", "1").json())).isEqualTo(search);
    }

    /** The fields that a refusal names. */
    private static Set<String> named(JsonNode problem) {
        String detail = problem.path("errors").path(0).path("detail").asText();
        return new TreeSet<>(List.of(detail.substring(detail.indexOf(": ") + 2).split(" ")));
    }

    @Test
    void patterns_are_the_same_everywhere() throws IOException {
        String worker = Files.readString(COMMUNITY.resolve("worker/src/contract.js"));
        Map<String, Shape> shapes = Map.of(
                "SettingsHash", Shape.SETTINGS_HASH,
                "Token", Shape.TOKEN,
                "Family", Shape.FAMILY,
                "Hash", Shape.HASH,
                "MethodName", Shape.METHOD);
        List<String> probes =
                new ArrayList<>(List.of("", "a", "A", "euler", "res_2s", "a/b", "linear/x", "1.2", "a.b", "a\n"));
        probes.addAll(List.of(
                "0".repeat(64), "0".repeat(10), "A".repeat(22), "A".repeat(48), "A".repeat(49), "A".repeat(10)));
        shapes.forEach((name, shape) -> {
            String pattern = schema(name).path("pattern").asText();
            assertThat(worker).as(name).contains("/" + pattern.replace("/", "\\/") + "/");
            assertThat(pattern).startsWith("^").endsWith("$");
            for (String probe : probes) {
                assertThat(shape.allows(TextNode.valueOf(probe)))
                        .as(name + " " + probe)
                        .isEqualTo(Pattern.compile(pattern.substring(1, pattern.length() - 1))
                                .matcher(probe)
                                .matches());
            }
        });
    }

    @Test
    void the_example_of_a_submission_is_one() throws IOException, InterruptedException {
        ObjectNode body = document.at(
                        "/paths/~1api~1v1~1settings~1submit/post/requestBody/content/application~1json/example")
                .deepCopy();
        civitai.publishes("F6A7B8C9D0", 789_012, "Checkpoint", "Qwen-Image", "2512", "Model");
        civitai.publishes("A1B2C3D4E5", 123_456, "LORA", "Lightning", "4 steps", "Model");
        accepted(api.post(body.toString()), 1);
    }
}
