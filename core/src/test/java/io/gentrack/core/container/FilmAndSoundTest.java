package io.gentrack.core.container;

import static io.gentrack.core.container.BoxFixtures.box;
import static io.gentrack.core.container.Bytes.bytes;
import static io.gentrack.core.container.Bytes.utf8;
import static io.gentrack.core.container.Fixtures.PROMPT;
import static io.gentrack.core.container.Fixtures.WORKFLOW;
import static io.gentrack.core.container.Fixtures.texts;
import static io.gentrack.core.container.StreamFixtures.element;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where muxers put tags, beyond the usual place. */
class FilmAndSoundTest {
    private static final Map<String, String> BOTH = texts("prompt", PROMPT, "workflow", WORKFLOW);
    private static final long SEGMENT = 0x18538067L;
    private static final long CLUSTER = 0x1F43B675L;

    @Test
    void moovBeforeTheFilm() {
        byte[] moov = box("moov", box("udta", BoxFixtures.mdtaMeta(BOTH)));
        assertBoth(bytes().raw(BoxFixtures.ftyp())
                .raw(moov)
                .raw(box("mdat", new byte[5000]))
                .done());
    }

    @Test
    void boxesWithSizesOf64Bits() {
        byte[] moov = BoxFixtures.longBox("moov", BoxFixtures.longBox("udta", BoxFixtures.mdtaMeta(BOTH)));
        assertBoth(bytes().raw(BoxFixtures.ftyp())
                .raw(BoxFixtures.longBox("mdat", new byte[5000]))
                .raw(moov)
                .done());
    }

    @Test
    void aLastBoxWithoutSizeGoesToTheEnd() {
        byte[] moov = box("moov", box("udta", BoxFixtures.mdtaMeta(BOTH)));
        moov[0] = moov[1] = moov[2] = moov[3] = 0;
        assertBoth(bytes().raw(BoxFixtures.ftyp()).raw(moov).done());
    }

    @Test
    void fragmentsBetweenDoNotMatter() {
        byte[] moov = box("moov", box("udta", BoxFixtures.mdtaMeta(BOTH)));
        Bytes film = bytes().raw(BoxFixtures.ftyp());
        for (int i = 0; i < 50; i++) {
            film.raw(box("moof", new byte[40])).raw(box("mdat", new byte[400]));
        }
        assertBoth(film.raw(moov).done());
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 70_000})
    void quickTimeComment(int workflowBytes) {
        String workflow = "{\"nodes\": [], \"x\": \"" + "w".repeat(workflowBytes) + "\"}";
        byte[] text = utf8(BoxFixtures.vhsComment(PROMPT, workflow));
        byte[] comment =
                box("\u00A9cmt", bytes().u16(text.length).u16(0x55C4).raw(text).done());
        Embedded embedded = read(bytes().raw(BoxFixtures.ftyp())
                .raw(box("moov", box("udta", comment)))
                .done());
        assertThat(embedded.prompt().orElseThrow().text()).isEqualTo(PROMPT);
        assertThat(embedded.workflow().orElseThrow().text()).isEqualTo(workflow);
    }

    @Test
    void aCommentWithThePromptAsAnObject() {
        String comment = "{\"prompt\": " + PROMPT + ", \"workflow\": " + WORKFLOW + "}";
        assertBoth(BoxFixtures.mp4(BoxFixtures.mdirMeta(comment), 10));
    }

    @Test
    void quickTimeMetaWithoutVersionAndDirectlyInMoov() {
        byte[] meta = BoxFixtures.mdtaMeta(BOTH);
        byte[] bare = box("meta", java.util.Arrays.copyOfRange(meta, 12, meta.length));
        assertBoth(bytes().raw(BoxFixtures.ftyp()).raw(box("moov", bare)).done());
    }

    @Test
    void metaAtTopLevelOrInATrackIsTheLastResort() {
        byte[] meta = BoxFixtures.mdtaMeta(BOTH);
        byte[] track = box("moov", box("trak", box("udta", meta)));
        byte[] other = BoxFixtures.mdtaMeta(texts("prompt", "{\"9\": {\"class_type\": \"Old\"}}"));
        assertBoth(bytes().raw(BoxFixtures.ftyp()).raw(meta).done());
        assertBoth(bytes().raw(BoxFixtures.ftyp()).raw(track).done());
        assertBoth(bytes().raw(BoxFixtures.ftyp())
                .raw(other)
                .raw(box(
                        "moov",
                        bytes().raw(box("trak", box("udta", other)))
                                .raw(box("udta", meta))
                                .done()))
                .done());
    }

    @Test
    void freeFormItems() {
        byte[] item = box(
                "----",
                bytes().raw(box(
                                "mean",
                                bytes().u32(0).latin1("com.apple.iTunes").done()))
                        .raw(box("name", bytes().u32(0).latin1("Prompt").done()))
                        .raw(box("data", bytes().u32(1).u32(0).text(PROMPT).done()))
                        .done());
        byte[] meta = box(
                "meta",
                bytes().u32(0)
                        .raw(BoxFixtures.handler("mdir"))
                        .raw(box("ilst", item))
                        .done());
        assertThat(read(BoxFixtures.mp4(meta, 10)).prompt().orElseThrow().text())
                .isEqualTo(PROMPT);
    }

    @Test
    void aSeekHeadLeadsBehindAFilmThatCannotBeWalked() {
        byte[] tags = StreamFixtures.ebmlTags(texts("PROMPT", PROMPT, "WORKFLOW", WORKFLOW));
        byte[] damagedFilm =
                bytes().raw(StreamFixtures.unknownSize(CLUSTER)).zeros(3000).done();
        int seekHeadBytes = seekHead(0).length;
        byte[] segment = bytes().raw(seekHead(seekHeadBytes + damagedFilm.length))
                .raw(damagedFilm)
                .raw(tags)
                .done();
        assertBoth(bytes().raw(StreamFixtures.ebmlHeader())
                .raw(element(SEGMENT, segment))
                .done());
    }

    private static byte[] seekHead(long tagsPosition) {
        byte[] seek = bytes().raw(element(0x53AB, bytes().u32(0x1254C367L).done()))
                .raw(element(0x53AC, bytes().u64(tagsPosition).done()))
                .done();
        return element(0x114D9B74L, element(0x4DBB, seek));
    }

    @Test
    void aSeekHeadThatLiesIsNotFollowed() {
        byte[] segment = bytes().raw(seekHead(5))
                .raw(StreamFixtures.cluster(500))
                .raw(StreamFixtures.ebmlTags(texts("PROMPT", PROMPT, "WORKFLOW", WORKFLOW)))
                .done();
        assertBoth(bytes().raw(StreamFixtures.ebmlHeader())
                .raw(element(SEGMENT, segment))
                .done());
    }

    @Test
    void segmentAndClustersOfUnknownSize() {
        Bytes film = bytes().raw(StreamFixtures.ebmlHeader()).raw(StreamFixtures.unknownSize(SEGMENT));
        for (int i = 0; i < 20; i++) {
            film.raw(StreamFixtures.unknownSize(CLUSTER))
                    .raw(element(0xE7, new byte[2]))
                    .raw(element(0xA3, new byte[900]));
        }
        assertBoth(film.raw(StreamFixtures.ebmlTags(texts("PROMPT", PROMPT, "WORKFLOW", WORKFLOW)))
                .done());
    }

    @Test
    void aMatroskaCommentHoldsBoth() {
        assertBoth(StreamFixtures.webm(texts("COMMENT", BoxFixtures.vhsComment(PROMPT, WORKFLOW)), 100));
    }

    @Test
    void flacBehindId3() {
        byte[] flac = StreamFixtures.flac(BOTH);
        assertBoth(
                bytes().raw(StreamFixtures.id3(4, 0, new byte[300])).raw(flac).done());
    }

    @Test
    void oggWithTwoStreamsWhosePagesAlternate() {
        byte[] theora = bytes().latin1("\u0080theora").zeros(30).done();
        byte[] vorbis = bytes().latin1("\u0001vorbis").zeros(22).done();
        byte[] theoraTags = bytes().latin1("\u0081theora")
                .raw(StreamFixtures.vorbisComments(texts("encoder", "x")))
                .done();
        byte[] vorbisTags = bytes().latin1("\u0003vorbis")
                .raw(StreamFixtures.vorbisComments(BOTH))
                .done();
        Bytes ogg = bytes();
        StreamFixtures.oggPackets(ogg, 1, theora, 255, 2);
        StreamFixtures.oggPackets(ogg, 2, vorbis, 255, 2);
        StreamFixtures.oggPackets(ogg, 1, theoraTags, 255, 0);
        StreamFixtures.oggPackets(ogg, 2, vorbisTags, 1, 0);
        assertBoth(ogg.done());
    }

    @Test
    void oggCommentsOverDozensOfPages() {
        String long1 = "{\"1\": {\"class_type\": \"A\", \"inputs\": {\"t\": \"" + "x".repeat(40_000) + "\"}}}";
        Embedded embedded = read(StreamFixtures.opus(texts("prompt", long1, "workflow", WORKFLOW), 4));
        assertThat(embedded.prompt().orElseThrow().text()).isEqualTo(long1);
        assertThat(embedded.workflow().orElseThrow().text()).isEqualTo(WORKFLOW);
    }

    @ParameterizedTest
    @CsvSource({"3,0", "3,1", "4,0", "4,1", "4,2", "4,3"})
    void everyEncodingOfId3(int version, int encoding) {
        Bytes frames = bytes();
        BOTH.forEach((key, text) -> frames.raw(StreamFixtures.txxx(version, encoding, key, text)));
        assertBoth(bytes().raw(StreamFixtures.id3(version, 0, frames.done()))
                .zeros(10)
                .done());
    }

    @Test
    void anUnsynchronisedTag() {
        // UTF-16 begins with FF FE; a zero byte is put behind each FF.
        Bytes frames = bytes();
        BOTH.forEach((key, text) -> frames.raw(StreamFixtures.txxx(3, 1, key, text)));
        assertBoth(bytes().raw(StreamFixtures.id3(3, 0x80, unsynchronised(frames.done())))
                .done());
    }

    @Test
    void unsynchronisedFramesWithALengthInFront() {
        Bytes frames = bytes();
        BOTH.forEach((key, text) -> {
            byte[] plain = StreamFixtures.txxx(4, 1, key, text);
            byte[] body = java.util.Arrays.copyOfRange(plain, 10, plain.length);
            byte[] stored = unsynchronised(
                    bytes().raw(StreamFixtures.sevenBits(body.length)).raw(body).done());
            frames.latin1("TXXX")
                    .raw(StreamFixtures.sevenBits(stored.length))
                    .raw(0, 3)
                    .raw(stored);
        });
        assertBoth(bytes().raw(StreamFixtures.id3(4, 0, frames.done())).done());
    }

    @Test
    void anExtendedHeaderAndOldFrames() {
        byte[] frame = StreamFixtures.txxx(3, 0, "prompt", PROMPT);
        byte[] extended = bytes().u32(6).zeros(6).raw(frame).done();
        assertThat(read(StreamFixtures.id3(3, 0x40, extended))
                        .prompt()
                        .orElseThrow()
                        .text())
                .isEqualTo(PROMPT);

        byte[] body = java.util.Arrays.copyOfRange(frame, 10, frame.length);
        byte[] old = bytes().latin1("TXX").u24(body.length).raw(body).done();
        assertThat(read(StreamFixtures.id3(2, 0, old)).prompt().orElseThrow().text())
                .isEqualTo(PROMPT);
    }

    @Test
    void anId3CommentHoldsBoth() {
        byte[] body = bytes().u8(3)
                .latin1("eng")
                .u8(0)
                .text(BoxFixtures.vhsComment(PROMPT, WORKFLOW))
                .done();
        byte[] frame = bytes().latin1("COMM")
                .raw(StreamFixtures.sevenBits(body.length))
                .u16(0)
                .raw(body)
                .done();
        assertBoth(StreamFixtures.id3(4, 0, frame));
    }

    private static byte[] unsynchronised(byte[] plain) {
        Bytes stored = bytes();
        for (byte b : plain) {
            stored.u8(b);
            if (b == (byte) 0xFF) {
                stored.u8(0);
            }
        }
        return stored.done();
    }

    private static void assertBoth(byte[] file) {
        Embedded embedded = read(file);
        assertThat(embedded.prompt().orElseThrow().text()).isEqualTo(PROMPT);
        assertThat(embedded.workflow().orElseThrow().text()).isEqualTo(WORKFLOW);
    }

    private static Embedded read(byte[] file) {
        ReadOutcome outcome = ContainerReader.read(file, "a", Wanted.ALL);
        return outcome instanceof ReadOutcome.Read read ? read.embedded() : fail("not read: " + outcome);
    }
}
