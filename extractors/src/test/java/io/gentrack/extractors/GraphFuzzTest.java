package io.gentrack.extractors;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.extract.Plugins;
import io.gentrack.core.extract.parameters.ParametersText;
import io.gentrack.core.job.AnalyzingReader;
import io.gentrack.core.job.FileAnalysis;
import io.gentrack.core.job.FileAnalyzer;
import io.gentrack.core.job.InspectJson;
import io.gentrack.core.settings.ChainSettings;
import io.gentrack.core.settings.GraphFamilies;
import io.gentrack.core.settings.ModelNames;
import io.gentrack.core.settings.SettingsBuilder;
import io.gentrack.core.store.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Texts of strangers on their whole way from JSON to what is stored and shown: nothing but an outcome comes of them. In an ordinary build
 * each test runs over its seeds; {@code .ci/fuzz.sh} fuzzes.
 */
class GraphFuzzTest {
    private static final SettingsBuilder SETTINGS = new SettingsBuilder(ModelNames.BY_NAME, new GraphFamilies());
    private static final FileAnalyzer ANALYZER = new FileAnalyzer(Plugins.builtIn(), SETTINGS);
    private static final AnalyzingReader READER = new AnalyzingReader(ANALYZER, SETTINGS);
    private static final List<String> TEXTS =
            PackSamples.all().values().stream().map(PackSamples::text).toList();
    private static final List<JsonNode> GRAPHS = graphs();

    private static final List<String> PARAMETERS = List.of(
            "a cat\nNegative prompt: dog\nSteps: 20, Sampler: DPM++ 2M Karras, CFG scale: 7, Seed: 1, Size: 512x768,"
                    + " Model hash: 1234567890, Model: a, Lora hashes: \"b: 1234567890ab\", Denoising strength: 0.4,"
                    + " Hires upscale: 2, Hires steps: 10, Refiner: c [0123456789], Refiner switch at: 0.8, Version: v1.9.4",
            "<lora:b:0.8> x\nSteps: 8, Sampler: Euler a, Schedule type: SGM Uniform, CFG scale: 1, Size: 1024x1024,"
                    + " Hashes: {\"model\": \"1234567890\", \"lora:b\": \"abcdef1234\"}",
            "{\"sui_image_params\": {\"model\": \"a\", \"steps\": 20, \"cfgscale\": 7.0, \"sampler\": \"euler\","
                    + " \"scheduler\": \"normal\", \"aspectratio\": \"1:1\", \"loras\": [\"b\"], \"loraweights\": [\"0.5\"]}}",
            "{\"prompt\": \"x\", \"steps\": 25, \"cfgScale\": 5, \"sampler\": \"Euler a\", \"resources\":"
                    + " [{\"modelVersionId\": 7, \"strength\": 1}], \"width\": 512, \"height\": 512}");

    @MethodSource("jsonSeeds")
    @FuzzTest(maxDuration = "")
    void json(byte[] text) {
        whole(new String(text, StandardCharsets.UTF_8));
    }

    @MethodSource("tapes")
    @FuzzTest(maxDuration = "")
    void edited(byte[] tape) {
        whole(EditedGraph.of(tape, GRAPHS).toString());
    }

    @MethodSource("parametersSeeds")
    @FuzzTest(maxDuration = "")
    void parameters(byte[] text) {
        if (ParametersText.read(Optional.of(new String(text, StandardCharsets.UTF_8)), Map.of())
                instanceof ParametersText.Reading.Settings said) {
            said.extraction()
                    .chains()
                    .forEach(chain ->
                            sound(SETTINGS.knowing(said.hashes()).build(said.graph(), said.extraction(), chain)));
        }
    }

    private static void whole(String json) {
        FileAnalysis analysis = ANALYZER.analyzeJson(json);
        assertThat(InspectJson.of("a.json", analysis).path("outcome").asText()).isNotEmpty();
        if (analysis instanceof FileAnalysis.Workflows found) {
            found.workflows().forEach(workflow -> {
                workflow.settings().forEach(GraphFuzzTest::sound);
                assertThat(READER.graph(workflow, Origin.IMPORT, Optional.empty(), false)
                                .executionKey())
                        .hasSize(64);
            });
        }
    }

    /** Complete means that nothing is blank; what the graph does not say is missing, not empty. */
    private static void sound(ChainSettings settings) {
        if (settings instanceof ChainSettings.Complete complete) {
            assertThat(complete.settings().sampler()).isNotBlank();
            assertThat(complete.settings().scheduler()).isNotBlank();
            assertThat(complete.settings().model().name()).isNotBlank();
            assertThat(complete.fingerprint().hash()).hasSize(64);
        }
    }

    static Stream<byte[]> jsonSeeds() {
        return TEXTS.stream().filter(text -> text.length() < 4000).map(GraphFuzzTest::bytes);
    }

    static Stream<byte[]> parametersSeeds() {
        return PARAMETERS.stream().map(GraphFuzzTest::bytes);
    }

    /** The same every time: what a build finds, another finds again. */
    static Stream<byte[]> tapes() {
        Random random = new Random(17);
        return Stream.generate(() -> {
                    byte[] tape = new byte[80];
                    random.nextBytes(tape);
                    return tape;
                })
                .limit(300);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<JsonNode> graphs() {
        return TEXTS.stream()
                .flatMap(text -> {
                    try {
                        return EditedGraph.parse(text).stream();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }
}
