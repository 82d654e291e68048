package io.gentrack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.extract.Plugins;
import io.gentrack.core.job.FileAnalyzer;
import io.gentrack.core.job.InspectJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every file of {@code samples/} says what its {@code .expected.json} lists: as picture, as API graph and as front-end workflow. */
class SamplesTest {
    static final Path ROOT = Path.of(System.getProperty("gentrack.root", "..")).toAbsolutePath();
    static final Path SAMPLES = ROOT.resolve("samples");

    private static final JsonMapper JSON = new JsonMapper();

    private final FileAnalyzer analyzer = new Wiring(Plugins.builtIn()).analyzer();

    @TestFactory
    List<DynamicTest> every_sample_gives_what_is_expected() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (String name : SamplePicture.RUNS.keySet()) {
            JsonNode expected = JSON.readTree(Files.readString(SAMPLES.resolve(name + ".expected.json")));
            for (Path file : files(name)) {
                tests.add(DynamicTest.dynamicTest(
                        file.getFileName().toString(),
                        () -> check(expected, InspectJson.of(name, analyzer.analyze(file)))));
            }
            if (SamplePicture.TEXTS.containsKey(name)) {
                continue;
            }
            tests.add(DynamicTest.dynamicTest(name + " as the front end saves it", () -> {
                JsonNode graph = JSON.readTree(Files.readString(SAMPLES.resolve(name + ".json")));
                String workflow = SamplePicture.workflow(graph).toString();
                ObjectNode found = InspectJson.of(name, analyzer.analyzeJson(workflow));
                assertThat(found.path("source").asText()).isEqualTo("workflow");
                check(expected, found);
            }));
        }
        return tests;
    }

    private static List<Path> files(String name) throws IOException {
        try (Stream<Path> all = Files.list(SAMPLES)) {
            return all.filter(f -> f.getFileName().toString().matches(name + "(-\\d+)?\\.(png|json)"))
                    .sorted()
                    .toList();
        }
    }

    private static void check(JsonNode expected, JsonNode found) {
        List<String> differences = new ArrayList<>();
        compare("", expected, found, differences);
        assertThat(differences).as(found.toPrettyString()).isEmpty();
    }

    /** Objects by the fields that are listed, arrays whole. */
    static void compare(String at, JsonNode want, JsonNode got, List<String> differences) {
        if (want.isObject() && got.isObject()) {
            for (Map.Entry<String, JsonNode> field : want.properties()) {
                compare(at + "." + field.getKey(), field.getValue(), got.path(field.getKey()), differences);
            }
        } else if (want.isArray() && got.isArray() && want.size() == got.size()) {
            for (int i = 0; i < want.size(); i++) {
                compare(at + "[" + i + "]", want.get(i), got.get(i), differences);
            }
        } else if (want.isNumber() && got.isNumber()) {
            if (Math.abs(want.doubleValue() - got.doubleValue()) > 1e-9) {
                differences.add(at + ": expected " + want + " but was " + got);
            }
        } else if (!want.equals(got)) {
            differences.add(at + ": expected " + want + " but was " + got);
        }
    }

    @Test
    void making_the_pictures_again_gives_the_same_bytes() throws IOException {
        Map<String, byte[]> made = SamplePicture.all(SAMPLES);

        for (Map.Entry<String, byte[]> picture : made.entrySet()) {
            assertThat(Files.readAllBytes(SAMPLES.resolve(picture.getKey())))
                    .as(picture.getKey() + "; after a change of its workflow run SamplePicture again")
                    .isEqualTo(picture.getValue());
        }
    }

    @Test
    void every_sample_has_workflow_picture_and_expectation() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            TreeSet<String> found = files.filter(Files::isRegularFile)
                    .map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".png") || f.endsWith(".json"))
                    .collect(Collectors.toCollection(TreeSet::new));
            TreeSet<String> known = new TreeSet<>(SamplePicture.all(SAMPLES).keySet());
            for (String name : SamplePicture.RUNS.keySet()) {
                if (!SamplePicture.TEXTS.containsKey(name)) {
                    known.add(name + ".json");
                }
                known.add(name + ".expected.json");
            }
            assertThat(found).isEqualTo(known);
        }
    }
}
