package io.gentrack.core.store;

import static io.gentrack.core.store.Runs.NOON;
import static io.gentrack.core.store.Runs.file;
import static io.gentrack.core.store.Runs.run;
import static io.gentrack.core.store.Runs.sdxl;
import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.core.settings.Fingerprint;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrunerTest {
    private static final Instant LAST_YEAR = NOON.minusSeconds(365 * 86_400L);

    @TempDir
    private Path folder;

    private Path database = Path.of("");
    private Path tests = Path.of("");

    @BeforeEach
    void fill() throws StoreException {
        database = folder.resolve("generations.db");
        tests = folder.resolve("tests");
        Path kept = folder.resolve("tests and more");
        try (Store store = Store.open(database, OpenMode.READ_WRITE)) {
            store.record(List.of(
                    file(tests.resolve("old.png").toString(), run("1", LAST_YEAR, sdxl(20))),
                    file(tests.resolve("deep").resolve("new.png").toString(), run("2", NOON, sdxl(20))),
                    file(tests.resolve("copied.png").toString(), run("3", NOON, sdxl(30))),
                    file(kept.resolve("copy.png").toString(), run("3", NOON, sdxl(30))),
                    file(kept.resolve("old.png").toString(), run("4", LAST_YEAR, sdxl(40)))));
            store.rate(Fingerprint.of(sdxl(40)).hash(), Rating.UP);
        }
    }

    private Pruner.Pruned prune(boolean really, Optional<Instant> before, Optional<Path> below) throws StoreException {
        try (Store store = Store.open(database, OpenMode.READ_WRITE)) {
            Pruner pruner = new Pruner(store);
            Pruner.Choice choice = new Pruner.Choice(before, below);
            return really ? pruner.prune(choice) : pruner.preview(choice);
        }
    }

    private long left() throws StoreException {
        try (Store store = Store.open(database, OpenMode.READ_ONLY)) {
            return store.stats().executions();
        }
    }

    @Test
    void aPreviewChangesNothing() throws StoreException, SQLException {
        List<String> before = Dump.of(database);
        assertThat(prune(false, Optional.of(NOON), Optional.empty())).isEqualTo(new Pruner.Pruned(2, 1, 1, 0));
        assertThat(Dump.of(database)).isEqualTo(before);
    }

    @Test
    void byAgeTheLedgerStays() throws StoreException, SQLException {
        assertThat(prune(true, Optional.of(NOON), Optional.empty())).isEqualTo(new Pruner.Pruned(2, 1, 1, 0));
        assertThat(left()).isEqualTo(2);
        assertThat(Dump.contradictions(database)).isEmpty();
        assertThat(Dump.of(database)).anyMatch(line -> line.contains("old.png"));
    }

    @Test
    void byPathARunStaysWhileAnotherFileWitnessesIt() throws StoreException, SQLException {
        assertThat(prune(true, Optional.empty(), Optional.of(tests))).isEqualTo(new Pruner.Pruned(2, 1, 0, 3));
        assertThat(left()).isEqualTo(2);
        assertThat(Dump.contradictions(database)).isEmpty();
        assertThat(Dump.of(database))
                .noneMatch(line -> line.contains("new.png"))
                .anyMatch(line -> line.contains("copy.png"));
    }

    @Test
    void bothTogetherTakeOnlyWhatIsBoth() throws StoreException, SQLException {
        assertThat(prune(true, Optional.of(NOON), Optional.of(tests))).isEqualTo(new Pruner.Pruned(1, 0, 0, 0));
        assertThat(left()).isEqualTo(3);
        assertThat(Dump.contradictions(database)).isEmpty();
    }
}
