package io.gentrack.bench.store;

import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Stats;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.core.store.SuggestQuery;
import io.gentrack.core.store.Suggestion;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The questions of every day at a size made before by {@link StoreScale}; sampled, so that JMH prints percentiles.
 *
 * <pre>java -jar bench/target/bench.jar SuggestBenchmark -p file=FILE</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
@Fork(1)
public class SuggestBenchmark {
    private static final SuggestQuery TEN = SuggestQuery.best(10);

    /** A database that StoreScale made. */
    @Param("")
    public String file = "";

    private final Random random = new Random(11);
    private @Nullable Store store;

    @Setup
    public void open() throws StoreException {
        store = Store.open(Path.of(file), OpenMode.READ_ONLY);
    }

    @TearDown
    public void close() throws StoreException {
        questions().close();
    }

    private Store questions() {
        return Objects.requireNonNull(store, "JMH has not called open()");
    }

    @Benchmark
    public List<Suggestion> family() throws StoreException {
        return questions().suggest(TEN.withFamily(StoreScale.family(random)));
    }

    @Benchmark
    public List<Suggestion> model() throws StoreException {
        return questions().suggest(TEN.withModel(StoreScale.model(random)));
    }

    @Benchmark
    public List<Suggestion> lora() throws StoreException {
        return questions().suggest(TEN.withLora(StoreScale.lora(random)));
    }

    @Benchmark
    public List<Suggestion> commonName() throws StoreException {
        return questions().suggest(TEN.withModel("safetensors"));
    }

    @Benchmark
    public Stats stats() throws StoreException {
        return questions().stats();
    }
}
