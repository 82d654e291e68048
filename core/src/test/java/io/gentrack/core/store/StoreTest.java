package io.gentrack.core.store;

import static io.gentrack.core.store.Runs.NOON;
import static io.gentrack.core.store.Runs.file;
import static io.gentrack.core.store.Runs.run;
import static io.gentrack.core.store.Runs.sdxl;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    @TempDir
    private Path folder;

    private Path path() {
        return folder.resolve("generations.db");
    }

    private static StoreException failure(ThrowingCallable call) {
        return catchThrowableOfType(StoreException.class, call);
    }

    private Connection raw() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + path());
    }

    private void execute(String... texts) throws SQLException {
        try (Connection connection = raw();
                Statement statement = connection.createStatement()) {
            for (String text : texts) {
                statement.executeUpdate(text);
            }
        }
    }

    private void fill() throws StoreException {
        try (Store store = Store.open(path(), OpenMode.READ_WRITE)) {
            store.record(List.of(file("a.png", run("a", NOON, sdxl(25)))));
        }
    }

    private static Migration next(String sql) {
        return new Migration(Migration.ALL.size() + 1, "next", sql);
    }

    private static List<Migration> with(Migration more) {
        List<Migration> all = new ArrayList<>(Migration.ALL);
        all.add(more);
        return all;
    }

    @Test
    void makesItsFolder() throws StoreException {
        Path deep = folder.resolve("new/deeper/generations.db");
        Store.open(deep, OpenMode.READ_WRITE).close();
        assertThat(deep).exists();
    }

    @Test
    void everyMigrationIsRecorded() throws StoreException {
        try (Store store = Store.open(path(), OpenMode.READ_WRITE)) {
            assertThat(store.<Long>reading(() -> store.sql().number("SELECT count(*) FROM migrations")))
                    .isEqualTo(Migration.ALL.size());
            assertThat(store.<Long>reading(() -> store.sql().number("PRAGMA user_version")))
                    .isEqualTo(Migration.ALL.size());
        }
    }

    @Test
    void migrationKeepsDataAndLeavesABackupThatCanBeRestored() throws StoreException, SQLException, IOException {
        fill();
        List<String> before = Dump.of(path());
        List<Migration> newer = with(next("ALTER TABLE generations ADD COLUMN colour TEXT"));
        try (Store store = Store.open(path(), OpenMode.READ_WRITE, SHORT, newer)) {
            assertThat(store.stats().executions()).isEqualTo(1);
            assertThat(store.<Long>reading(() -> store.sql().number("SELECT count(colour) FROM generations")))
                    .isZero();
        }
        assertThat(Dump.of(path())).isEqualTo(before);

        Path backup = folder.resolve("generations.db.before-v" + newer.size() + ".bak");
        Path restored = folder.resolve("restored.db");
        Files.copy(backup, restored);
        try (Store store = Store.open(restored, OpenMode.READ_WRITE)) {
            assertThat(store.stats().executions()).isEqualTo(1);
        }
        assertThat(Dump.of(restored)).isEqualTo(before);
    }

    @Test
    void migrationThatFailsHalfWayChangesNothing() throws StoreException, SQLException {
        fill();
        List<String> before = Dump.of(path());
        List<Migration> broken = with(next("DELETE FROM generations; DELETE FROM no_such_table;"));
        assertThat(failure(() -> Store.open(path(), OpenMode.READ_WRITE, SHORT, broken)))
                .hasMessageContaining("generations.db");
        assertThat(Dump.of(path())).isEqualTo(before);
        Store.open(path(), OpenMode.READ_WRITE).close();
    }

    @Test
    void refusesAFileOfANewerVersion() throws StoreException, SQLException {
        fill();
        execute("PRAGMA user_version = 99");
        for (OpenMode mode : OpenMode.values()) {
            assertThat(failure(() -> Store.open(path(), mode)))
                    .hasMessageContaining("newer gentrack")
                    .hasMessageContaining("Update")
                    .extracting(StoreException::kind)
                    .isEqualTo(StoreException.Kind.NEWER);
        }
    }

    @Test
    void leavesAnotherProgramsDatabaseAlone() throws SQLException, IOException {
        execute("CREATE TABLE generations (id INTEGER PRIMARY KEY, settings_hash TEXT)");
        byte[] before = Files.readAllBytes(path());
        assertThat(failure(() -> Store.open(path(), OpenMode.READ_ONLY)).kind()).isEqualTo(StoreException.Kind.FOREIGN);
        assertThat(Files.readAllBytes(path())).isEqualTo(before);
        assertThat(failure(() -> Store.open(path(), OpenMode.READ_WRITE)))
                .hasMessageContaining("another program")
                .extracting(StoreException::kind)
                .isEqualTo(StoreException.Kind.FOREIGN);
    }

    @Test
    void refusesAFileThatIsNoDatabase() throws IOException {
        Files.write(path(), "just some text, long enough to be looked at as a header".getBytes(StandardCharsets.UTF_8));
        assertThat(failure(() -> Store.open(path(), OpenMode.READ_WRITE)))
                .hasMessageContaining(path().toString())
                .hasMessageContaining("not a SQLite database");
    }

    @Test
    void saysSoWhenTheFileIsDamaged() throws StoreException, IOException {
        fill();
        byte[] bytes = Files.readAllBytes(path());
        for (int i = 4096; i < bytes.length; i++) {
            bytes[i] = (byte) 0xAA;
        }
        Files.write(path(), bytes);
        assertThat(failure(() -> {
                    try (Store store = Store.open(path(), OpenMode.READ_WRITE)) {
                        store.stats();
                    }
                }))
                .hasMessageContaining("damaged")
                .hasMessageContaining("backup");
    }

    @Test
    void readingDoesNotMakeAFile() {
        assertThat(failure(() -> Store.open(path(), OpenMode.READ_ONLY)))
                .hasMessageContaining("Run import first")
                .extracting(StoreException::kind)
                .isEqualTo(StoreException.Kind.MISSING);
        assertThat(path()).doesNotExist();
    }

    @Test
    void readersSeeWhatIsThereAndMayNotWrite() throws StoreException {
        fill();
        try (Store store = Store.open(path(), OpenMode.READ_ONLY)) {
            assertThat(store.stats().executions()).isEqualTo(1);
            assertThat(failure(() -> store.rate(1, Rating.UP)))
                    .hasMessageContaining("permissions")
                    .extracting(StoreException::kind)
                    .isEqualTo(StoreException.Kind.READ_ONLY);
        }
    }

    @Test
    void lockedDatabaseIsWaitedForAndThenNamed() throws StoreException, SQLException {
        fill();
        try (Connection other = raw();
                Statement statement = other.createStatement();
                Store store = Store.open(path(), OpenMode.READ_WRITE, SHORT)) {
            statement.execute("BEGIN IMMEDIATE");
            assertThat(failure(() -> store.record(List.of(file("b.png", run("b", NOON, sdxl(25)))))))
                    .hasMessageContaining("in use by another program")
                    .extracting(StoreException::kind)
                    .isEqualTo(StoreException.Kind.LOCKED);
            assertThat(store.stats().executions()).as("readers do not wait").isEqualTo(1);
            statement.execute("COMMIT");
            store.record(List.of(file("b.png", run("b", NOON, sdxl(25)))));
            assertThat(store.stats().executions()).isEqualTo(2);
        }
    }

    @Test
    void fullDiskIsNamedAndNothingIsHalfWritten() throws StoreException, SQLException {
        fill();
        List<String> before = Dump.of(path());
        try (Store store = Store.open(path(), OpenMode.READ_WRITE)) {
            store.reading(() -> store.sql().number("PRAGMA max_page_count = 1"));
            List<Entry> many = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                many.add(file("p" + i + ".png", run("p" + i, NOON, sdxl(1 + i))));
            }
            assertThat(failure(() -> store.record(many)))
                    .hasMessageContaining("disk is full")
                    .extracting(StoreException::kind)
                    .isEqualTo(StoreException.Kind.DISK_FULL);
        }
        assertThat(Dump.of(path())).isEqualTo(before);
    }

    @Test
    void writersAndReadersWithTheirOwnConnectionsLoseNothing() throws Exception {
        int writers = 3;
        int batches = 40;
        ExecutorService pool = Executors.newFixedThreadPool(writers + 2);
        try {
            List<Future<?>> jobs = new ArrayList<>();
            for (int w = 0; w < writers; w++) {
                int writer = w;
                jobs.add(pool.submit((Callable<Void>) () -> {
                    try (Store store = Store.open(path(), OpenMode.READ_WRITE)) {
                        for (int b = 0; b < batches; b++) {
                            // Every second run is seen by all writers.
                            store.record(List.of(
                                    file("w" + writer + "b" + b, run("w" + writer + "b" + b, NOON, sdxl(20 + b % 3))),
                                    file("shared" + b, run("shared" + b, NOON, sdxl(20)))));
                        }
                    }
                    return null;
                }));
            }
            for (int r = 0; r < 2; r++) {
                jobs.add(pool.submit((Callable<Void>) () -> {
                    try (Store store = Store.open(path(), OpenMode.READ_WRITE)) {
                        for (int i = 0; i < 100; i++) {
                            Stats stats = store.stats();
                            assertThat(stats.families().stream()
                                            .mapToLong(Stats.FamilyCount::uses)
                                            .sum())
                                    .isEqualTo(stats.executions());
                            store.suggest(SuggestQuery.best(5).withFamily("sdxl"));
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> job : jobs) {
                job.get(60, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        try (Store store = Store.open(path(), OpenMode.READ_ONLY)) {
            assertThat(store.stats().executions()).isEqualTo(writers * batches + batches);
        }
        assertThat(Dump.contradictions(path())).isEmpty();
    }
}
