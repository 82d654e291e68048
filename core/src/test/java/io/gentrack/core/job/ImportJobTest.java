package io.gentrack.core.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.gentrack.core.settings.Fingerprint;
import io.gentrack.core.store.ChainUse;
import io.gentrack.core.store.Dump;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Origin;
import io.gentrack.core.store.Runs;
import io.gentrack.core.store.SourceRow;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImportJobTest {
    private static final ImportOptions OPTIONS =
            ImportOptions.of("1").withReaders(3).withBatch(20, Duration.ofMillis(50));

    @TempDir
    private Path temp;

    private Path database;
    private Path pictures;
    private Store store;
    private final ToyFiles reader = new ToyFiles();
    private final List<FileOutcome> outcomes = new ArrayList<>();
    private final AtomicReference<Progress> last = new AtomicReference<>();
    private final ImportListener listener = new ImportListener() {
        @Override
        public void outcome(FileOutcome outcome) {
            outcomes.add(outcome);
        }

        @Override
        public void progress(Progress progress) {
            last.set(progress);
        }
    };

    @BeforeEach
    void open() throws StoreException {
        database = temp.resolve("generations.db");
        pictures = temp.resolve("output");
        store = Store.open(database, OpenMode.READ_WRITE);
    }

    @AfterEach
    void sumsAgree() throws StoreException, SQLException {
        store.close();
        assertThat(Dump.contradictions(database)).isEmpty();
    }

    private ImportSummary run(ImportOptions options, Path... paths) {
        return run(options, List.of(paths));
    }

    private ImportSummary run(ImportOptions options, Collection<Path> paths) {
        outcomes.clear();
        reader.opened.set(0);
        return assertTimeoutPreemptively(
                Duration.ofSeconds(60), () -> new ImportJob(store, reader, options).run(paths, listener));
    }

    private Path picture(String name, String line) throws IOException {
        return ToyFiles.write(pictures.resolve(name), line, Runs.NOON);
    }

    @Test
    void everyFileHasOneOutcome() throws IOException {
        Path good = picture("a/good.png", "g1 25 - 832 1216");
        Path text = picture("a/readme.txt", "");
        Path half = picture("b/half.png", "incomplete scheduler");
        Path broken = picture("b/c/broken.png", "broken truncated");
        ImportSummary summary = run(OPTIONS, pictures);
        assertThat(outcomes)
                .containsExactlyInAnyOrder(
                        new FileOutcome.Recorded(good, 1, 0, ""),
                        new FileOutcome.NoMetadata(text),
                        new FileOutcome.Incomplete(half, "scheduler"),
                        new FileOutcome.Unreadable(broken, "truncated"));
        assertThat(summary)
                .usingRecursiveComparison()
                .ignoringFields("elapsed")
                .isEqualTo(new ImportSummary(4, 1, 0, 1, 0, 1, 1, 1, false, Duration.ZERO));
        assertThat(last.get().done()).isEqualTo(4);
        assertThat(last.get().allFound()).isTrue();
        assertThat(last.get().timeLeft()).contains(Duration.ZERO);
    }

    @Test
    void secondImportOpensNothingAndChangesNothing() throws IOException, SQLException {
        ToyFiles.folder(pictures, 150, new Random(5));
        run(OPTIONS, pictures);
        List<String> before = Dump.of(database);
        ImportSummary again = run(OPTIONS, pictures);
        assertThat(reader.opened).hasValue(0);
        assertThat(again.alreadyImported()).isEqualTo(150);
        assertThat(Dump.of(database)).isEqualTo(before);
    }

    @Test
    void pictureIsDatedByItsFile() throws IOException, StoreException {
        picture("a.png", "g1 25 - 832 1216");
        run(OPTIONS, pictures);
        assertThat(store.stats().last()).contains(Runs.NOON);
    }

    @Test
    void changedFileIsReadAgain() throws IOException, StoreException {
        Path file = picture("a.png", "g1 25 - 832 1216");
        run(OPTIONS, pictures);
        Files.setLastModifiedTime(file, FileTime.from(Runs.NOON.plusNanos(1_000_000)));
        run(OPTIONS, pictures);
        assertThat(reader.opened).hasValue(1);
        assertThat(store.stats().executions()).isEqualTo(1);
    }

    @Test
    void otherExtractorsReadEverythingAgainWithoutCountingTwice() throws IOException, SQLException, StoreException {
        ToyFiles.folder(pictures, 60, new Random(6));
        run(OPTIONS, pictures);
        long executions = store.stats().executions();
        run(ImportOptions.of("2").withReaders(2), pictures);
        assertThat(reader.opened).hasValue(60);
        assertThat(store.stats().executions()).isEqualTo(executions);
    }

    @Test
    void copyIsRecordedButAddsNothing() throws IOException {
        picture("a.png", "g1 25 - 832 1216");
        run(OPTIONS, pictures);
        Path copy = picture("copy.png", "g1 25 - 832 1216");
        ImportSummary summary = run(OPTIONS, pictures);
        assertThat(outcomes).contains(new FileOutcome.Recorded(copy, 0, 1, ""));
        assertThat(summary.duplicates()).isEqualTo(1);
        assertThat(summary.added()).isZero();
    }

    @Test
    void unreadableForAMomentIsTriedAgainButBrokenIsNot() throws IOException {
        Path locked = picture("locked.png", "locked busy");
        Path broken = picture("broken.png", "broken truncated");
        run(OPTIONS, pictures);
        run(OPTIONS, pictures);
        assertThat(outcomes).contains(new FileOutcome.Unreadable(locked, "busy"));
        assertThat(outcomes).anySatisfy(outcome -> {
            assertThat(outcome.file()).isEqualTo(broken);
            assertThat(((FileOutcome.AlreadyImported) outcome).before().outcome())
                    .isEqualTo(SourceRow.Outcome.UNREADABLE);
        });
    }

    @Test
    void faultInOneFileSparesTheOthers() throws IOException {
        Path bad = picture("a.png", "fault");
        picture("b.png", "g1 25 - 832 1216");
        ImportSummary summary = run(OPTIONS, pictures);
        assertThat(summary.recorded()).isEqualTo(1);
        assertThat(outcomes).anySatisfy(outcome -> {
            assertThat(outcome.file()).isEqualTo(bad);
            assertThat(((FileOutcome.Unreadable) outcome).why()).contains("a bug");
        });
    }

    @Test
    void linksInACircleAndTwoWaysToOneFolderAreWalkedOnce() throws IOException {
        picture("real/a.png", "g1 25 - 832 1216");
        Files.createSymbolicLink(pictures.resolve("real/up"), pictures);
        Files.createSymbolicLink(pictures.resolve("other"), pictures.resolve("real"));
        Files.createSymbolicLink(pictures.resolve("dead"), pictures.resolve("nowhere"));
        ImportSummary summary = run(OPTIONS, pictures);
        assertThat(summary.recorded()).isEqualTo(1);
        assertThat(reader.opened).hasValue(1);
    }

    @Test
    void fileNamedTogetherWithItsFolderIsReadOnce() throws IOException {
        Path file = picture("a.png", "g1 25 - 832 1216");
        run(OPTIONS, pictures, file, pictures.resolve("../output"), file);
        assertThat(outcomes).containsExactly(new FileOutcome.Recorded(file, 1, 0, ""));
    }

    @Test
    void pathThatDoesNotExistIsOneLine() {
        Path missing = temp.resolve("no such folder");
        run(OPTIONS, missing);
        assertThat(outcomes).containsExactly(new FileOutcome.Unreadable(missing, "does not exist"));
    }

    @Test
    void hiddenAndSystemFilesOfAFolderAreNotLookedAtUnlessNamed() throws IOException {
        picture(".thumbnails/a.png", "g1 25 - 832 1216");
        picture("Thumbs.db", "g2 25 - 832 1216");
        Path hidden = picture("._a.png", "g3 25 - 832 1216");
        picture("notes.txt", "g4 25 - 832 1216");
        ImportOptions onlyPng = OPTIONS.withWanted(path -> path.toString().endsWith(".png"));
        assertThat(run(onlyPng, pictures).found()).isZero();
        assertThat(run(onlyPng, hidden).recorded()).isEqualTo(1);
    }

    @Test
    void filesThatAreGoneKeepTheirCounts() throws IOException, StoreException {
        Path file = picture("a.png", "g1 25 - 832 1216");
        picture("b.png", "g2 25 - 832 1216");
        run(OPTIONS, pictures);
        Files.delete(file);
        run(OPTIONS, pictures);
        assertThat(store.find(Fingerprint.of(Runs.sdxl(25)).hash())
                        .orElseThrow()
                        .uses())
                .isEqualTo(2);
    }

    @Test
    void cancelKeepsWhatWasReadAndTheNextImportGoesOn() throws Exception {
        ToyFiles.folder(pictures, 2000, new Random(7));
        ImportOptions slow = OPTIONS.withReaders(1).withBatch(50, Duration.ofHours(1));
        AtomicReference<ImportJob> job = new AtomicReference<>();
        FileReader cancelling = file -> {
            if (reader.opened.get() == 120) {
                job.get().cancel();
            }
            return reader.read(file);
        };
        job.set(new ImportJob(store, cancelling, slow));
        ImportSummary stopped = assertTimeoutPreemptively(
                Duration.ofSeconds(30), () -> job.get().run(List.of(pictures), listener));
        assertThat(stopped.cancelled()).isTrue();
        assertThat(reader.opened.get()).isBetween(120, 200);
        assertThat(outcomes).as("all that was read is written").hasSize(reader.opened.get());

        ImportSummary rest = run(OPTIONS, pictures);
        assertThat(rest.alreadyImported()).isEqualTo(outcomes.size() - reader.opened.get());
        assertSameAsUndisturbed();
    }

    private void assertSameAsUndisturbed() throws Exception {
        Path reference = temp.resolve("reference.db");
        try (Store other = Store.open(reference, OpenMode.READ_WRITE)) {
            new ImportJob(other, new ToyFiles(), OPTIONS).run(List.of(pictures), new ImportListener() {});
        }
        assertThat(Dump.of(database)).isEqualTo(Dump.of(reference));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void numberOfReadersAndSizeOfBatchesDoNotMatter(int readers) throws Exception {
        ToyFiles.folder(pictures, 300, new Random(readers));
        run(ImportOptions.of("1").withReaders(readers).withBatch(readers * 3, Duration.ZERO), pictures);
        assertSameAsUndisturbed();
    }

    @Test
    void twoImportsOfTheSameFolderAtOnceCountOnce() throws Exception {
        ToyFiles.folder(pictures, 400, new Random(9));
        Thread other = new Thread(() -> {
            try (Store own = Store.open(database, OpenMode.READ_WRITE)) {
                new ImportJob(own, new ToyFiles(), OPTIONS).run(List.of(pictures), new ImportListener() {});
            } catch (StoreException e) {
                throw new IllegalStateException(e);
            }
        });
        other.start();
        run(OPTIONS, pictures);
        other.join();
        assertSameAsUndisturbed();
    }

    @Test
    void whatIsReportedCanBeReadByOthersWhileTheImportGoesOn() throws Exception {
        for (int i = 0; i < 300; i++) {
            ToyFiles.write(pictures.resolve(i + ".png"), "run" + i + " " + i % 30 + " - 512 512", Runs.NOON);
        }
        List<Long> seen = new ArrayList<>();
        try (Store other = Store.open(database, OpenMode.READ_ONLY)) {
            ImportListener looking = new ImportListener() {
                private int reported;

                @Override
                public void outcome(FileOutcome outcome) {
                    reported++;
                    try {
                        long counted = other.stats().executions();
                        assertThat(counted).isGreaterThanOrEqualTo(reported);
                        seen.add(counted);
                    } catch (StoreException e) {
                        throw new IllegalStateException(e);
                    }
                }
            };
            new ImportJob(store, reader, OPTIONS).run(List.of(pictures), looking);
        }
        assertThat(seen).hasSize(300).isSorted().contains(300L);
        assertThat(seen.get(0)).as("not all at once").isLessThan(300);
    }

    /** Each reading has 64 chains, so that a few hundred files stand for tens of thousands. */
    @Test
    void readersWaitForAWriterThatIsSlow() throws Exception {
        for (int i = 0; i < 1000; i++) {
            ToyFiles.write(pictures.resolve(i + ".png"), "", Runs.NOON);
        }
        FileReader heavy = file -> {
            reader.opened.incrementAndGet();
            List<ChainUse> chains = IntStream.range(0, 64)
                    .mapToObj(chain -> Runs.chain(chain, Runs.sdxl(20), 512, 512))
                    .toList();
            return new Reading.Graphs(List.of(new Reading.GraphReading(
                    Runs.key(file.toString()), Optional.empty(), Origin.IMPORT, chains, List.of())));
        };
        AtomicInteger ahead = new AtomicInteger();
        ImportListener slow = new ImportListener() {
            private int reported;

            @Override
            public void outcome(FileOutcome outcome) {
                if (++reported <= 3) {
                    LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
                }
                ahead.accumulateAndGet(reader.opened.get() - reported, Math::max);
            }
        };
        // Reader threads may each hold a further chunk of 16.
        new ImportJob(store, heavy, OPTIONS.withBatch(1000, Duration.ofSeconds(1))).run(List.of(pictures), slow);
        assertThat(ahead.get()).isBetween(32, 2 * 2048 / 64 + 4 * 16);
    }

    @Test
    void databaseThatStaysLockedEndsTheImportWithItsMessage() throws Exception {
        ToyFiles.folder(pictures, 100, new Random(3));
        try (Store impatient = Store.open(database, OpenMode.READ_WRITE, Duration.ofMillis(100));
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            assertTimeoutPreemptively(
                    Duration.ofSeconds(30),
                    () -> assertThatThrownBy(
                                    () -> new ImportJob(impatient, reader, OPTIONS).run(List.of(pictures), listener))
                            .isInstanceOf(StoreException.class)
                            .hasMessageContaining("in use by another program"));
            assertThat(outcomes).isEmpty();
        }
    }

    @Test
    void errorInAReaderThreadEndsTheImportInsteadOfHanging() throws IOException {
        ToyFiles.folder(pictures, 100, new Random(4));
        FileReader dying = file -> {
            throw new OutOfMemoryError("pretended");
        };
        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> assertThatThrownBy(() -> new ImportJob(store, dying, OPTIONS).run(List.of(pictures), listener))
                        .hasRootCauseMessage("pretended"));
    }
}
