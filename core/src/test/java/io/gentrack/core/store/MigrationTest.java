package io.gentrack.core.store;

import static io.gentrack.core.store.Runs.NOON;
import static io.gentrack.core.store.Runs.file;
import static io.gentrack.core.store.Runs.run;
import static io.gentrack.core.store.Runs.sdxl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gentrack.core.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Histories as the programs of earlier schemas left them: {@code history-v1.sql} and so on, one for each schema that was released. */
class MigrationTest {
    @TempDir
    private Path folder;

    static IntStream olderVersions() {
        return IntStream.range(1, Migration.ALL.size());
    }

    private Path history(int version) throws SQLException, IOException {
        Path file = folder.resolve("history.db");
        String resource = "history-v" + version + ".sql";
        try (InputStream in = MigrationTest.class.getResourceAsStream(resource);
                Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            assertThat(in)
                    .as("a history of every released schema: %s", resource)
                    .isNotNull();
            statement.executeUpdate(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        return file;
    }

    /** All rows of all tables, by the columns that are named. */
    private static Map<String, List<String>> rows(Path file, Map<String, String> columnsByTable) throws SQLException {
        Map<String, List<String>> rows = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (Map.Entry<String, String> table : columnsByTable.entrySet()) {
                List<String> lines = new ArrayList<>();
                try (ResultSet row = statement.executeQuery("SELECT " + table.getValue() + " FROM " + table.getKey())) {
                    int count = row.getMetaData().getColumnCount();
                    while (row.next()) {
                        StringBuilder line = new StringBuilder();
                        for (int i = 1; i <= count; i++) {
                            line.append('|').append(row.getString(i));
                        }
                        lines.add(line.toString());
                    }
                }
                rows.put(table.getKey(), lines.stream().sorted().toList());
            }
        }
        return rows;
    }

    private static Map<String, String> tables(Path file) throws SQLException {
        return pairs(
                file,
                "SELECT m.name, group_concat(CASE c.type WHEN 'BLOB' THEN 'hex(' || c.name || ')' ELSE c.name END)"
                        + " FROM sqlite_master m, pragma_table_xinfo(m.name) c"
                        + " WHERE m.type = 'table' AND m.name NOT IN ('migrations', 'sqlite_sequence') GROUP BY 1");
    }

    /** Columns of tables and indexes, and the text of triggers. */
    private static Map<String, String> shape(Path file) throws SQLException {
        Map<String, String> shape = new TreeMap<>(pairs(
                file,
                "SELECT m.name, group_concat(c.name || ' ' || c.type || ' ' || c.\"notnull\" || ' ' || c.pk || ' ' || c.hidden)"
                        + " FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table' GROUP BY 1"));
        shape.putAll(
                pairs(file, "SELECT name, sql FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql <> ''"));
        return shape;
    }

    private static Map<String, String> pairs(Path file, String query) throws SQLException {
        Map<String, String> pairs = new TreeMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                pairs.put(row.getString(1), row.getString(2));
            }
        }
        return pairs;
    }

    @ParameterizedTest
    @MethodSource("olderVersions")
    void releasedStepsStayAsTheyWere(int version) throws Exception {
        Path made = folder.resolve("made.db");
        Store.open(made, OpenMode.READ_WRITE, Duration.ofSeconds(1), Migration.ALL.subList(0, version))
                .close();
        assertThat(shape(made)).isEqualTo(shape(history(version)));
    }

    @ParameterizedTest
    @MethodSource("olderVersions")
    void everyRowOfAnOlderHistoryIsKept(int version) throws Exception {
        Path file = history(version);
        Map<String, String> columns = tables(file);
        Map<String, List<String>> before = rows(file, columns);
        Store.open(file, OpenMode.READ_WRITE).close();
        assertThat(rows(file, columns)).isEqualTo(before);
        assertThat(Dump.contradictions(file)).isEmpty();
        try (Store store = Store.open(file, OpenMode.READ_ONLY)) {
            assertThat(new Upkeep(store).look().none()).isTrue();
        }
        Path fresh = folder.resolve("fresh.db");
        Store.open(fresh, OpenMode.READ_WRITE).close();
        assertThat(shape(file)).isEqualTo(shape(fresh));
    }

    @ParameterizedTest
    @MethodSource("olderVersions")
    void anOlderHistoryAnswersAndGrows(int version) throws Exception {
        Path file = history(version);
        try (Store store = Store.open(file, OpenMode.READ_WRITE)) {
            assertThat(store.stats().executions()).isEqualTo(7);
            SuggestQuery best = SuggestQuery.best(5);
            assertThat(store.suggest(best.withModel("31E35C80FC").withUseCase(UseCase.PORTRAIT)))
                    .extracting(s -> s.settings().steps())
                    .containsExactly(20.0, 30.0);
            assertThat(store.suggest(best.withModel("low_noise").withUseCase(UseCase.VIDEO)))
                    .extracting(Suggestion::settings)
                    .extracting(Settings::modelFamily)
                    .containsExactly("wan22_14b");
            assertThat(store.suggest(best.withLoraCivitaiId(77))).hasSize(1);
            store.record(List.of(file("/pictures/new.png", run("new", NOON, sdxl(20)))));
            store.record(List.of(file("/pictures/copy.png", run("1", NOON, sdxl(20)))));
            assertThat(store.stats().executions()).isEqualTo(8);
        }
        assertThat(Dump.contradictions(file)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("olderVersions")
    void theBackupIsTheOlderHistoryAndCanTakeItsPlace(int version) throws Exception {
        Path file = history(version);
        Map<String, String> columns = tables(file);
        Map<String, List<String>> before = rows(file, columns);
        try (Store store = Store.open(file, OpenMode.READ_WRITE)) {
            store.record(List.of(file("/pictures/new.png", run("new", NOON, sdxl(20)))));
        }
        Path backup = folder.resolve("history.db.before-v" + (version + 1) + ".bak");
        assertThat(tables(backup)).isEqualTo(columns);
        assertThat(rows(backup, columns)).isEqualTo(before);

        for (String left : List.of("history.db-wal", "history.db-shm")) {
            Files.deleteIfExists(folder.resolve(left));
        }
        Files.copy(backup, file, StandardCopyOption.REPLACE_EXISTING);
        try (Store store = Store.open(file, OpenMode.READ_WRITE)) {
            assertThat(store.stats().executions()).isEqualTo(7);
        }
        assertThat(rows(file, columns)).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("olderVersions")
    void anOlderHistoryCanBeImportedAndStaysAsItIs(int version) throws Exception {
        Path older = history(version);
        Map<String, String> columns = tables(older);
        Map<String, List<String>> before = rows(older, columns);
        Path ours = folder.resolve("ours.db");
        try (Store store = Store.open(ours, OpenMode.READ_WRITE)) {
            assertThat(Importer.run(older, store).executions()).isEqualTo(7);
            assertThat(Importer.run(older, store).executions()).isZero();
        }
        assertThat(Dump.contradictions(ours)).isEmpty();
        assertThat(tables(older)).isEqualTo(columns);
        assertThat(rows(older, columns)).isEqualTo(before);
    }

    @Test
    void readersOfAnOlderHistoryAreToldWhatToDo() throws Exception {
        Path file = history(1);
        assertThat(catchThrowableOfType(StoreException.class, () -> Store.open(file, OpenMode.READ_ONLY)))
                .hasMessageContaining("older gentrack")
                .hasMessageContaining("import");
    }
}
