package io.gentrack.core.container;

import static io.gentrack.core.container.Bytes.bytes;
import static io.gentrack.core.container.Bytes.utf8;
import static io.gentrack.core.container.Fixtures.PARAMETERS;
import static io.gentrack.core.container.Fixtures.PROMPT;
import static io.gentrack.core.container.Fixtures.WORKFLOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import io.gentrack.core.container.ExifFixtures.Tag;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** EXIF as the savers write it and as other tools leave it behind; in WebP or JPEG, which share the reader. */
class ExifTest {
    private static final String SWARM = "{\"sui_image_params\": {\"prompt\": \"a duck\", \"steps\": 20}}";

    @ParameterizedTest
    @ValueSource(ints = {0x010D, 0x010E, 0x0131, 0x013B, 0x8298})
    void graphsMayStandInAnyTag(int tag) {
        byte[] exif = ExifFixtures.exif(false, List.of(Tag.ascii(tag, "workflow:" + WORKFLOW)), List.of());
        assertThat(webp(exif).workflow().orElseThrow().text()).isEqualTo(WORKFLOW);
    }

    @ParameterizedTest
    @ValueSource(strings = {"prompt:", "Prompt: ", "PROMPT:  ", " Prompt :"})
    void theKeyMayBeSpeltInAnyCase(String key) {
        byte[] exif = ExifFixtures.exif(true, List.of(Tag.ascii(0x010F, key + PROMPT)), List.of());
        assertThat(webp(exif).prompt().orElseThrow().text()).isEqualTo(PROMPT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theBlockMayHaveItsJpegPrefixInWebpToo(boolean bigEndian) {
        byte[] exif = ExifFixtures.exif(bigEndian, List.of(Tag.ascii(0x0110, "prompt:" + PROMPT)), List.of());
        Embedded embedded = webp(bytes().latin1("Exif\0\0").raw(exif).done());
        assertThat(embedded.prompt().orElseThrow().text()).isEqualTo(PROMPT);
    }

    @Test
    void whatFollowsTheFirstJsonValueIsIgnored() {
        byte[] exif = ExifFixtures.exif(
                true, List.of(Tag.ascii(0x010E, "Workflow:" + WORKFLOW + "{\"more\": 1} and words}")), List.of());
        assertThat(webp(exif).workflow().orElseThrow().text()).isEqualTo(WORKFLOW);
    }

    @Test
    void aStaleOffsetIntoAnotherTextLosesNothing() {
        byte[] exif = ExifFixtures.comfyExif(PROMPT, WORKFLOW);
        // The first entry (Make, the workflow) keeps the offset of something that is no longer there.
        int entry = 8 + 2;
        int offset = ByteBuffer.wrap(exif).getInt(entry + 8);
        ByteBuffer.wrap(exif).putInt(entry + 8, offset + WORKFLOW.length() + 40);
        Embedded embedded = webp(exif);
        assertThat(embedded.prompt().orElseThrow().text()).isEqualTo(PROMPT);
        assertThat(embedded.workflow().orElseThrow().text()).isEqualTo(WORKFLOW);
    }

    @Test
    void twoStaleOffsetsLoseNothing() {
        byte[] exif = ExifFixtures.comfyExif(PROMPT, WORKFLOW);
        ByteBuffer.wrap(exif).putInt(8 + 2 + 8, 60).putInt(8 + 2 + 12 + 8, 70);
        Embedded embedded = webp(exif);
        assertThat(embedded.prompt().orElseThrow().text()).isEqualTo(PROMPT);
        assertThat(embedded.workflow().orElseThrow().text()).isEqualTo(WORKFLOW);
    }

    @Test
    void theWordsOfAPromptAreNotTakenForAKey() {
        String tricky = "{\"nodes\": [], \"note\": \"write prompt:{\\\"x\\\": 1} here\"}";
        byte[] exif = ExifFixtures.exif(true, List.of(Tag.ascii(0x010F, "workflow:" + tricky)), List.of());
        Embedded embedded = webp(exif);
        assertThat(embedded.prompt()).isEmpty();
        assertThat(embedded.workflow().orElseThrow().text()).isEqualTo(tricky);
    }

    @Test
    void aCountThatIsTooShortLosesNothing() {
        byte[] exif = ExifFixtures.exif(true, List.of(Tag.ascii(0x0110, "prompt:" + PROMPT)), List.of());
        ByteBuffer.wrap(exif).putInt(8 + 2 + 4, 20);
        assertThat(webp(exif).prompt().orElseThrow().text()).isEqualTo(PROMPT);
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void userCommentIsReadInEitherByteOrderWhateverTheHeaderSays(boolean tiffBig, boolean textBig) {
        byte[] comment = ExifFixtures.unicodeComment(PARAMETERS, textBig);
        assertThat(jpegComment(tiffBig, comment).parameters().orElseThrow().text())
                .isEqualTo(PARAMETERS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aByteOrderMarkDecides(boolean big) {
        byte[] comment = ExifFixtures.unicodeComment("\uFEFF" + PARAMETERS, big);
        assertThat(jpegComment(!big, comment).parameters().orElseThrow().text()).isEqualTo(PARAMETERS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void userCommentMayBeMostlyChinese(boolean big) {
        String text =
                "\u4E00\u53EA\u9E2D\u5B50\u5728\u6C34\u4E0A".repeat(50) + "\nSteps: 15, Sampler: Euler, CFG scale: 5";
        byte[] comment = ExifFixtures.unicodeComment(text, big);
        assertThat(jpegComment(!big, comment).parameters().orElseThrow().text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ASCII\0\0\0", "\0\0\0\0\0\0\0\0", "", "UNICODE\0"})
    void userCommentMayBePlainWhateverItsLabel(String charset) {
        byte[] comment = bytes().latin1(charset).text(PARAMETERS).done();
        assertThat(jpegComment(true, comment).parameters().orElseThrow().text()).isEqualTo(PARAMETERS);
    }

    @Test
    void userCommentMayBeAGraph() {
        Embedded embedded = jpegComment(true, ExifFixtures.unicodeComment(PROMPT, false));
        assertThat(embedded.prompt().orElseThrow().text()).isEqualTo(PROMPT);
        assertThat(embedded.parameters()).isEmpty();
    }

    @Test
    void userCommentMayHoldBothGraphsAndStandInIfd0() {
        String envelope = "{\"prompt\": " + PROMPT + ", \"workflow\": " + WORKFLOW + "}";
        byte[] exif = ExifFixtures.exif(true, List.of(Tag.userComment(utf8(envelope))), List.of());
        Embedded embedded = jpeg(ExifFixtures.exifSegment(exif));
        assertThat(embedded.prompt().orElseThrow().text()).isEqualTo(PROMPT);
        assertThat(embedded.workflow().orElseThrow().text()).isEqualTo(WORKFLOW);
    }

    @Test
    void settingsOfAnotherProgramAreParametersWhenNothingElseIs() {
        Embedded alone = jpegComment(false, ExifFixtures.unicodeComment(SWARM, false));
        assertThat(alone.other().get("usercomment").text()).isEqualTo(SWARM);
        assertThat(alone.parameters().orElseThrow().text()).isEqualTo(SWARM);

        byte[] both = ExifFixtures.exif(
                true,
                List.of(Tag.ascii(0x0110, "prompt:" + PROMPT)),
                List.of(Tag.userComment(ExifFixtures.unicodeComment(SWARM, true))));
        Embedded beside = jpeg(ExifFixtures.exifSegment(both));
        assertThat(beside.other()).containsKey("usercomment");
        assertThat(beside.parameters()).isEmpty();
    }

    @Test
    void aGraphWithCivitaiSettingsGivesBoth() {
        String text = PROMPT.substring(0, PROMPT.length() - 1) + ", \"extraMetadata\": \"{\\\"steps\\\": 20}\"}";
        Embedded embedded = jpegComment(true, ExifFixtures.unicodeComment(text, true));
        assertThat(embedded.prompt().orElseThrow().text()).isEqualTo(text);
        assertThat(embedded.other().get("extrametadata").text()).isEqualTo("{\"steps\": 20}");
    }

    @Test
    void binaryInUserCommentIsNoText() {
        Embedded embedded =
                jpegComment(true, bytes().latin1("PK\u0003\u0004").zeros(60).done());
        assertThat(embedded.isEmpty()).isTrue();
    }

    @Test
    void twoSegmentsAddUp() {
        Embedded embedded = jpeg(
                ExifFixtures.exifSegment(
                        ExifFixtures.exif(true, List.of(Tag.ascii(0x010F, "workflow:" + WORKFLOW)), List.of())),
                ExifFixtures.exifSegment(ExifFixtures.exif(
                        true, List.of(), List.of(Tag.userComment(ExifFixtures.unicodeComment(PARAMETERS, true))))));
        assertThat(embedded.workflow().orElseThrow().text()).isEqualTo(WORKFLOW);
        assertThat(embedded.parameters().orElseThrow().text()).isEqualTo(PARAMETERS);
    }

    @Test
    void aJpegCommentMayHoldParameters() {
        Embedded embedded = jpeg(ExifFixtures.segment(0xFE, utf8("parameters: " + PARAMETERS)));
        assertThat(embedded.parameters().orElseThrow().text()).isEqualTo(PARAMETERS);
    }

    @Test
    void xmpIsLookedIntoWhenNothingElseIsThere() {
        String xmp = "<?xpacket begin=''?><x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
                + "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
                + "xmlns:exif='http://ns.adobe.com/exif/1.0/'><exif:UserComment>a &amp; b\nSteps: 15, Sampler: Euler, "
                + "CFG scale: 5</exif:UserComment></rdf:Description></rdf:RDF></x:xmpmeta>";
        Embedded embedded = jpeg(xmpSegment(xmp));
        assertThat(embedded.parameters().orElseThrow().text())
                .isEqualTo("a & b\nSteps: 15, Sampler: Euler, CFG scale: 5");
    }

    @Test
    void xmpFetchesAndExpandsNothing() {
        String bomb = "<!DOCTYPE a [<!ENTITY x \"Steps: 1, Sampler: x\"><!ENTITY f SYSTEM \"file:///etc/hostname\">"
                + "<!ENTITY y \"" + "&x;".repeat(100) + "\">]><a>&y;&f;</a>";
        Embedded embedded = jpeg(xmpSegment(bomb));
        assertThat(embedded.parameters()).isEmpty();
        assertThat(embedded.other()).isEmpty();
    }

    @Test
    void manyEntriesOverOneTextAreCutOff() {
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            tags.add(Tag.ascii(0x0100 + i % 10, "12345"));
        }
        tags.add(Tag.ascii(0x0110, "x".repeat(100_000)));
        byte[] exif = ExifFixtures.exif(true, tags, List.of());
        ByteBuffer block = ByteBuffer.wrap(exif);
        int last = 8 + 2 + 3000 * 12;
        for (int at = 8 + 2; at < last; at += 12) {
            block.putInt(at + 4, 100_000).putInt(at + 8, block.getInt(last + 8));
        }
        assertThat(webp(exif).notes()).anySatisfy(note -> assertThat(note).contains("overlap"));
    }

    @Test
    void latin1InATagIsKept() {
        byte[] value = bytes().latin1("prompt:{\"1\": {\"class_type\": \"gr\u00FCn\"}}")
                .u8(0)
                .done();
        byte[] exif = ExifFixtures.exif(true, List.of(new Tag(0x0110, 2, value)), List.of());
        Piece piece = webp(exif).prompt().orElseThrow();
        assertThat(piece.text()).contains("gr\u00FCn");
        assertThat(new String(piece.utf8(), StandardCharsets.UTF_8)).isEqualTo(piece.text());
    }

    private static byte[] xmpSegment(String xmp) {
        return ExifFixtures.segment(
                0xE1, bytes().latin1("http://ns.adobe.com/xap/1.0/\0").text(xmp).done());
    }

    private static Embedded jpegComment(boolean bigEndian, byte[] comment) {
        return jpeg(ExifFixtures.exifSegment(
                ExifFixtures.exif(bigEndian, List.of(Tag.ascii(0x0131, "test")), List.of(Tag.userComment(comment)))));
    }

    private static Embedded jpeg(byte[]... segments) {
        return embedded(ExifFixtures.jpeg(List.of(segments)));
    }

    private static Embedded webp(byte[] exif) {
        return embedded(ExifFixtures.webp(exif, 100));
    }

    private static Embedded embedded(byte[] file) {
        ReadOutcome outcome = ContainerReader.read(file, "a", Wanted.ALL);
        return outcome instanceof ReadOutcome.Read read ? read.embedded() : fail("not read: " + outcome);
    }
}
