package io.gentrack.core.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every format owes, whatever it is. */
class FormatMatrixTest {
    private static final String NAN_PROMPT =
            "{\"3\": {\"class_type\": \"KSampler\", \"inputs\": {\"x\": -Infinity}, \"is_changed\": [NaN]}}";
    private static final String NAN_WORKFLOW = "{\"nodes\": [{\"id\": 1, \"v\": NaN}], \"links\": []}";
    private static final String UNICODE_PROMPT =
            "{\"6\": {\"class_type\": \"CLIPTextEncode\", \"inputs\": {\"text\": \"gr\u00FCne \u732B \uD83D\uDC08\"}}}";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void findsBothGraphs(Format format) {
        assertGraphs(
                read(format, format.with(Fixtures.PROMPT, Fixtures.WORKFLOW, 40)), Fixtures.PROMPT, Fixtures.WORKFLOW);
    }

    @ParameterizedTest
    @EnumSource
    void aFileWithoutGraphsIsReadAndEmpty(Format format) {
        Embedded embedded = embedded(read(format, format.without()));
        assertThat(embedded.container()).isEqualTo(format.container);
        assertThat(embedded.prompt()).isEmpty();
        assertThat(embedded.workflow()).isEmpty();
        assertThat(embedded.parameters()).isEmpty();
        assertThat(embedded.notes()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void keepsNumbersThatAreNoJson(Format format) {
        assertGraphs(read(format, format.with(NAN_PROMPT, NAN_WORKFLOW, 40)), NAN_PROMPT, NAN_WORKFLOW);
    }

    @ParameterizedTest
    @EnumSource
    void keepsLettersBeyondAscii(Format format) {
        assertGraphs(
                read(format, format.with(UNICODE_PROMPT, Fixtures.WORKFLOW, 40)), UNICODE_PROMPT, Fixtures.WORKFLOW);
    }

    @ParameterizedTest
    @EnumSource
    void theEndingOfTheNameDoesNotMatter(Format format) {
        byte[] file = format.with(Fixtures.PROMPT, Fixtures.WORKFLOW, 40);
        for (String name : List.of("a", "a.png", "a.jpg", "a.json", "a.txt", "a.mp4")) {
            ReadOutcome outcome = ContainerReader.read(file, name, Wanted.ALL);
            assertThat(outcome.container()).as(name).isEqualTo(format.container);
            assertGraphs(outcome, Fixtures.PROMPT, Fixtures.WORKFLOW);
        }
    }

    @ParameterizedTest
    @EnumSource
    void cutAnywhereItGivesAWholeTextOrNone(Format format) {
        byte[] file = format.with(Fixtures.PROMPT, Fixtures.WORKFLOW, 40);
        int found = 0;
        for (int length = 0; length < file.length; length++) {
            ReadOutcome outcome = read(format, Arrays.copyOf(file, length));
            if (outcome instanceof ReadOutcome.Read read) {
                read.embedded()
                        .prompt()
                        .ifPresent(piece -> assertThat(piece.text()).isEqualTo(Fixtures.PROMPT));
                read.embedded()
                        .workflow()
                        .ifPresent(piece -> assertThat(piece.text()).isEqualTo(Fixtures.WORKFLOW));
                found += read.embedded().prompt().isPresent()
                                || read.embedded().workflow().isPresent()
                        ? 1
                        : 0;
            } else {
                assertThat(((ReadOutcome.Unreadable) outcome).reason()).isNotBlank();
            }
        }
        // Every format lacks something behind the last text when it is cut by one byte, and gives the texts all the
        // same.
        assertThat(found).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void lyingLengthsAreOutcomesWhereverTheyStand(Format format) {
        byte[] file = format.with("{\"1\": {\"class_type\": \"A\"}}", "{\"nodes\": []}", 20);
        long[] lies = {
            0, 1, 0x7F, 0x7FFFFFFF, 0x80000000L, 0xFFFFFFFFL, Long.MAX_VALUE, Long.MIN_VALUE, -1, file.length + 1
        };
        for (int at = 0; at < file.length; at++) {
            for (int width : new int[] {1, 2, 4, 8}) {
                for (long lie : lies) {
                    byte[] lying = file.clone();
                    for (int i = 0; i < width && at + i < lying.length; i++) {
                        // Big-endian; that the lies are symmetric or small makes the other order another lie.
                        lying[at + i] = (byte) (lie >> (8 * (width - 1 - i)));
                    }
                    int place = at;
                    assertThatCode(() -> read(format, lying))
                            .as("%s: %d bytes of %d at %d", format, width, lie, place)
                            .doesNotThrowAnyException();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theFileOnDiskReadsLikeTheBytes(Format format) throws IOException {
        // Long texts, so that they cross every buffer; JPEG has no room for them.
        int length = format == Format.JPEG ? 20_000 : 400_000;
        String prompt = "{\"1\": {\"class_type\": \"A\", \"inputs\": {\"text\": \"" + "p".repeat(length) + "\"}}}";
        String workflow = "{\"nodes\": [], \"text\": \"" + "w".repeat(length) + "\"}";
        for (int payload : new int[] {0, 1_000, 32_700, 150_000, 1_000_000}) {
            Path file = Files.write(folder.resolve("x." + format.ending), format.with(prompt, workflow, payload));
            assertGraphs(ContainerReader.read(file), prompt, workflow);
            Files.delete(file);
        }
    }

    @ParameterizedTest
    @EnumSource
    void withThePromptFirstTheWorkflowIsLeft(Format format) {
        byte[] file = format.with(Fixtures.PROMPT, Fixtures.WORKFLOW, 40);
        Embedded embedded = embedded(ContainerReader.read(file, "a", Wanted.PROMPT_FIRST));
        assertThat(embedded.prompt().orElseThrow().text()).isEqualTo(Fixtures.PROMPT);
        assertThat(embedded.workflow()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void withoutAUsablePromptTheWorkflowStands(Format format) {
        byte[] file = format.with("{}", Fixtures.WORKFLOW, 40);
        Embedded embedded = embedded(ContainerReader.read(file, "a", Wanted.PROMPT_FIRST));
        assertThat(embedded.prompt()).isEmpty();
        assertThat(embedded.workflow().orElseThrow().text()).isEqualTo(Fixtures.WORKFLOW);
    }

    @ParameterizedTest
    @EnumSource(
            names = {"FLAC", "MP3", "OGG", "GLB", "SVG", "SAFETENSORS"},
            mode = EnumSource.Mode.EXCLUDE)
    void knowsTheSizeInPixels(Format format) {
        Embedded embedded = embedded(read(format, format.with(Fixtures.PROMPT, Fixtures.WORKFLOW, 40)));
        assertThat(embedded.width()).isEqualTo(OptionalInt.of(512));
        assertThat(embedded.height()).isEqualTo(OptionalInt.of(768));
    }

    private static ReadOutcome read(Format format, byte[] file) {
        return ContainerReader.read(file, "a." + format.ending, Wanted.ALL);
    }

    private static Embedded embedded(ReadOutcome outcome) {
        return outcome instanceof ReadOutcome.Read read ? read.embedded() : fail("not read: " + outcome);
    }

    private static void assertGraphs(ReadOutcome outcome, String prompt, String workflow) {
        Embedded embedded = embedded(outcome);
        assertThat(embedded.notes()).isEmpty();
        assertThat(embedded.prompt().orElseThrow().text()).isEqualTo(prompt);
        assertThat(embedded.workflow().orElseThrow().text()).isEqualTo(workflow);
    }
}
