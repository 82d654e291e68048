package io.gentrack.bench;

import io.gentrack.core.container.ContainerReader;
import io.gentrack.core.container.Embedded;
import io.gentrack.core.container.Piece;
import io.gentrack.core.container.ReadOutcome;
import io.gentrack.core.container.Wanted;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Reading the metadata of a PNG (open, find, decode the texts) against nothing but opening the same file and reading the same bytes of it.
 * Files as ComfyUI writes them: 1 MB, a prompt of 7 KB and a workflow of 34 KB before fifteen IDAT chunks; in the page cache.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class ContainerBenchmark {
    private static final int FILES = 400;
    private static final int PROMPT_CHARS = 7_000;
    private static final int WORKFLOW_CHARS = 34_000;
    private static final int PIXEL_CHUNKS = 15;
    private static final int PIXEL_BYTES = 65_536;

    /** Bytes of the first read, and of a look at a chunk header behind a jump. */
    private static final int HEAD = 32 << 10;

    private static final int LOOK = 1 << 10;

    private record Range(long offset, int length) {}

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(128 << 10);
    private final List<Path> files = new ArrayList<>();
    private final List<Range> promptOnly = new ArrayList<>();
    private final List<Range> everything = new ArrayList<>();
    private Path folder = Path.of("");
    private int next;

    @Setup
    public void writeFiles() throws IOException {
        folder = Files.createTempDirectory("gentrack-bench");
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        png.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        chunk(png, "IHDR", ByteBuffer.allocate(13).putInt(1024).putInt(1024).array());
        text(
                png,
                "prompt",
                "{\"3\": {\"class_type\": \"KSampler\", \"inputs\": {\"x\": \"" + "p".repeat(PROMPT_CHARS) + "\"}}}");
        text(png, "workflow", "{\"nodes\": [], \"x\": \"" + "w".repeat(WORKFLOW_CHARS) + "\"}");
        int texts = png.size();
        promptOnly.add(new Range(0, HEAD));
        promptOnly.add(new Range(texts, LOOK));
        everything.add(new Range(0, HEAD));
        everything.add(new Range(HEAD, texts - HEAD + LOOK));
        for (int i = 0; i < PIXEL_CHUNKS; i++) {
            chunk(png, "IDAT", new byte[PIXEL_BYTES]);
            everything.add(new Range(png.size(), i < PIXEL_CHUNKS - 1 ? LOOK : 12));
        }
        chunk(png, "IEND", new byte[0]);
        for (int i = 0; i < FILES; i++) {
            files.add(Files.write(folder.resolve(i + ".png"), png.toByteArray()));
        }
    }

    @TearDown
    public void deleteFiles() throws IOException {
        for (Path file : files) {
            Files.delete(file);
        }
        Files.delete(folder);
    }

    @Benchmark
    public int readPromptFirst() {
        return characters(Wanted.PROMPT_FIRST);
    }

    @Benchmark
    public int barePromptFirst() {
        return bare(promptOnly);
    }

    @Benchmark
    public int readAll() {
        return characters(Wanted.ALL);
    }

    @Benchmark
    public int bareAll() {
        return bare(everything);
    }

    private Path file() {
        next = next + 1 == FILES ? 0 : next + 1;
        return files.get(next);
    }

    private int characters(Wanted wanted) {
        if (!(ContainerReader.read(file(), wanted) instanceof ReadOutcome.Read read)) {
            throw new IllegalStateException("the benchmark's own file was not read");
        }
        Embedded embedded = read.embedded();
        return embedded.prompt().map(Piece::text).orElseThrow().length()
                + embedded.workflow().map(Piece::text).orElse("").length();
    }

    private int bare(List<Range> ranges) {
        int sum = 0;
        try (FileChannel channel = FileChannel.open(file(), StandardOpenOption.READ)) {
            for (Range range : ranges) {
                buffer.clear().limit(range.length());
                while (buffer.hasRemaining() && channel.read(buffer, range.offset() + buffer.position()) > 0) {}
                sum += buffer.get(0);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sum;
    }

    private static void text(ByteArrayOutputStream png, String key, String text) {
        chunk(png, "tEXt", (key + "\0" + text).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void chunk(ByteArrayOutputStream png, String type, byte[] body) {
        byte[] name = type.getBytes(StandardCharsets.ISO_8859_1);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(body);
        png.writeBytes(ByteBuffer.allocate(4).putInt(body.length).array());
        png.writeBytes(name);
        png.writeBytes(body);
        png.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}
