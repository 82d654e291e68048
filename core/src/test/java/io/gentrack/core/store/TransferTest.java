package io.gentrack.core.store;

import static io.gentrack.core.store.Runs.NOON;
import static io.gentrack.core.store.Runs.chain;
import static io.gentrack.core.store.Runs.file;
import static io.gentrack.core.store.Runs.lora;
import static io.gentrack.core.store.Runs.run;
import static io.gentrack.core.store.Runs.sdxl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gentrack.core.settings.Fingerprint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TransferTest {
    @TempDir
    private Path folder;

    private Path history(String name, Entry... entries) throws StoreException {
        Path file = folder.resolve(name);
        try (Store store = Store.open(file, OpenMode.READ_WRITE)) {
            store.record(List.of(entries));
        }
        return file;
    }

    /** All that is hard to carry: several chains, LoRAs, traits, quotes, commas, line ends, an emoji, empty texts, ratings. */
    private Path awkward() throws StoreException {
        Path file = history(
                "full.db",
                file("/pictures/a \"quoted\", comma\nnew line 🎨.png", run("1", NOON, sdxl(20))),
                file(
                        "/pictures/two.png",
                        run(
                                "2",
                                NOON.plusSeconds(90),
                                chain(
                                        0,
                                        sdxl(20, lora("AAAAAAAAAA", "ink.safetensors", 0.8)),
                                        832,
                                        1216,
                                        "base",
                                        "hires"),
                                chain(
                                        1,
                                        sdxl(
                                                30,
                                                lora("AAAAAAAAAA", "ink.safetensors", 0.8),
                                                lora("BBBBBBBBBB", "b", -0.35)),
                                        0,
                                        0))),
                file("/pictures/three.png", run("3", NOON.minusSeconds(5000), sdxl(20))),
                Entry.of(run("4", NOON, chain(0, sdxl(20), 640, 512, "img2img"))));
        try (Store store = Store.open(file, OpenMode.READ_WRITE)) {
            store.rate(Fingerprint.of(sdxl(20)).hash(), Rating.UP);
            store.publicLora("AAAAAAAAAA", 77);
            store.noteKinds(Map.of("flux.safetensors", Set.of("diffusion_models", "checkpoints")));
            store.write(connection -> {
                try (Statement statement = connection.createStatement()) {
                    return statement.executeUpdate(
                            "INSERT INTO file_hashes (path, base_name, size, mtime_ns, sha256, autov2, kind,"
                                    + " civitai_name, hashed_at) VALUES ('/models/x', 'x', 5, 7, 'ab', 'AB', 'loras', '', '2026-01-01')");
                }
            });
        }
        return file;
    }

    private Path exported(Path database, Exporter.Format format) throws StoreException, IOException {
        Path out = folder.resolve("out." + format.label());
        try (Store store = Store.open(database, OpenMode.READ_ONLY)) {
            new Exporter(store).write(out, format);
        }
        return out;
    }

    private MergeReport imported(Path from, Path into) throws StoreException, IOException {
        try (Store store = Store.open(into, OpenMode.READ_WRITE)) {
            return Importer.run(from, store);
        }
    }

    @ParameterizedTest
    @EnumSource(Exporter.Format.class)
    void outAndBackLosesNothing(Exporter.Format format) throws StoreException, IOException, SQLException {
        Path before = awkward();
        Path after = folder.resolve("after.db");

        MergeReport report = imported(exported(before, format), after);

        assertThat(report).isEqualTo(new MergeReport(5, 0, 3, 0));
        assertThat(Dump.of(after)).isEqualTo(Dump.of(before));
        assertThat(fileHashes(after)).isEqualTo(fileHashes(before)).isEqualTo("/models/x||5null");
        assertThat(Dump.contradictions(after)).isEmpty();
    }

    private static String fileHashes(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT path || '|' || civitai_name || '|' || size || coalesce(family, 'null')"
                                + " FROM file_hashes")) {
            return row.next() ? row.getString(1) : "";
        }
    }

    @ParameterizedTest
    @EnumSource(Exporter.Format.class)
    void aSecondImportChangesNothing(Exporter.Format format) throws StoreException, IOException, SQLException {
        Path before = awkward();
        Path out = exported(before, format);

        MergeReport report = imported(out, before);

        assertThat(report).isEqualTo(new MergeReport(0, 5, 0, 0));
        assertThat(Dump.contradictions(before)).isEmpty();
    }

    @Test
    void twoHistoriesMergeAsIfOneHadSeenAll() throws StoreException, IOException, SQLException {
        Entry shared = file("/p/shared.png", run("s", NOON, sdxl(20)));
        Entry early = file("/p/early.png", run("e", NOON.minusSeconds(60), sdxl(20)));
        Entry late = file("/p/late.png", run("l", NOON.plusSeconds(60), chain(0, sdxl(20), 512, 512, "base", "hires")));
        Entry other = file("/p/other.png", run("o", NOON, sdxl(50)));
        Path together = history("together.db", shared, early, late, other);
        Path ours = history("ours.db", shared, early);
        Path theirs = history("theirs.db", shared, late, other);

        MergeReport report = imported(exported(theirs, Exporter.Format.JSON), ours);

        assertThat(report).isEqualTo(new MergeReport(2, 1, 1, 0));
        assertThat(Dump.of(ours)).isEqualTo(Dump.of(together));
        assertThat(Dump.contradictions(ours)).isEmpty();
    }

    @Test
    void theLaterThumbCounts() throws StoreException, IOException, SQLException {
        Path ours = history("ours.db", Entry.of(run("1", NOON, sdxl(20))));
        Path theirs = history("theirs.db", Entry.of(run("1", NOON, sdxl(20))));
        String hash = Fingerprint.of(sdxl(20)).hash();
        try (Store store = Store.open(theirs, OpenMode.READ_WRITE)) {
            store.rate(hash, Rating.DOWN);
        }

        imported(exported(theirs, Exporter.Format.CSV), ours);

        try (Store store = Store.open(ours, OpenMode.READ_ONLY)) {
            assertThat(store.find(hash).orElseThrow().rating()).isEqualTo(Rating.DOWN);
        }
        assertThat(Dump.contradictions(ours)).isEmpty();
    }

    @Test
    void settingsUnderAnothersHashAreLeftOut() throws StoreException, IOException, SQLException {
        Path theirs = history("theirs.db", Entry.of(run("1", NOON, sdxl(20))), Entry.of(run("2", NOON, sdxl(30))));
        String json = Files.readString(exported(theirs, Exporter.Format.JSON));
        Path forged =
                Files.writeString(folder.resolve("forged.json"), json.replace("\\\"steps\\\":30", "\\\"steps\\\":31"));
        Path ours = folder.resolve("ours.db");

        MergeReport report = imported(forged, ours);

        assertThat(report).isEqualTo(new MergeReport(1, 0, 1, 1));
        assertThat(Dump.contradictions(ours)).isEmpty();
    }

    @Test
    void aDamagedFileIsNamedAndChangesNothing() throws StoreException, IOException, SQLException {
        Path ours = awkward();
        List<String> before = Dump.of(ours);
        String json = Files.readString(exported(ours, Exporter.Format.JSON));
        Path cut = Files.writeString(folder.resolve("cut.json"), json.substring(0, json.length() / 2));
        Path strange = Files.writeString(
                folder.resolve("strange.json"), json.replace("\"generation_passes\":", "\"sqlite_master\":"));
        Path newer = Files.writeString(folder.resolve("newer.json"), json.replace("_export\":1", "_export\":2"));

        assertThatThrownBy(() -> imported(cut, ours))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cut.json");
        assertThatThrownBy(() -> imported(strange, ours)).hasMessageContaining("sqlite_master");
        assertThatThrownBy(() -> imported(newer, ours)).hasMessageContaining("newer gentrack");
        assertThat(Dump.of(ours)).isEqualTo(before);
    }

    @Test
    void otherFilesAreNoHistory() throws IOException {
        assertThat(Importer.recognise(Files.writeString(folder.resolve("workflow.json"), "{\"3\": {}}")))
                .isEmpty();
        assertThat(Importer.recognise(
                        Files.write(folder.resolve("a.png"), "\211PNG".getBytes(StandardCharsets.ISO_8859_1))))
                .isEmpty();
        assertThat(Importer.recognise(folder.resolve("missing"))).isEmpty();
    }
}
