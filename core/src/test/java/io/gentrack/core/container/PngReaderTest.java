package io.gentrack.core.container;

import static io.gentrack.core.container.Bytes.bytes;
import static io.gentrack.core.container.Bytes.utf8;
import static io.gentrack.core.container.Fixtures.PARAMETERS;
import static io.gentrack.core.container.Fixtures.PROMPT;
import static io.gentrack.core.container.Fixtures.WORKFLOW;
import static io.gentrack.core.container.Fixtures.pixels;
import static io.gentrack.core.container.Fixtures.textChunk;
import static io.gentrack.core.container.Fixtures.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import io.gentrack.core.container.ExifFixtures.Tag;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PngReaderTest {
    private static final String OTHER_PROMPT = "{\"9\": {\"class_type\": \"KSampler\"}}";

    @Test
    void everyKindOfTextChunkIsRead() {
        assertThat(png(Fixtures.ztxt("prompt", utf8(PROMPT)))
                        .prompt()
                        .orElseThrow()
                        .text())
                .isEqualTo(PROMPT);
        assertThat(png(Fixtures.itxt("prompt", PROMPT, false))
                        .prompt()
                        .orElseThrow()
                        .text())
                .isEqualTo(PROMPT);
        assertThat(png(Fixtures.itxt("prompt", PROMPT, true))
                        .prompt()
                        .orElseThrow()
                        .text())
                .isEqualTo(PROMPT);
        assertThat(png(textChunk("comf", "prompt", PROMPT))
                        .prompt()
                        .orElseThrow()
                        .text())
                .isEqualTo(PROMPT);
        assertThat(png(textChunk("tEXt", "Prompt", PROMPT))
                        .prompt()
                        .orElseThrow()
                        .text())
                .isEqualTo(PROMPT);
    }

    @Test
    void parametersAndFurtherTextsAreKept() {
        Embedded embedded = read(Fixtures.png(
                texts("parameters", PARAMETERS, "parameters-json", "{\"a\": 1}", "Software", "x", "my_pack", "{}")));
        assertThat(embedded.parameters().orElseThrow().text()).isEqualTo(PARAMETERS);
        assertThat(embedded.other().keySet()).containsExactly("parameters-json", "software", "my_pack");
        assertThat(embedded.other().get("parameters-json").where()).isEqualTo("tEXt parameters-json");
    }

    @Test
    void ofTwoPromptsTheLastUsableOneStays() {
        Embedded embedded = png(
                textChunk("tEXt", "prompt", PROMPT),
                textChunk("tEXt", "prompt", OTHER_PROMPT),
                textChunk("tEXt", "prompt", "{}"),
                textChunk("tEXt", "prompt", "null"));
        assertThat(embedded.prompt().orElseThrow().text()).isEqualTo(OTHER_PROMPT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{ }", "null", "NaN", "   "})
    void anEmptiedWorkflowIsAbsentAndNoFault(String emptied) {
        Embedded embedded = read(Fixtures.png(texts("prompt", PROMPT, "workflow", emptied)));
        assertThat(embedded.workflow()).isEmpty();
        assertThat(embedded.notes()).isEmpty();
    }

    @Test
    void jsonInsideAJsonStringIsUnwrapped() {
        String once = Fixtures.jsonString(PROMPT);
        String twice = Fixtures.jsonString(once);
        assertThat(read(Fixtures.png(texts("prompt", once)))
                        .prompt()
                        .orElseThrow()
                        .text())
                .isEqualTo(PROMPT);
        assertThat(read(Fixtures.png(texts("prompt", twice)))
                        .prompt()
                        .orElseThrow()
                        .text())
                .isEqualTo(PROMPT);
    }

    @Test
    void theWordsOfNovelAiAreNoGraph() {
        String comment = "{\"prompt\": \"{{masterpiece}}, a duck\", \"steps\": 28, \"sampler\": \"k_euler\"}";
        Embedded embedded = read(Fixtures.png(texts("Description", "{{masterpiece}}, a duck", "Comment", comment)));
        assertThat(embedded.prompt()).isEmpty();
        assertThat(embedded.parameters()).isEmpty();
        assertThat(embedded.other().get("comment").text()).isEqualTo(comment);
    }

    @Test
    void aWrongChecksumDoesNotMatter() {
        byte[] chunk = textChunk("tEXt", "prompt", PROMPT);
        chunk[chunk.length - 1] ^= 0x55;
        assertThat(png(chunk).prompt().orElseThrow().text()).isEqualTo(PROMPT);
    }

    @Test
    void cutInsideItsPixelsItStillGivesItsText() {
        byte[] file = Fixtures.png(List.of(textChunk("tEXt", "prompt", PROMPT), pixels(10_000)));
        Embedded embedded = read(Arrays.copyOf(file, file.length - 5_000));
        assertThat(embedded.prompt().orElseThrow().text()).isEqualTo(PROMPT);
        assertThat(embedded.notes()).containsExactly("it ends inside the chunk IDAT");
    }

    @Test
    void cutInsideItsPixelsWithoutTextItIsUnreadable() {
        byte[] file = Fixtures.png(List.of(pixels(10_000)));
        assertThat(ContainerReader.read(Arrays.copyOf(file, 5_000), "a.png", Wanted.ALL))
                .isEqualTo(new ReadOutcome.Unreadable(Container.PNG, "it ends inside the chunk IDAT"));
    }

    @Test
    void aDamagedTextIsANoteBesideTheOthers() {
        byte[] damaged = Fixtures.ztxt("workflow", utf8(WORKFLOW.repeat(20)));
        Arrays.fill(damaged, 30, 50, (byte) 0x55);
        Embedded embedded = png(damaged, textChunk("tEXt", "prompt", PROMPT));
        assertThat(embedded.prompt()).isPresent();
        assertThat(embedded.notes())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("the text at zTXt workflow is compressed");
    }

    @Test
    void aDamagedTextAloneMakesTheFileUnreadable() {
        byte[] cutStream = Arrays.copyOf(Fixtures.deflated(utf8(PROMPT)), 30);
        byte[] file = Fixtures.png(List.of(Fixtures.chunk(
                "zTXt", bytes().latin1("prompt").raw(0, 0).raw(cutStream).done())));
        assertThat(ContainerReader.read(file, "a.png", Wanted.ALL))
                .isEqualTo(new ReadOutcome.Unreadable(
                        Container.PNG, "the text at zTXt prompt is compressed and breaks off"));
    }

    @Test
    void textThatIsNotUtf8IsLatin1() {
        byte[] file = Fixtures.png(List.of(Fixtures.chunk(
                "tEXt", bytes().latin1("parameters").u8(0).latin1("gr\u00FCn").done())));
        assertThat(read(file).parameters().orElseThrow().text()).isEqualTo("gr\u00FCn");
    }

    @Test
    void exifInPngGivesItsComment() {
        byte[] exif = ExifFixtures.exif(
                true, List.of(), List.of(Tag.userComment(ExifFixtures.unicodeComment(PARAMETERS, true))));
        assertThat(png(Fixtures.chunk("eXIf", exif)).parameters().orElseThrow().text())
                .isEqualTo(PARAMETERS);
    }

    @Test
    void withThePromptFirstNothingBehindThePixelsIsRead() {
        byte[] file = Fixtures.png(List.of(
                textChunk("tEXt", "prompt", PROMPT),
                textChunk("tEXt", "parameters", PARAMETERS),
                pixels(10),
                textChunk("tEXt", "late", "x")));
        Embedded embedded = embedded(ContainerReader.read(file, "a.png", Wanted.PROMPT_FIRST));
        assertThat(embedded.parameters()).isPresent();
        assertThat(embedded.other()).isEmpty();
        assertThat(embedded(ContainerReader.read(file, "a.png", Wanted.ALL)).other())
                .containsKey("late");
    }

    @Test
    void withThePromptFirstAWorkflowThatStandsBeforeItIsLeftToo() {
        byte[] file = Fixtures.png(texts("workflow", WORKFLOW, "prompt", PROMPT));
        Embedded embedded = embedded(ContainerReader.read(file, "a.png", Wanted.PROMPT_FIRST));
        assertThat(embedded.prompt()).isPresent();
        assertThat(embedded.workflow()).isEmpty();
    }

    @Test
    void furtherTextsAreCapped() {
        List<byte[]> chunks = new java.util.ArrayList<>();
        for (int i = 0; i < 200; i++) {
            chunks.add(textChunk("tEXt", "key" + i, "x"));
        }
        chunks.add(textChunk("tEXt", "prompt", PROMPT));
        Embedded embedded = read(Fixtures.png(chunks));
        assertThat(embedded.other()).hasSize(Limits.OTHER_PIECES);
        assertThat(embedded.notes()).hasSize(Limits.NOTES);
        assertThat(embedded.prompt()).isPresent();
    }

    private static Embedded png(byte[]... chunks) {
        return read(Fixtures.png(List.of(chunks)));
    }

    private static Embedded read(byte[] file) {
        return embedded(ContainerReader.read(file, "a.png", Wanted.ALL));
    }

    private static Embedded embedded(ReadOutcome outcome) {
        return outcome instanceof ReadOutcome.Read read ? read.embedded() : fail("not read: " + outcome);
    }
}
