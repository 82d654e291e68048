package io.gentrack.bench;

import io.gentrack.hasher.digest.DigestEngine;
import io.gentrack.hasher.digest.DigestEngines;
import io.gentrack.hasher.digest.Sha256;
import io.gentrack.hasher.hash.Cancellation;
import io.gentrack.hasher.hash.Devices;
import io.gentrack.hasher.hash.HashRequest;
import io.gentrack.hasher.hash.Hasher;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
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
 * Hashing 256 MB of files in the page cache: the hasher by number of threads and shape of the work, and one thread that
 * reads a file by channel or by mapping.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3)
@Measurement(iterations = 7)
@Fork(2)
public class HasherBenchmark {
    private static final long TOTAL = 256_000_000;

    /** {@code jdk} or {@code native}. */
    @Param({"jdk", "native"})
    public String engine = "jdk";

    /** Number of files that share the bytes. */
    @Param({"1", "8", "256"})
    public int files;

    /** Digest threads of the hasher. */
    @Param({"1", "2"})
    public int threads;

    /** Bytes of the buffer of the plain loop. */
    @Param({"262144"})
    public int buffer;

    private final List<HashRequest> requests = new ArrayList<>();
    private DigestEngine digests = DigestEngines.jdk();
    private Path folder = Path.of("");

    /** Makes the files; they stay in the page cache. */
    @Setup
    public void prepare() throws IOException {
        digests = engine.equals("jdk")
                ? DigestEngines.jdk()
                : DigestEngines.nativeEngine()
                        .orElseThrow(() ->
                                new IllegalStateException(DigestEngines.best().describe()));
        folder = Files.createTempDirectory("gentrack-bench-");
        byte[] bytes = new byte[(int) (TOTAL / files)];
        new Random(1).nextBytes(bytes);
        for (int i = 0; i < files; i++) {
            Path file = Files.write(folder.resolve("model" + i + ".safetensors"), bytes);
            requests.add(new HashRequest(file, bytes.length, false));
        }
    }

    /** Removes the files. */
    @TearDown
    public void remove() throws IOException {
        for (HashRequest request : requests) {
            Files.deleteIfExists(request.file());
        }
        Files.deleteIfExists(folder);
        requests.clear();
    }

    /** The hasher as it is used. */
    @Benchmark
    public long hasher() {
        LongAdder bytes = new LongAdder();
        new Hasher(digests, new Devices(), threads, OptionalInt.empty())
                .hash(requests, bytes, new Cancellation(), outcome -> {});
        return bytes.sum();
    }

    /** The least that can be done: one thread, one buffer, one file after the other. */
    @Benchmark
    public int channelLoop() throws IOException {
        Sha256 digest = digests.start();
        ByteBuffer bytes = ByteBuffer.allocateDirect(buffer);
        int sum = 0;
        for (HashRequest request : requests) {
            try (FileChannel channel = FileChannel.open(request.file(), StandardOpenOption.READ)) {
                while (channel.read(bytes.clear()) >= 0) {
                    digest.update(bytes.flip());
                }
            }
            sum += digest.finish()[0];
        }
        return sum;
    }

    /** The same by mapping; a file that shrinks meanwhile would end the process, so the hasher does not do this. */
    @Benchmark
    public int mappedLoop() throws IOException {
        Sha256 digest = digests.start();
        int sum = 0;
        for (HashRequest request : requests) {
            try (FileChannel channel = FileChannel.open(request.file(), StandardOpenOption.READ)) {
                MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
                digest.update(bytes);
            }
            sum += digest.finish()[0];
        }
        return sum;
    }
}
