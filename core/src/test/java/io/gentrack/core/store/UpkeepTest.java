package io.gentrack.core.store;

import static io.gentrack.core.store.Runs.NOON;
import static io.gentrack.core.store.Runs.file;
import static io.gentrack.core.store.Runs.lora;
import static io.gentrack.core.store.Runs.run;
import static io.gentrack.core.store.Runs.sdxl;
import static io.gentrack.core.store.Runs.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.core.settings.ModelNames;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UpkeepTest {
    @TempDir
    private Path folder;

    private Path database = Path.of("");

    @BeforeEach
    void fill() throws StoreException {
        database = folder.resolve("generations.db");
        try (Store store = Store.open(database, OpenMode.READ_WRITE)) {
            store.record(List.of(
                    file("/p/1.png", run("1", NOON, sdxl(20)), run("1b", NOON, sdxl(20))),
                    file(
                            "/p/2.png",
                            run("2", NOON, sdxl(30, lora("name:ink.safetensors", "styles/ink.safetensors", 1)))),
                    file(
                            "/p/3.png",
                            run("3", NOON, settings("sd15", ModelNames.byName("old\\dream.ckpt"), "euler", 20)))));
        }
    }

    /** As a tool that knows nothing of us would, without foreign keys. */
    private void damage(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        }
    }

    private Upkeep.Faults look() throws StoreException {
        try (Store store = Store.open(database, OpenMode.READ_ONLY)) {
            return new Upkeep(store).look();
        }
    }

    @Test
    void aSoundDatabaseHasNoFaultAndIsNotChanged() throws StoreException, SQLException {
        List<String> before = Dump.of(database);
        assertThat(look().none()).isTrue();
        try (Store store = Store.open(database, OpenMode.READ_WRITE)) {
            new Upkeep(store).mend();
        }
        assertThat(Dump.of(database)).isEqualTo(before);
    }

    @Test
    void sumsAreMadeAgainFromTheExecutionsAndOrphansGo() throws StoreException, SQLException {
        List<String> before = Dump.of(database);
        damage(
                "UPDATE generations SET reuse_count = 99 WHERE steps = 20 AND model_family = 'sdxl'",
                "UPDATE totals SET uses = 7, combos = 3 WHERE kind = 'family' AND a = 'sd15'",
                "INSERT INTO generation_sizes VALUES (4711, 5, 5, 1)",
                "INSERT INTO source_graphs VALUES ('/gone', x'00')");

        Upkeep.Faults faults = look();
        assertThat(faults.miscounted()).isEqualTo(1);
        assertThat(faults.orphans()).isEqualTo(2);
        assertThat(faults.totals()).isPositive();

        try (Store store = Store.open(database, OpenMode.READ_WRITE)) {
            assertThat(new Upkeep(store).mend()).isEqualTo(faults);
        }
        assertThat(look().none()).isTrue();
        assertThat(Dump.of(database)).isEqualTo(before);
        assertThat(Dump.contradictions(database)).isEmpty();
    }

    @Test
    void whatIsRepeatedForTheRanksIsMadeRight() throws StoreException, SQLException {
        List<String> before = Dump.of(database);
        damage(
                "UPDATE generation_uses SET model_hash = 'another' WHERE model_family = 'sd15'",
                "UPDATE generation_loras SET score = 1");
        assertThat(look().miscounted()).isEqualTo(2);
        try (Store store = Store.open(database, OpenMode.READ_WRITE)) {
            new Upkeep(store).mend();
        }
        assertThat(look().none()).isTrue();
        assertThat(Dump.of(database)).isEqualTo(before);
    }

    @Test
    void filesThatWereNeverHashedAreNamedWithTheirFolder() throws StoreException {
        try (Store store = Store.open(database, OpenMode.READ_ONLY)) {
            assertThat(new Upkeep(store).unresolved(10))
                    .containsExactlyInAnyOrder(
                            new Upkeep.Unresolved("name:ink.safetensors", "styles/ink.safetensors", true),
                            new Upkeep.Unresolved("name:dream.ckpt", "old\\dream.ckpt", false));
        }
    }
}
