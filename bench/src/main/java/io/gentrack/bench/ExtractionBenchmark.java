package io.gentrack.bench;

import io.gentrack.core.container.ContainerReader;
import io.gentrack.core.container.ReadOutcome;
import io.gentrack.core.extract.Extraction;
import io.gentrack.core.extract.Extractors;
import io.gentrack.core.extract.GraphExtractor;
import io.gentrack.core.extract.Plugins;
import io.gentrack.core.graph.Graph;
import io.gentrack.core.graph.GraphKey;
import io.gentrack.core.graph.GraphReader;
import io.gentrack.core.graph.GraphReading;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Parsing, key and extraction of one graph. {@code corpus} is a folder of JSON files and pictures; the graphs of up to 30 nodes
 * in API form are taken from it, and for {@link #largest} the longest text of any form. Without one, synthetic graphs of eight
 * nodes are used. On a shared machine the rate a second says little; {@link Cpu} counts the CPU time that was really had.
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
    private String longest = "";
    private int next;

    /** What the measuring thread did and the CPU time it had for it, summed over the iterations. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Cpu {
        public long graphs;
        public long cpuMicroseconds;
        private long start;

        @Setup(Level.Iteration)
        public void begin() {
            start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }

        @TearDown(Level.Iteration)
        public void end() {
            cpuMicroseconds = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1_000;
        }
    }

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
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                if (file.toString().endsWith(".json")) {
                    add(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
                } else if (ContainerReader.read(file) instanceof ReadOutcome.Read read) {
                    read.embedded().prompt().ifPresent(text -> add(text.text()));
                    read.embedded().workflow().ifPresent(text -> add(text.text()));
                }
            }
        }
    }

    private void add(String json) {
        longest = json.length() > longest.length() ? json : longest;
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
    public GraphReading parse(Cpu cpu) {
        cpu.graphs++;
        return reader.read(texts.get(step()));
    }

    @Benchmark
    public String key(Cpu cpu) {
        cpu.graphs++;
        return GraphKey.of(graphs.get(step()));
    }

    @Benchmark
    public Extraction extract(Cpu cpu) {
        cpu.graphs++;
        return extractor.extract(graphs.get(step()));
    }

    /** The longest text, from its characters to its passes. */
    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public List<Extraction> largest(Cpu cpu) {
        cpu.graphs++;
        return reader.read(longest) instanceof GraphReading.Graphs found
                ? found.graphs().stream().map(extractor::extract).toList()
                : List.of();
    }
}
