package io.gentrack.extractors;

import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.core.extract.Extractors;
import io.gentrack.core.extract.Plugins;
import io.gentrack.core.extract.description.DescriptionFile;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class DescriptionsTest {
    @TestFactory
    Iterable<DynamicTest> every_built_in_description_compiles() {
        return new BuiltInPlugin()
                .descriptions().stream()
                        .map(url ->
                                DynamicTest.dynamicTest(url.toString().replaceAll(".*/(\\S+)/nodes.json", "$1"), () -> {
                                    DescriptionFile file = DescriptionFile.check(text(url));
                                    assertThat(file.extractors()).isNotEmpty();
                                    assertThat(file.pack()).isNotEmpty();
                                }))
                        .toList();
    }

    @Test
    void no_node_type_is_described_twice() {
        Extractors extractors = Plugins.builtIn();
        assertThat(extractors.notes()).isEmpty();
        assertThat(extractors.shadowed()).isEmpty();
        assertThat(extractors.claims()).containsKeys("KSampler", "LoraLoader", "UNETLoader", "ModelSamplingAuraFlow");
    }

    private static String text(URL url) throws Exception {
        try (var in = url.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
