package io.gentrack.bench;

import io.gentrack.hasher.digest.DigestEngine;
import io.gentrack.hasher.digest.DigestEngines;
import io.gentrack.hasher.digest.Sha256;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * SHA-256 of 64 MiB from a buffer in the cache of the CPU: nanoseconds a MiB, one message and two together. Divide
 * 1,048,576 by the score for bytes a nanosecond, which is GB/s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DigestBenchmark {
    private static final int MIB = 64;

    /** {@code jdk} or {@code native}; the latter fails where it is not built. */
    @Param({"jdk", "native"})
    public String engine = "jdk";

    /** Bytes of the buffer that is fed again and again. */
    @Param({"65536", "262144", "1048576"})
    public int buffer;

    private DigestEngine digests = DigestEngines.jdk();
    private Sha256 first = digests.start();
    private Sha256 second = digests.start();
    private ByteBuffer a = ByteBuffer.allocate(0);
    private ByteBuffer b = ByteBuffer.allocate(0);

    /** Buffers and digests of the engine. */
    @Setup
    public void prepare() {
        digests = engine.equals("jdk")
                ? DigestEngines.jdk()
                : DigestEngines.nativeEngine()
                        .orElseThrow(() ->
                                new IllegalStateException(DigestEngines.best().describe()));
        first = digests.start();
        second = digests.start();
        a = ByteBuffer.allocateDirect(buffer);
        b = ByteBuffer.allocateDirect(buffer);
    }

    /** One message. */
    @Benchmark
    @OperationsPerInvocation(MIB)
    public byte[] one() {
        for (int done = 0; done < MIB << 20; done += buffer) {
            first.update(a.clear());
        }
        return first.finish();
    }

    /** Two messages of half the length. */
    @Benchmark
    @OperationsPerInvocation(MIB)
    public int two() {
        for (int done = 0; done < MIB << 20; done += 2 * buffer) {
            digests.feedBoth(first, a.clear(), second, b.clear());
        }
        return first.finish()[0] + second.finish()[0];
    }
}
