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
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    List<DynamicTest> every_sample_gives_what_is_expected() {
        return PackSamples.all().entrySet().stream()
                .map(sample -> DynamicTest.dynamicTest(
                        sample.getKey(), () -> givesWhatIsExpected(sample.getKey(), sample.getValue())))
                .toList();
    }

    private void givesWhatIsExpected(String name, Path sample) throws IOException {
        JsonNode want = JSON.readTree(PackSamples.text(PackSamples.expected(sample)));
        JsonNode got = InspectJson.of(name, analyzer.analyze(sample));
        List<String> differences = new ArrayList<>();
        compare("", want, got, differences);
        assertThat(differences).as(got.toPrettyString()).isEmpty();
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
