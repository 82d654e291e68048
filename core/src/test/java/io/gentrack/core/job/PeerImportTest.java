package io.gentrack.core.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gentrack.core.settings.Fingerprint;
import io.gentrack.core.settings.Settings;
import io.gentrack.core.store.Dump;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Runs;
import io.gentrack.core.store.Size;
import io.gentrack.core.store.Stats;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.core.store.SuggestQuery;
import io.gentrack.core.store.Suggestion;
import io.gentrack.core.store.UseCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerImportTest {
    /** The TypeScript tracker's tables, in our words: same names and types. */
    private static final String SCHEMA = """
            CREATE TABLE generations (id INTEGER PRIMARY KEY AUTOINCREMENT, created_at TEXT NOT NULL DEFAULT (datetime('now')),
              settings_hash TEXT NOT NULL, model_family TEXT NOT NULL, model_hash TEXT NOT NULL, model_name TEXT, preset_name TEXT,
              sampler TEXT NOT NULL, scheduler TEXT NOT NULL, steps INTEGER NOT NULL, cfg REAL NOT NULL, denoise REAL DEFAULT 1.0,
              shift REAL, width INTEGER NOT NULL, height INTEGER NOT NULL, lora_hash TEXT, lora_name TEXT, lora_strength REAL,
              lora_civitai_id INTEGER, reuse_count INTEGER NOT NULL DEFAULT 1, neg_prompt_hash TEXT);
            CREATE TABLE file_hashes (filename TEXT PRIMARY KEY, file_path TEXT NOT NULL, file_size INTEGER NOT NULL,
              file_mtime TEXT NOT NULL, sha256 TEXT NOT NULL, autov2 TEXT NOT NULL, file_type TEXT NOT NULL, civitai_id INTEGER,
              civitai_name TEXT, civitai_model_id INTEGER, checked_at TEXT);
            """;

    @TempDir
    private Path temp;

    private Path peer;
    private Path database;
    private Store store;

    @BeforeEach
    void open() throws StoreException, SQLException {
        peer = temp.resolve("peer.db");
        execute(SCHEMA);
        database = temp.resolve("ours.db");
        store = Store.open(database, OpenMode.READ_WRITE);
    }

    @AfterEach
    void sumsAgree() throws StoreException, SQLException {
        store.close();
        assertThat(Dump.contradictions(database)).isEmpty();
    }

    private void execute(String... texts) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + peer);
                Statement statement = connection.createStatement()) {
            for (String text : texts) {
                statement.executeUpdate(text);
            }
        }
    }

    private void row(String family, String hash, String model, String rest, int uses) throws SQLException {
        execute(
                "INSERT INTO generations (created_at, settings_hash, model_family, model_hash, model_name, sampler, scheduler, steps, cfg,"
                        + " shift, width, height, lora_hash, lora_name, lora_strength, lora_civitai_id, reuse_count) VALUES ('2026-05-01 10:00:00',"
                        + " 'peer hash', '" + family + "', '" + hash + "', '" + model + "', " + rest + ", " + uses
                        + ")");
    }

    private static final String PLAIN = "'dpmpp_2m', 'karras', 25, 6.5, NULL, 832, 1216, NULL, NULL, NULL, NULL";

    @Test
    void countsTimesAndSizesComeAlongUnderOurFingerprint() throws Exception {
        row("sdxl", "31E35C80FC", "sd_xl_base_1.0.safetensors", PLAIN, 3);
        PeerReport report = PeerImport.run(peer, store);
        assertThat(report.rows()).isEqualTo(1);
        assertThat(report.added()).isEqualTo(3);
        Suggestion taken = store.find(Fingerprint.of(Runs.sdxl(25)).hash()).orElseThrow();
        assertThat(taken.uses()).isEqualTo(3);
        assertThat(taken.lastUsed()).isEqualTo(Instant.parse("2026-05-01T10:00:00Z"));
        assertThat(taken.mostUsedSize()).contains(new Size(832, 1216));
        assertThat(store.suggest(SuggestQuery.best(5).withUseCase(UseCase.PORTRAIT)))
                .hasSize(1);
    }

    @Test
    void importingTwiceChangesNothingAndGrownCountsAddTheDifference() throws Exception {
        row("sdxl", "31E35C80FC", "sd_xl_base_1.0.safetensors", PLAIN, 2);
        PeerImport.run(peer, store);
        List<String> before = Dump.of(database);
        PeerReport again = PeerImport.run(peer, store);
        assertThat(again.added()).isZero();
        assertThat(again.known()).isEqualTo(2);
        assertThat(Dump.of(database)).isEqualTo(before);

        execute("UPDATE generations SET reuse_count = 5, created_at = '2026-06-01 10:00:00'");
        assertThat(PeerImport.run(peer, store).added()).isEqualTo(3);
        Suggestion grown = store.find(Fingerprint.of(Runs.sdxl(25)).hash()).orElseThrow();
        assertThat(grown.uses()).isEqualTo(5);
        assertThat(grown.firstSeen()).isEqualTo(Instant.parse("2026-05-01T10:00:00Z"));
        assertThat(grown.lastUsed()).isEqualTo(Instant.parse("2026-06-01T10:00:00Z"));
    }

    @Test
    void unknownModelsAndLorasStayApartByTheirNames() throws Exception {
        row("unknown", "UNKNOWN", "a/First.safetensors", PLAIN, 1);
        row("unknown", "UNKNOWN", "Second.safetensors", PLAIN, 1);
        row(
                "sdxl",
                "31E35C80FC",
                "base",
                "'euler', 'normal', 20, 7, NULL, 512, 512, NULL, 'gone.safetensors', 0.5, NULL",
                1);
        PeerReport report = PeerImport.run(peer, store);
        assertThat(report.unresolved()).isEqualTo(3);
        assertThat(store.unresolved())
                .containsExactly("name:first.safetensors", "name:gone.safetensors", "name:second.safetensors");
        assertThat(store.stats().combinations()).isEqualTo(3);
    }

    @Test
    void noiseThatSplitACombinationThereDoesNotHere() throws Exception {
        row("qwen_image", "71A4F0E2D1", "q", "'euler', 'simple', 4, 1, 3.1, 8, 8, 'D72F1D0DDD', 'l', 1.0, 77", 1);
        row(
                "qwen_image",
                "71A4F0E2D1",
                "q",
                "'euler', 'simple', 4, 1, 3.1000000000000005, 8, 8, 'D72F1D0DDD', 'l', 1.0, NULL",
                1);
        PeerImport.run(peer, store);
        assertThat(store.stats().combinations()).isEqualTo(1);
        Suggestion merged =
                store.suggest(SuggestQuery.best(5).withLoraCivitaiId(77)).get(0);
        assertThat(merged.uses()).isEqualTo(2);
        Settings settings = merged.settings();
        assertThat(settings.shift()).contains(3.1);
    }

    @Test
    void mistakesAreReportedNotImported() throws Exception {
        row("ltx", "UNKNOWN", "l", "'73,0', 'normal', 20, 3, NULL, 8, 8, NULL, NULL, NULL, NULL", 1);
        row("ltx", "UNKNOWN", "l", "'euler', 'unknown', 20, 3, NULL, 8, 8, NULL, NULL, NULL, NULL", 1);
        row("ltx", "UNKNOWN", "l", "'euler', 'normal', 0, 3, NULL, 8, 8, NULL, NULL, NULL, NULL", 1);
        row("ltx", "UNKNOWN", "l", "'euler', 'normal', 20, 'six', NULL, 8, 8, NULL, NULL, NULL, NULL", 1);
        row("ltx", "UNKNOWN", " ", "'euler', 'normal', 20, 6, NULL, 8, 8, NULL, NULL, NULL, NULL", 1);
        row("ltx", "UNKNOWN", "l", "'euler', 'normal', 20, 6, NULL, 8, 8, NULL, NULL, NULL, NULL", 2_000_000);
        row("ltx", "UNKNOWN", "good", "'euler', 'normal', 20, 3, NULL, 8, 8, NULL, NULL, NULL, NULL", 1);
        PeerReport report = PeerImport.run(peer, store);
        assertThat(report.rejected()).extracting(PeerReport.Rejected::id).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(report.rejected().get(0).why()).contains("\"73,0\"").contains("link");
        assertThat(store.stats().families()).containsExactly(new Stats.FamilyCount("ltx", 1, 1));
    }

    @Test
    void hashesOfTheOtherTrackerAreHandedOnAsHints() throws Exception {
        String sha = "6ee9380eb00cd3f16849e530527faa423f05f1c88e3365c7c3987aaca74c2182";
        execute("INSERT INTO file_hashes VALUES ('b', '/m/b', 4109, '2026-11-22T11:26:38.023Z', '" + sha
                + "', '6EE9380EB0', 'checkpoint', 128078, 'SD XL', 101055, NULL)");
        assertThat(PeerImport.run(peer, store).hashes())
                .containsExactly(new PeerReport.FileHashHint(
                        "/m/b", 4109, "2026-11-22T11:26:38.023Z", sha, "checkpoint", java.util.Optional.of(128078L)));
    }

    @Test
    void onlyThatTrackersFilesAreTakenForSuch() throws IOException {
        assertThat(PeerImport.recognises(peer)).isTrue();
        assertThat(PeerImport.recognises(database)).isFalse();
        Path text = Files.writeString(temp.resolve("notes.db"), "no database, but long enough to be asked about");
        assertThat(PeerImport.recognises(text)).isFalse();
        assertThatThrownBy(() -> PeerImport.run(text, store))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("notes.db");
    }
}
