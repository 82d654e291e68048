package io.gentrack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gentrack.core.extract.description.DescriptionException;
import io.gentrack.core.extract.description.DescriptionFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectAndNodesTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path home;

    private Cli.Result inspect(String... line) {
        return new Cli(home)
                .run(Stream.concat(Stream.of("inspect"), Stream.of(line)).toArray(String[]::new));
    }

    private static String sample(String name) {
        return SamplesTest.SAMPLES.resolve(name).toString();
    }

    @Test
    void people_see_where_each_value_comes_from() {
        String out = inspect(sample("linked-primitives.png")).out();

        assertThat(out)
                .contains("png, read from its prompt")
                .contains("Pass 1, base: KSampler, node 8")
                .containsPattern("sampler +euler +node 8 input sampler_name")
                .containsPattern("steps +26 +node 2 input value")
                .containsPattern("cfg +5\\.5 +node 3 input value")
                .containsPattern("size +896 x 1152 +node .*node 4 input value.*node 7 input height")
                .containsPattern("settings hash +[0-9a-f]{64}");
    }

    @Test
    void a_sampler_without_cfg_is_not_given_one() {
        assertThat(inspect(sample("flux.json")).out())
                .containsPattern("cfg +- +this sampler has none")
                .containsPattern("guidance +3\\.5 +node 5 input guidance")
                .containsPattern("shift +1\\.1392 +node 7: ");
    }

    @Test
    void both_experts_stand_in_one_chain() {
        assertThat(inspect(sample("wan-two-experts.json")).out())
                .contains("Pass 1 of 2, base", "Pass 2 of 2, continuation", "passes 1, 2; counted by pass 1");
    }

    @Test
    void json_is_one_object_a_line_for_every_file_of_a_folder() throws IOException {
        Path folder = Files.createDirectory(home.resolve("mixed"));
        Files.copy(Path.of(sample("flux.png")), folder.resolve("a.png"));
        Files.writeString(folder.resolve("b.txt"), "nothing");
        Files.write(folder.resolve("c.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0});
        Files.writeString(folder.resolve("d.json"), "{\"a\":");

        Cli.Result result =
                inspect("--json", folder.toString(), home.resolve("missing").toString());

        List<JsonNode> lines =
                result.out().lines().map(InspectAndNodesTest::json).toList();
        assertThat(lines)
                .extracting(l -> l.path("outcome").asText())
                .containsExactly("ok", "no-metadata", "unreadable", "unreadable", "unreadable");
        assertThat(result.code()).isEqualTo(Exit.SOME_UNREADABLE);
        assertThat(result.err().lines()).hasSize(3).allMatch(l -> l.contains(": unreadable: "));
    }

    private static JsonNode json(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void nodes_say_who_describes_what() {
        assertThat(new Cli(home).run("nodes", "modelsamplingauraflow").out())
                .containsPattern("ModelSamplingAuraFlow +built-in +comfy");
        assertThat(new Cli(home).run("nodes").out())
                .containsPattern("comfy +built-in +\\d+")
                .contains("node types in all");
    }

    @Test
    void a_description_of_ones_own_stands_above_the_built_in_one_and_both_are_shown() throws IOException {
        Path plugins = Files.createDirectory(home.resolve("plugins"));
        Path mine = Files.writeString(
                plugins.resolve("mine.json"),
                "{\"nodes\": [{\"types\": [\"KSampler\"], \"outputs\": [\"latent_image\"]}]}");

        JsonNode nodes = json(new Cli(home)
                .run("nodes", "KSampler", "--json", "--plugins", plugins.toString())
                .out());

        JsonNode node = Stream.iterate(0, i -> i + 1)
                .limit(nodes.path("nodes").size())
                .map(i -> nodes.path("nodes").path(i))
                .filter(n -> n.path("class_type").asText().equals("KSampler"))
                .findFirst()
                .orElseThrow();
        assertThat(node.path("layer").asText()).isEqualTo("user");
        assertThat(node.path("origin").asText()).isEqualTo(mine.toString());
        assertThat(node.path("shadowed").get(0).path("layer").asText()).isEqualTo("built-in");
    }

    @Test
    void unknown_nodes_come_by_frequency_with_drafts_that_compile() throws IOException, DescriptionException {
        Path folder = Files.createDirectory(home.resolve("graphs"));
        for (int i = 0; i < 3; i++) {
            String lora = i == 0 ? "OddLora" : "LoraLoader";
            Files.writeString(folder.resolve(i + ".json"), """
                    {"1":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"a.safetensors"}},
                     "2":{"class_type":"%s","inputs":{"lora_name":"l.safetensors","strength_model":0.5,"model":["1",0],"clip":["1",1]}},
                     "3":{"class_type":"OddSampler","inputs":{"seed":%d,"steps":9,"cfg":3,"sampler_name":"euler","scheduler":"normal",
                      "denoise":1,"model":["2",0],"positive":["1",1],"latent_image":["4",0]}},
                     "4":{"class_type":"EmptyLatentImage","inputs":{"width":64,"height":64,"batch_size":1}},
                     "5":{"class_type":"SaveImage","inputs":{"images":["3",0]}}}
                    """.formatted(lora, i));
        }

        JsonNode unknown = json(new Cli(home)
                        .run("nodes", "unknown", "--json", folder.toString())
                        .out())
                .path("unknown");

        assertThat(unknown).hasSize(2);
        assertThat(unknown.get(0).path("class_type").asText()).isEqualTo("OddSampler");
        assertThat(unknown.get(0).path("files").asInt()).isEqualTo(3);
        assertThat(unknown.get(0).path("draft").path("pass").path("scheduler").asText())
                .isEqualTo("scheduler");
        assertThat(unknown.get(0).path("example").asText())
                .isEqualTo(folder.resolve("0.json").toString());
        assertThat(unknown.get(1)
                        .path("draft")
                        .path("outputs")
                        .get(0)
                        .path("lora")
                        .path("name")
                        .asText())
                .isEqualTo("lora_name");
        for (JsonNode node : unknown) {
            DescriptionFile.check("{\"nodes\": [" + node.path("draft") + "]}");
        }
    }

    @Test
    void a_wrong_description_is_named_with_its_field() throws IOException {
        Path file = Files.writeString(
                home.resolve("wrong.json"), "{\"nodes\": [{\"types\": [\"X\"], \"pass\": {\"stepz\": 1}}]}");

        Cli.Result result = new Cli(home).run("nodes", "check", file.toString());

        assertThat(result.code()).isEqualTo(Exit.USAGE);
        assertThat(result.err()).contains(file.toString()).contains("stepz");
        assertThat(result.out()).isEmpty();
    }
}
