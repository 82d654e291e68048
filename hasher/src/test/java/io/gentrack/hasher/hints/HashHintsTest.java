package io.gentrack.hasher.hints;

import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.hasher.folders.ModelFile;
import io.gentrack.hasher.hash.FileKey;
import io.gentrack.hasher.hash.FileStamp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A test for each rule of {@link HashHints}; the first shows what is believed, each other breaks one rule of it. */
class HashHintsTest {
    private static final String SHA = "6ee9380eb00cd3f16849e530527faa423f05f1c88e3365c7c3987aaca74c2182";
    private static final String OTHER = "00000080eb00cd3f16849e530527faa423f05f1c88e3365c7c3987aaca74c218";
    private static final long MODIFIED_NS = 1_767_323_045_123_456_789L;
    private static final double MODIFIED = 1_767_323_045.1234567;
    private static final Instant NOW = Instant.ofEpochSecond(1_767_400_000);

    @TempDir
    private Path folder;

    private ModelFile checkpoint;
    private FileStamp stamp;

    @BeforeEach
    void model() throws IOException {
        Path path = folder.resolve("sub").resolve("model.safetensors");
        Files.createDirectories(path.getParent());
        byte[] header =
                "{\"t\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}".getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(16 + header.length).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(path, bytes.putLong(header.length).put(header).putLong(7).array());
        checkpoint = new ModelFile(path, "sub/model.safetensors", "checkpoints");
        stamp = stamp(Files.size(path), MODIFIED_NS, 2_000_000_000L);
    }

    private static FileStamp stamp(long size, long modified, long changedLater) {
        return new FileStamp(size, modified, Optional.of(new FileKey(1, 2, modified + changedLater)));
    }

    private void beside(String suffix, String text) throws IOException {
        Files.writeString(checkpoint.path().resolveSibling("model" + suffix), text);
    }

    private static String manager(String sha256, long size, double modified, String civitai) {
        return String.format(
                Locale.ROOT,
                "{\"file_name\": \"model\", \"sha256\": \"%s\", \"size\": %d, \"modified\": %.7f, \"civitai\": %s}",
                sha256,
                size,
                modified,
                civitai);
    }

    private void manager() throws IOException {
        beside(".metadata.json", manager(SHA, stamp.size(), MODIFIED, "{}"));
    }

    private Path webUi(String section, String key, String sha256, double modified) throws IOException {
        return Files.writeString(
                folder.resolve(section + ".json"),
                String.format(
                        Locale.ROOT,
                        "{\"%s\": {\"%s\": {\"mtime\": %.7f, \"sha256\": \"%s\"}}}",
                        section,
                        key,
                        modified,
                        sha256));
    }

    private Verdict judge(Path... caches) throws IOException {
        return HashHints.of(List.of(caches)).judge(checkpoint, stamp, false, NOW);
    }

    private void assertDoubted(String why, Path... caches) throws IOException {
        assertThat(judge(caches))
                .isInstanceOfSatisfying(
                        Verdict.Doubted.class, doubt -> assertThat(doubt.why()).contains(why));
    }

    @Test
    void aToolThatReadTheFileAndKeptItsSizeAndTimeIsBelieved() throws IOException {
        manager();
        assertThat(judge()).isInstanceOfSatisfying(Verdict.Believed.class, found -> {
            assertThat(found.digests().sha256()).isEqualTo(SHA);
            assertThat(found.digests().stamp()).isEqualTo(stamp);
            assertThat(found.source()).endsWith("model.metadata.json");
        });
    }

    @Test
    void withoutRecordsThereIsNothingToJudge() throws IOException {
        assertThat(judge()).isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void webUiKnowsTheTimeAndARecordBesideTheFileItsSize() throws IOException {
        Path cache = webUi("hashes", "checkpoint/sub\\\\model.safetensors", SHA, MODIFIED);
        assertDoubted("no record has its size", cache);
        beside(".civitai.info", sizeInKib(stamp.size(), SHA.toUpperCase(Locale.ROOT)));
        assertThat(judge(cache)).isInstanceOf(Verdict.Believed.class);
    }

    private static String sizeInKib(long size, String sha256) {
        return "{\"files\": [{\"sizeKB\": " + size / 1024.0 + ", \"hashes\": {\"SHA256\": \"" + sha256 + "\"}}]}";
    }

    @Test
    void oneContent() throws IOException {
        manager();
        beside(".cm-info.json", "{\"Hashes\": {\"SHA256\": \"" + OTHER + "\"}}");
        assertDoubted("different contents");
    }

    @Test
    void measured() throws IOException {
        beside(".metadata.json", manager(SHA, stamp.size(), MODIFIED, "{\"id\": 5}"));
        beside(".cm-info.json", "{\"Hashes\": {\"SHA256\": \"" + SHA + "\"}}");
        beside(".sha256", SHA + " *model.safetensors\n");
        beside(".civitai.info", sizeInKib(stamp.size(), SHA));
        assertDoubted("when the file was read");
    }

    @Test
    void itsTime() throws IOException {
        beside(".metadata.json", manager(SHA, stamp.size(), MODIFIED + 0.001, "{}"));
        assertDoubted("another time");
    }

    @Test
    void aTimeThatOneOfTwoDeniesIsNotItsTime() throws IOException {
        manager();
        assertDoubted("another time", webUi("hashes", "checkpoint/sub/model.safetensors", SHA, MODIFIED + 60));
    }

    @Test
    void itsSize() throws IOException {
        beside(".metadata.json", manager(SHA, stamp.size() + 1, MODIFIED, "{}"));
        assertDoubted("its size");
    }

    @Test
    void aSizeThatOneOfTwoDeniesIsNotItsSize() throws IOException {
        manager();
        beside(".civitai.info", sizeInKib(stamp.size() + 1024, SHA));
        assertDoubted("its size");
    }

    @Test
    void untouched() throws IOException {
        manager();
        stamp = stamp(stamp.size(), MODIFIED_NS, Duration.ofMinutes(1).toNanos());
        assertDoubted("replaced");
    }

    @Test
    void whereTheFileSystemKeepsNoTimeOfChangeSizeAndTimeHaveToDo() throws IOException {
        manager();
        stamp = new FileStamp(stamp.size(), MODIFIED_NS, Optional.empty());
        assertThat(judge()).isInstanceOf(Verdict.Believed.class);
    }

    @Test
    void settled() throws IOException {
        manager();
        Instant soon = Instant.ofEpochSecond(0, MODIFIED_NS).plusSeconds(1);
        assertThat(HashHints.of(List.of()).judge(checkpoint, stamp, false, soon))
                .isInstanceOfSatisfying(
                        Verdict.Doubted.class, doubt -> assertThat(doubt.why()).contains("just now"));
    }

    @Test
    void whole() throws IOException {
        byte[] all = Files.readAllBytes(checkpoint.path());
        Files.write(checkpoint.path(), java.util.Arrays.copyOf(all, all.length - 1));
        stamp = stamp(all.length - 1, MODIFIED_NS, 0);
        manager();
        assertDoubted("as long as its header says");
    }

    @Test
    void enough() throws IOException {
        ModelFile lora = new ModelFile(checkpoint.path(), "model.safetensors", "loras");
        beside(".civitai.info", sizeInKib(stamp.size(), SHA));
        Path whole = webUi("hashes", "lora/model", SHA, MODIFIED);
        assertThat(HashHints.of(List.of(whole)).judge(lora, stamp, true, NOW))
                .isInstanceOfSatisfying(
                        Verdict.Doubted.class, doubt -> assertThat(doubt.why()).contains("tensors"));
        Path both = Files.writeString(
                folder.resolve("both.json"),
                Files.readString(whole).replaceFirst("}}}$", "}}, ")
                        + Files.readString(webUi("hashes-addnet", "lora/model", OTHER, MODIFIED))
                                .substring(1));
        assertThat(HashHints.of(List.of(both)).judge(lora, stamp, true, NOW))
                .isInstanceOfSatisfying(
                        Verdict.Believed.class,
                        found -> assertThat(found.digests().autoV3()).contains("00000080EB00"));
    }

    @Test
    void aRecordOfAnotherFileSaysNothing() throws IOException {
        beside(".metadata.json", manager(SHA, stamp.size(), MODIFIED, "{}").replace("\"model\"", "\"older\""));
        beside(".sha256", OTHER + "  another.safetensors\n");
        assertThat(judge(webUi("hashes", "checkpoint/model.safetensors", SHA, MODIFIED)))
                .isInstanceOf(Verdict.Nothing.class);
    }

    @Test
    void brokenRecordsSayNothing() throws IOException {
        beside(".metadata.json", "{\"sha256\": \"" + SHA);
        beside(".civitai.info", "[".repeat(100_000));
        beside(".cm-info.json", "{\"Hashes\": {\"SHA256\": \"6EE9380EB0\"}}");
        beside(".sha256", "");
        Path cache = Files.writeString(folder.resolve("cache.json"), "not JSON");
        assertThat(judge(cache, folder.resolve("missing.json"))).isInstanceOf(Verdict.Nothing.class);
        assertThat(HashHints.of(List.of(cache)).entries()).isZero();
    }
}
