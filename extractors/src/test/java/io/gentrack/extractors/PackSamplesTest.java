package io.gentrack.extractors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gentrack.core.extract.Plugins;
import io.gentrack.core.job.FileAnalyzer;
import io.gentrack.core.job.InspectJson;
import io.gentrack.core.settings.GraphFamilies;
import io.gentrack.core.settings.ModelNames;
import io.gentrack.core.settings.SettingsBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every {@code packs/<pack>/<quirk>.json} is read as a file would be; its {@code <quirk>.expected.json} lists what has to come
 * out: any part of the object of {@code inspect --json}. Arrays are compared whole, objects by the fields that are listed.
 */
class PackSamplesTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final FileAnalyzer analyzer =
            new FileAnalyzer(Plugins.builtIn(), new SettingsBuilder(ModelNames.BY_NAME, new GraphFamilies()));

    @TestFactory
    List<DynamicTest> every_sample_gives_what_is_expected() throws Exception {
        Path root = Path.of(PackSamplesTest.class.getResource("/packs").toURI());
        List<DynamicTest> tests = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path expected : files.filter(f -> f.toString().endsWith(".expected.json"))
                    .sorted()
                    .toList()) {
                String name = root.relativize(expected).toString().replace(".expected.json", "");
                Path sample = expected.resolveSibling(
                        expected.getFileName().toString().replace(".expected.json", ".json"));
                tests.add(DynamicTest.dynamicTest(name, () -> {
                    JsonNode want = JSON.readTree(Files.readString(expected));
                    JsonNode got = InspectJson.of(name, analyzer.analyze(sample));
                    List<String> differences = new ArrayList<>();
                    compare("", want, got, differences);
                    assertThat(differences).as(got.toPrettyString()).isEmpty();
                }));
            }
        }
        return tests;
    }

    private static void compare(String at, JsonNode want, JsonNode got, List<String> differences) {
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
}
