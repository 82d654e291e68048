package io.gentrack.bench;

import io.gentrack.core.extract.Extraction;
import io.gentrack.core.extract.Extractors;
import io.gentrack.core.extract.GraphExtractor;
import io.gentrack.core.extract.Plugins;
import io.gentrack.core.graph.Graph;
import io.gentrack.core.graph.GraphKey;
import io.gentrack.core.graph.GraphReader;
import io.gentrack.core.graph.GraphReading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Parsing, key and extraction of one graph. {@code corpus} is a folder of JSON files and pictures; the graphs of up to 30 nodes
 * in API form are taken from it. Without one, synthetic graphs of eight nodes are used.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class ExtractionBenchmark {
    private static final int MOST_NODES = 30;

    @Param("")
    String corpus = "";

    private List<String> texts = List.of();
    private List<Graph> graphs = List.of();
    private GraphReader reader = new GraphReader(c -> Optional.empty());
    private GraphExtractor extractor = new GraphExtractor(Extractors.builder().build());
    private int next;

    @Setup
    public void read() throws IOException {
        Extractors extractors = Plugins.builtIn();
        reader = new GraphReader(extractors.definitions());
        extractor = new GraphExtractor(extractors);
        texts = new ArrayList<>();
        graphs = new ArrayList<>();
        if (corpus.isEmpty()) {
            Random random = new Random(7);
            for (int i = 0; i < 200; i++) {
                add(SyntheticPictures.prompt(i, random));
            }
            return;
        }
        try (Stream<Path> files = Files.walk(Path.of(corpus))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                add(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
            }
        }
    }

    private void add(String json) {
        if (reader.read(json) instanceof GraphReading.Graphs found
                && found.form() == GraphReading.Form.API
                && found.graphs().get(0).nodes().size() <= MOST_NODES) {
            texts.add(json);
            graphs.add(found.graphs().get(0));
        }
    }

    private int step() {
        next = (next + 1) % graphs.size();
        return next;
    }

    @Benchmark
    public GraphReading parse() {
        return reader.read(texts.get(step()));
    }

    @Benchmark
    public String key() {
        return GraphKey.of(graphs.get(step()));
    }

    @Benchmark
    public Extraction extract() {
        return extractor.extract(graphs.get(step()));
    }
}
