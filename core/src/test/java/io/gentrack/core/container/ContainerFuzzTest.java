package io.gentrack.core.container;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** One fuzz test per reader. In an ordinary build each runs over its seeds, which the fixture factory makes; {@code .ci/fuzz.sh} fuzzes. */
class ContainerFuzzTest {
    /** Texts are held once as stored and once or twice as taken apart. */
    private static final long MOST_BYTES = 4L * Limits.TEXT_BYTES;

    @MethodSource("pngSeeds")
    @FuzzTest(maxDuration = "")
    void png(byte[] data) throws IOException {
        read(data, Container.PNG);
    }

    @MethodSource("webpSeeds")
    @FuzzTest(maxDuration = "")
    void webp(byte[] data) throws IOException {
        read(data, Container.WEBP);
    }

    @MethodSource("jpegSeeds")
    @FuzzTest(maxDuration = "")
    void jpeg(byte[] data) throws IOException {
        read(data, Container.JPEG);
    }

    @MethodSource("avifSeeds")
    @FuzzTest(maxDuration = "")
    void avif(byte[] data) throws IOException {
        read(data, Container.AVIF);
    }

    @MethodSource("mp4Seeds")
    @FuzzTest(maxDuration = "")
    void mp4(byte[] data) throws IOException {
        read(data, Container.MP4);
    }

    @MethodSource("webmSeeds")
    @FuzzTest(maxDuration = "")
    void webm(byte[] data) throws IOException {
        read(data, Container.WEBM);
    }

    @MethodSource("flacSeeds")
    @FuzzTest(maxDuration = "")
    void flac(byte[] data) throws IOException {
        read(data, Container.FLAC);
    }

    @MethodSource("mp3Seeds")
    @FuzzTest(maxDuration = "")
    void mp3(byte[] data) throws IOException {
        read(data, Container.MP3);
    }

    @MethodSource("oggSeeds")
    @FuzzTest(maxDuration = "")
    void ogg(byte[] data) throws IOException {
        read(data, Container.OGG);
    }

    @MethodSource("glbSeeds")
    @FuzzTest(maxDuration = "")
    void glb(byte[] data) throws IOException {
        read(data, Container.GLB);
    }

    @MethodSource("svgSeeds")
    @FuzzTest(maxDuration = "")
    void svg(byte[] data) throws IOException {
        read(data, Container.SVG);
    }

    @MethodSource("gifSeeds")
    @FuzzTest(maxDuration = "")
    void gif(byte[] data) throws IOException {
        read(data, Container.GIF);
    }

    @MethodSource("safetensorsSeeds")
    @FuzzTest(maxDuration = "")
    void safetensors(byte[] data) throws IOException {
        read(data, Container.SAFETENSORS);
    }

    /** Whatever the content sniffs as: files of every format, and none. */
    @MethodSource("allSeeds")
    @FuzzTest(maxDuration = "")
    void sniffed(byte[] data) {
        assertThat(ContainerReader.read(data, "a.txt", Wanted.ALL)).isNotNull();
        assertThat(ContainerReader.read(data, "a.png", Wanted.PROMPT_FIRST)).isNotNull();
    }

    /** EXIF without a file around it, so that no fuzzing is spent on chunk headers. */
    @MethodSource("exifSeeds")
    @FuzzTest(maxDuration = "")
    void exif(byte[] data) throws Malformed {
        Findings found = new Findings(Container.WEBP, Wanted.ALL);
        ExifBlock.read(data, "EXIF", found);
        assertThat(found.outcome()).isNotNull();
    }

    private static void read(byte[] data, Container container) throws IOException {
        for (Wanted wanted : Wanted.values()) {
            long before = allocated();
            Findings found = new Findings(container, wanted);
            ReadOutcome outcome = ContainerReader.parse(Source.of(data), container, "", found);
            assertThat(allocated() - before).isLessThan(MOST_BYTES);
            if (outcome instanceof ReadOutcome.Read done) {
                done.embedded()
                        .prompt()
                        .ifPresent(piece ->
                                assertThat(piece.text()).startsWith("{").endsWith("}"));
            }
        }
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private static Stream<byte[]> seeds(Format... formats) {
        return Arrays.stream(formats)
                .flatMap(format -> Stream.of(format.with(Fixtures.PROMPT, Fixtures.WORKFLOW, 20), format.without()));
    }

    static Stream<byte[]> pngSeeds() {
        return seeds(Format.PNG_TEXT, Format.PNG_AFTER_PIXELS, Format.APNG_COMF);
    }

    static Stream<byte[]> webpSeeds() {
        return seeds(Format.WEBP);
    }

    static Stream<byte[]> jpegSeeds() {
        return seeds(Format.JPEG);
    }

    static Stream<byte[]> avifSeeds() {
        return seeds(Format.AVIF);
    }

    static Stream<byte[]> mp4Seeds() {
        return seeds(Format.MP4_KEYS, Format.MP4_COMMENT);
    }

    static Stream<byte[]> webmSeeds() {
        return seeds(Format.WEBM);
    }

    static Stream<byte[]> flacSeeds() {
        return seeds(Format.FLAC);
    }

    static Stream<byte[]> mp3Seeds() {
        return seeds(Format.MP3);
    }

    static Stream<byte[]> oggSeeds() {
        return seeds(Format.OGG);
    }

    static Stream<byte[]> glbSeeds() {
        return seeds(Format.GLB);
    }

    static Stream<byte[]> svgSeeds() {
        return seeds(Format.SVG);
    }

    static Stream<byte[]> gifSeeds() {
        return seeds(Format.GIF);
    }

    static Stream<byte[]> safetensorsSeeds() {
        return seeds(Format.SAFETENSORS);
    }

    static Stream<byte[]> allSeeds() {
        return Stream.concat(
                seeds(Format.values()), Stream.of(Bytes.utf8(Fixtures.PROMPT), Bytes.utf8(Fixtures.PARAMETERS)));
    }

    static Stream<byte[]> exifSeeds() {
        return Stream.of(ExifFixtures.comfyExif(Fixtures.PROMPT, Fixtures.WORKFLOW));
    }
}
