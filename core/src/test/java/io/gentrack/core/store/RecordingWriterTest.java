package io.gentrack.core.store;

import static io.gentrack.core.store.Runs.NOON;
import static io.gentrack.core.store.Runs.chain;
import static io.gentrack.core.store.Runs.file;
import static io.gentrack.core.store.Runs.lora;
import static io.gentrack.core.store.Runs.run;
import static io.gentrack.core.store.Runs.sdxl;
import static io.gentrack.core.store.Runs.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gentrack.core.settings.Fingerprint;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingWriterTest {
    @TempDir
    private Path folder;

    private Path path;
    private Store store;

    @BeforeEach
    void open() throws StoreException {
        path = folder.resolve("generations.db");
        store = Store.open(path, OpenMode.READ_WRITE);
    }

    @AfterEach
    void sumsAgree() throws StoreException, SQLException {
        store.close();
        assertThat(Dump.contradictions(path)).isEmpty();
    }

    private Suggestion of(Settings settings) throws StoreException {
        return store.find(Fingerprint.of(settings).hash()).orElseThrow();
    }

    @Test
    void sameSettingsOfDifferentRunsAddUp() throws StoreException {
        List<Counted> counted = store.record(List.of(
                file("a.png", run("a", NOON, sdxl(25))), file("b.png", run("b", NOON.plusSeconds(60), sdxl(25)))));
        assertThat(counted).containsExactly(new Counted(1, 0), new Counted(1, 0));
        store.record(List.of(file("c.png", run("c", NOON.minusSeconds(60), sdxl(25)))));
        Suggestion row = of(sdxl(25));
        assertThat(row.uses()).isEqualTo(3);
        assertThat(row.lastUsed()).isEqualTo(NOON.plusSeconds(60));
        assertThat(row.firstSeen()).isEqualTo(NOON.minusSeconds(60));
        assertThat(row.settings()).isEqualTo(sdxl(25));
    }

    @Test
    void copyOfAPictureIsTheSameRunAndTheOriginalsTimeStands() throws StoreException {
        store.record(List.of(file("copy.png", run("a", NOON.plusSeconds(3600), sdxl(25)))));
        List<Counted> counted = store.record(List.of(file("original.png", run("a", NOON, sdxl(25)))));
        assertThat(counted).containsExactly(new Counted(0, 1));
        assertThat(of(sdxl(25)).uses()).isEqualTo(1);
        assertThat(of(sdxl(25)).lastUsed()).isEqualTo(NOON);
    }

    @Test
    void copiesInOneBatchCountOnce() throws StoreException {
        List<Counted> counted = store.record(
                List.of(file("a.png", run("a", NOON, sdxl(25))), file("copy.png", run("a", NOON, sdxl(25)))));
        assertThat(counted).containsExactly(new Counted(1, 0), new Counted(0, 1));
        assertThat(store.stats().executions()).isEqualTo(1);
    }

    @Test
    void trackerAndPictureAgree() throws StoreException {
        store.record(List.of(
                Entry.of(new Recording(Runs.key("a"), NOON, Origin.TRACKER, List.of(chain(0, sdxl(25), 1024, 1024))))));
        assertThat(store.record(List.of(file("a.png", run("a", NOON.plusSeconds(2), sdxl(25))))))
                .containsExactly(new Counted(0, 1));
        assertThat(store.stats().executions()).isEqualTo(1);
    }

    @Test
    void independentChainsCountEachOnce() throws StoreException {
        Recording grid = run(
                "grid", NOON, chain(0, sdxl(20), 512, 512), chain(1, sdxl(30), 512, 512), chain(2, sdxl(20), 512, 512));
        store.record(List.of(file("grid.png", grid)));
        store.record(List.of(file("grid.png", grid)));
        assertThat(of(sdxl(20)).uses()).isEqualTo(2);
        assertThat(of(sdxl(30)).uses()).isEqualTo(1);
    }

    @Test
    void betterReadingMovesTheRunAndTheEmptyCombinationVanishes() throws StoreException {
        store.record(List.of(file("a.png", run("a", NOON, sdxl(25))), file("b.png", run("b", NOON, sdxl(30)))));
        Entry again = Entry.of(source("a.png", "2"), List.of(run("a", NOON, sdxl(30))));
        assertThat(store.record(List.of(again))).containsExactly(new Counted(0, 1));
        assertThat(store.find(Fingerprint.of(sdxl(25)).hash())).isEmpty();
        assertThat(of(sdxl(30)).uses()).isEqualTo(2);
        assertThat(store.stats().combinations()).isEqualTo(1);
    }

    @Test
    void chainThatABetterReadingDoesNotFindIsNotCounted() throws StoreException {
        store.record(List.of(
                file("a.png", run("a", NOON, chain(0, sdxl(25), 512, 512), chain(1, sdxl(30), 512, 512)))));
        store.record(List.of(Entry.of(source("a.png", "2"), List.of(run("a", NOON, chain(0, sdxl(25), 512, 512))))));
        assertThat(store.stats().executions()).isEqualTo(1);
    }

    @Test
    void newKeyForAnUnchangedFileReplacesItsRun() throws StoreException {
        store.record(List.of(file("a.png", run("old key", NOON, sdxl(25)))));
        store.record(List.of(Entry.of(source("a.png", "2"), List.of(run("new key", NOON, sdxl(25))))));
        assertThat(store.stats().executions()).isEqualTo(1);
    }

    @Test
    void oldKeyStaysWhileAnotherFileHasIt() throws StoreException {
        store.record(List.of(
                file("a.png", run("shared", NOON, sdxl(25))),
                file("list.json", run("other", NOON, sdxl(28)), run("shared", NOON, sdxl(25)))));
        store.record(List.of(Entry.of(source("a.png", "2"), List.of(run("new", NOON, sdxl(25))))));
        assertThat(of(sdxl(25)).uses()).isEqualTo(2);
        store.record(List.of(Entry.of(source("list.json", "2"), List.of(run("other", NOON, sdxl(28))))));
        assertThat(of(sdxl(25)).uses()).isEqualTo(1);
    }

    @Test
    void pictureThatWasOverwrittenWasStillMade() throws StoreException {
        store.record(List.of(file("a.png", run("first", NOON, sdxl(25)))));
        SourceRow changed = new SourceRow("a.png", 11, 21, SourceRow.Outcome.RECORDED, "1", "", "");
        store.record(List.of(Entry.of(changed, List.of(run("second", NOON, sdxl(25))))));
        assertThat(of(sdxl(25)).uses()).isEqualTo(2);
    }

    @Test
    void listThatWasOverwrittenByOnePictureKeepsItsRunsWhenThatIsReadAgain() throws StoreException {
        store.record(List.of(file("a.json", run("first", NOON, sdxl(25)), run("second", NOON, sdxl(25)))));
        SourceRow changed = new SourceRow("a.json", 11, 21, SourceRow.Outcome.RECORDED, "1", "", "");
        store.record(List.of(Entry.of(changed, List.of(run("third", NOON, sdxl(25))))));
        SourceRow newer = new SourceRow("a.json", 11, 21, SourceRow.Outcome.RECORDED, "2", "", "");
        store.record(List.of(Entry.of(newer, List.of(run("third", NOON, sdxl(25))))));
        assertThat(of(sdxl(25)).uses()).isEqualTo(3);
    }

    @Test
    void namesAndPassesAreThoseOfTheLatestReading() throws StoreException {
        Settings old = sdxl(25, lora("AAAAAAAAAA", "old lora", 1));
        Settings renamed = Runs.settings(
                "sdxl",
                new ModelRef("31E35C80FC", "renamed.safetensors"),
                "dpmpp_2m",
                25,
                lora("AAAAAAAAAA", "new lora", 1));
        store.record(List.of(file("b.png", run("b", NOON, chain(0, renamed, 512, 512, "base", "hires")))));
        store.record(List.of(file("a.png", run("a", NOON.minusSeconds(9), old))));
        Suggestion row = of(old);
        assertThat(row.uses()).isEqualTo(2);
        assertThat(row.settings().model().name()).isEqualTo("renamed.safetensors");
        assertThat(row.settings().loras().get(0).lora().name()).isEqualTo("new lora");
        assertThat(store.<Long>reading(() -> store.sql().number("SELECT count(*) FROM generation_passes")))
                .isEqualTo(2);
    }

    @Test
    void mostUsedSizeIsNotTheLastOne() throws StoreException {
        store.record(List.of(
                file("a.png", run("a", NOON, chain(0, sdxl(25), 832, 1216))),
                file("b.png", run("b", NOON, chain(0, sdxl(25), 832, 1216))),
                file("c.png", run("c", NOON.plusSeconds(9), chain(0, sdxl(25), 1024, 1024))),
                file("d.png", run("d", NOON.plusSeconds(9), chain(0, sdxl(25), 0, 0)))));
        assertThat(of(sdxl(25)).mostUsedSize()).contains(new Size(832, 1216));
    }

    @Test
    void incompleteAndUnreadableFilesAreInTheLedgerOnly() throws StoreException {
        SourceRow incomplete = new SourceRow("i.png", 1, 2, SourceRow.Outcome.INCOMPLETE, "1", "scheduler", "");
        SourceRow broken = new SourceRow("u.png", 1, 2, SourceRow.Outcome.UNREADABLE, "1", "", "ends too early");
        store.record(List.of(
                Entry.of(incomplete, List.of(new Recording(Runs.key("i"), NOON, Origin.IMPORT, List.of()))),
                Entry.of(broken, List.of())));
        assertThat(store.stats().executions()).isZero();
        assertThat(store.ledger(List.of("i.png", "u.png", "unknown.png")))
                .containsOnlyKeys("i.png", "u.png")
                .containsEntry("i.png", incomplete)
                .containsEntry("u.png", broken);
    }

    /** Files read by an older extractor, then all again by a newer one that sees other settings, fewer or more chains. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void readingEverythingAgainGivesTheCountsOfTheNewReadingAlone(long seed) throws StoreException, SQLException {
        Random random = new Random(seed);
        List<Integer> files = new ArrayList<>(IntStream.range(0, 90).boxed().toList());
        recordAll(store, files, random, "1");
        store.rate(Fingerprint.of(sdxl(21)).hash(), Rating.NONE);
        Collections.shuffle(files, random);
        recordAll(store, files, random, "2");
        Path fresh = folder.resolve("fresh.db");
        try (Store other = Store.open(fresh, OpenMode.READ_WRITE)) {
            recordAll(other, files, random, "2");
        }
        assertThat(Dump.counts(path)).as("seed %d", seed).isEqualTo(Dump.counts(fresh));
    }

    private static void recordAll(Store store, List<Integer> files, Random random, String version)
            throws StoreException {
        List<Entry> batch = new ArrayList<>();
        for (int n : files) {
            // Some files are copies of one graph; everything else follows from graph and version.
            int graph = n % 60;
            int steps = version.equals("1") ? 20 + graph % 5 : 20 + graph * 7 % 4;
            int chains = version.equals("1") ? 1 + graph % 2 : graph % 3;
            ChainUse[] uses = IntStream.range(0, chains)
                    .mapToObj(chain -> chain(chain, sdxl(steps + chain), 512 + 64 * (graph % 3), 512))
                    .toArray(ChainUse[]::new);
            String key = graph % 10 == 0 ? "graph" + graph + "v" + version : "graph" + graph;
            batch.add(Entry.of(
                    source("f" + n + ".png", version),
                    List.of(run(key, NOON.plusSeconds(graph * 10L + n / 60), uses))));
            if (random.nextInt(8) == 0) {
                store.record(batch);
                batch.clear();
            }
        }
        store.record(batch);
    }

    /** What the store knew is asked once per batch, so the first reading of a graph must be seen by the second. */
    @Test
    void earlierReadingsInOneBatchAreSeenByLaterOnes() throws StoreException {
        store.record(List.of(file(
                "a.png", run("a", NOON.plusSeconds(50), chain(0, sdxl(20), 512, 512), chain(1, sdxl(30), 512, 512)))));
        List<Counted> counted = store.record(List.of(
                file("b.png", run("a", NOON.plusSeconds(20), chain(0, sdxl(20), 640, 512))),
                file(
                        "c.png",
                        run("a", NOON.plusSeconds(40), chain(0, sdxl(20), 768, 512), chain(1, sdxl(30), 512, 512)))));
        assertThat(counted).containsExactly(new Counted(0, 1), new Counted(1, 1));
        assertThat(of(sdxl(20)).uses()).isEqualTo(1);
        assertThat(of(sdxl(20)).lastUsed()).as("the earliest stands").isEqualTo(NOON.plusSeconds(20));
        assertThat(of(sdxl(30)).uses()).isEqualTo(1);
        assertThat(of(sdxl(30)).lastUsed()).as("it had gone").isEqualTo(NOON.plusSeconds(40));
    }

    @Test
    void sameFileTwiceInOneBatchTakesBackWhatOnlyItsFirstReadingFound() throws StoreException {
        store.record(List.of(
                file("a.png", run("a", NOON, sdxl(25))),
                file("a.png", run("b", NOON, sdxl(30))),
                file("other.png", run("c", NOON, sdxl(30)))));
        assertThat(store.find(Fingerprint.of(sdxl(25)).hash())).isEmpty();
        assertThat(of(sdxl(30)).uses()).isEqualTo(2);
    }

    @Test
    void sizeUsedMostFollowsTheCountsOfSeveralBatches() throws StoreException {
        store.record(List.of(file("a.png", run("a", NOON, chain(0, sdxl(25), 512, 512)))));
        store.record(List.of(file("b.png", run("b", NOON, chain(0, sdxl(25), 1024, 512)))));
        assertThat(of(sdxl(25)).mostUsedSize()).contains(new Size(512, 512));
        store.record(List.of(file("c.png", run("c", NOON, chain(0, sdxl(25), 1024, 512)))));
        assertThat(of(sdxl(25)).mostUsedSize()).contains(new Size(1024, 512));
        store.record(List.of(file("d.png", run("d", NOON, chain(0, sdxl(25), 1024, 512)))));
        assertThat(of(sdxl(25)).mostUsedSize()).contains(new Size(1024, 512));
    }

    @Test
    void driverKnowsOfOurTransactionsAndOfTheirEnd() throws StoreException, SQLException {
        assertThat(store.<Boolean>write(Connection::getAutoCommit)).isFalse();
        assertThat(store.<Boolean>read(Connection::getAutoCommit)).isFalse();
        assertThat(catchThrowable(() -> store.write(connection -> {
                    throw new SQLException("the power went");
                })))
                .hasMessageContaining("the power went");
        assertThat(autoCommit()).isTrue();
    }

    private boolean autoCommit() throws SQLException {
        return store.sql().connection().getAutoCommit();
    }

    @Test
    void nothingOfAFailedBatchIsWritten() throws StoreException, SQLException {
        store.record(List.of(file("a.png", run("a", NOON, sdxl(25)))));
        List<String> before = Dump.of(path);
        Settings s = sdxl(30);
        ChainUse bad = new ChainUse(
                0,
                s,
                new Fingerprint("{}", Fingerprint.of(sdxl(31)).hash()),
                List.of(Runs.pass("base", s)),
                Optional.empty(),
                false,
                "custom");
        assertThat(catchThrowable(() -> store.writing(() -> {
                    new RecordingWriter(store.sql()).write(List.of(file("b.png", run("b", NOON, bad))));
                    throw new SQLException("the power went");
                })))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the power went");
        assertThat(Dump.of(path)).isEqualTo(before);
    }
}
