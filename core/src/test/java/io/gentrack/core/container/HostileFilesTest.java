package io.gentrack.core.container;

import static io.gentrack.core.container.Bytes.bytes;
import static io.gentrack.core.container.Bytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files made to hurt: no exception leaves the reader, and memory stays in proportion to what the file really has. */
class HostileFilesTest {
    /** What reading may allocate: a small multiple of the file, and the fixed cost of the parsers. */
    private static final int FACTOR = 16;

    private static final int FIXED = 2 << 20;

    private static final int ROUNDS = 1500;
    private static final byte[] EXTREMES = {0, 1, 0x7F, (byte) 0x80, (byte) 0xFF};

    @ParameterizedTest
    @EnumSource
    void mutatedFilesAreOutcomes(Format format) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] original = format.with(Fixtures.PROMPT, Fixtures.WORKFLOW, 60);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] mutated = mutate(original, random);
            for (Wanted wanted : Wanted.values()) {
                assertModest(mutated, wanted, "%s seed %d round %d".formatted(format, seed, round));
            }
        }
    }

    /** Jackson takes zeros among the first four bytes for letters of 32 bits, and some orders of them for an I/O fault. */
    @Test
    void aJsonHeaderThatBeginsWithZerosIsBrokenAndNoFaultOfTheDisk() {
        byte[] header = utf8("\0\0H\0{\"asset\": {\"extras\": {}}}");
        byte[] file = bytes().latin1("glTF")
                .u32le(2)
                .u32le(20 + header.length)
                .u32le(header.length)
                .latin1("JSON")
                .raw(header)
                .done();
        Findings found = new Findings(Container.GLB, Wanted.ALL);
        assertThatNoException().isThrownBy(() -> ContainerReader.parse(Source.of(file), Container.GLB, "", found));
        assertThat(found.outcome().toString()).contains("its letters are not UTF-8");
    }

    @Test
    void anXmpBlockWithBrokenLettersIsReadAndSaysNothingOnTheConsole() {
        byte[] xml =
                bytes().latin1("<x><y note=\"\u00FF\">{\"prompt\": {}}</y></x>").done();
        Findings found = new Findings(Container.WEBP, Wanted.ALL);
        ByteArrayOutputStream console = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(console, true, StandardCharsets.UTF_8));
        try {
            Xmp.read(xml, found);
            Xmp.read(bytes().latin1("\u00FF<x").done(), new Findings(Container.WEBP, Wanted.ALL));
        } finally {
            System.setErr(before);
        }
        assertThat(console.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(found.outcome()).isInstanceOf(ReadOutcome.Read.class);
    }

    /** One to four changes: a byte, a run of equal bytes, a cut, a repetition, a part moved, a number made extreme. */
    private static byte[] mutate(byte[] original, Random random) {
        byte[] bytes = original.clone();
        for (int change = random.nextInt(4); change >= 0; change--) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(1 + random.nextInt(40), bytes.length - at);
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> Arrays.fill(bytes, at, at + Math.min(length, 8), (byte) (random.nextBoolean() ? 0xFF : 0));
                case 2 -> bytes = splice(bytes, at, at + length, new byte[0]);
                case 3 -> bytes = splice(bytes, at, at, Arrays.copyOfRange(bytes, at, at + length));
                case 4 -> {
                    byte[] part = Arrays.copyOfRange(bytes, at, at + length);
                    int to = random.nextInt(bytes.length);
                    bytes = splice(bytes, to, Math.min(bytes.length, to + length), part);
                }
                default -> bytes[at] = EXTREMES[random.nextInt(EXTREMES.length)];
            }
            if (bytes.length == 0) {
                return original.clone();
            }
        }
        return bytes;
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] insert) {
        return bytes().raw(Arrays.copyOf(bytes, from))
                .raw(insert)
                .raw(Arrays.copyOfRange(bytes, to, bytes.length))
                .done();
    }

    @Test
    void aGigabyteInAMegabyteIsNotInflated() {
        byte[] bomb = deflatedZeros(1 << 30);
        byte[] prompt = bytes().latin1("prompt").raw(0, 0).raw(bomb).done();
        byte[] file = Fixtures.png(List.of(Fixtures.chunk("zTXt", prompt)));
        assertModest(file, Wanted.ALL, "bomb");
        assertThat(ContainerReader.read(file, "a.png", Wanted.ALL))
                .isInstanceOfSatisfying(
                        ReadOutcome.Unreadable.class,
                        bad -> assertThat(bad.reason())
                                .startsWith("the text at zTXt prompt is larger than")
                                .endsWith("once inflated"));
    }

    private static byte[] deflatedZeros(int size) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] zeros = new byte[1 << 20];
        byte[] buffer = new byte[1 << 16];
        for (int done = 0; done < size; done += zeros.length) {
            deflater.setInput(zeros);
            while (!deflater.needsInput()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
        }
        deflater.finish();
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    @Test
    void deepJsonInAnEnvelopeIsANoteNotAnOverflow() {
        String deep = "{\"prompt\": " + "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000) + "}";
        for (byte[] file : List.of(
                BoxFixtures.mp4(BoxFixtures.mdirMeta(deep), 10),
                Fixtures.svg(deep),
                Fixtures.gif(deep),
                bytes().latin1("glTF")
                        .u32le(2)
                        .u32le(0)
                        .u32le(deep.length())
                        .latin1("JSON")
                        .text(deep)
                        .done(),
                bytes().u64le(deep.length()).text(deep).done())) {
            assertModest(file, Wanted.ALL, "deep");
        }
    }

    @Test
    void millionsOfEmptyPartsComeToAnEnd() {
        Bytes chunks = bytes().raw(0x89).latin1("PNG\r\n\u001A\n");
        byte[] empty = Fixtures.chunk("abCd", new byte[0]);
        for (int i = 0; i < Limits.STEPS + 10; i++) {
            chunks.raw(empty);
        }
        assertThat(ContainerReader.read(chunks.done(), "a.png", Wanted.ALL))
                .isEqualTo(new ReadOutcome.Unreadable(Container.PNG, "it has more than 1000000 parts"));
    }

    @Test
    void manyCompressedTextsTogetherStayBelowTheCap() {
        byte[] text = utf8("{\"a\": \"" + "x".repeat(20 << 20) + "\"}");
        byte[] chunk = Fixtures.ztxt("workflow", text);
        byte[] file = Fixtures.png(List.of(chunk, chunk, chunk, chunk, chunk, chunk));
        long before = allocated();
        ReadOutcome outcome = ContainerReader.read(file, "a.png", Wanted.ALL);
        assertThat(allocated() - before).isLessThan(2L * Limits.TEXT_BYTES);
        assertThat(outcome).isInstanceOf(ReadOutcome.Read.class);
    }

    private static void assertModest(byte[] file, Wanted wanted, String what) {
        long before = allocated();
        try {
            ReadOutcome outcome = ContainerReader.read(file, "a", wanted);
            assertThat(outcome).as(what).isNotNull();
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            throw new AssertionError(what, e);
        }
        assertThat(allocated() - before).as(what).isLessThan((long) FACTOR * file.length + FIXED);
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
