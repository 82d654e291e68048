package io.gentrack.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.core.store.Dump;
import io.gentrack.core.store.Entry;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Origin;
import io.gentrack.core.store.Recording;
import io.gentrack.core.store.Runs;
import io.gentrack.core.store.Stats;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.SuggestQuery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everybody at once, each with a connection of their own. The same with processes and for a minute: {@code bench} has Soak. */
class SoakTest {
    private static final int PICTURES = 500;
    private static final int READERS = 10;
    private static final int WRITERS = 3;

    @TempDir
    private Path temp;

    @Test
    void twoImportersATrackerAndTenReadersLoseAndDoubleNothing() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed of the soak test: " + seed);
        Path pictures = temp.resolve("output");
        List<Path> files = ToyFiles.folder(pictures, PICTURES, new Random(seed));
        Path copies = temp.resolve("copies");
        Files.createDirectories(copies);
        for (int i = 0; i < files.size(); i += 2) {
            Path copy = copies.resolve(i + ".png");
            Files.copy(files.get(i), copy);
            Files.setLastModifiedTime(copy, FileTime.from(Runs.NOON.plusSeconds(200_000)));
        }
        Path alone = temp.resolve("alone.db");
        importAll(alone, pictures, copies);

        Path shared = temp.resolve("shared.db");
        Store.open(shared, OpenMode.READ_WRITE).close();
        CountDownLatch writing = new CountDownLatch(WRITERS);
        ExecutorService pool = Executors.newFixedThreadPool(WRITERS + READERS);
        List<Future<?>> jobs = new ArrayList<>();
        try {
            jobs.add(pool.submit(writer(writing, () -> importAll(shared, pictures))));
            jobs.add(pool.submit(writer(writing, () -> importAll(shared, copies, pictures))));
            jobs.add(pool.submit(writer(writing, () -> track(shared, files))));
            for (int i = 0; i < READERS; i++) {
                jobs.add(pool.submit(() -> read(shared, writing)));
            }
            for (Future<?> job : jobs) {
                job.get(120, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(Dump.contradictions(shared)).as("seed %d", seed).isEmpty();
        assertThat(Dump.counts(shared).stream().map(SoakTest::withoutOrigin).toList())
                .as("seed %d", seed)
                .isEqualTo(
                        Dump.counts(alone).stream().map(SoakTest::withoutOrigin).toList());
    }

    /** Who saw a run first is chance. */
    private static String withoutOrigin(String line) {
        return line.replaceAll("\\|(import|tracker)$", "");
    }

    private interface Work {
        void run() throws Exception;
    }

    private static Callable<Void> writer(CountDownLatch writing, Work work) {
        return () -> {
            try {
                work.run();
            } finally {
                writing.countDown();
            }
            return null;
        };
    }

    private static void importAll(Path database, Path... folders) throws Exception {
        try (Store store = Store.open(database, OpenMode.READ_WRITE)) {
            new ImportJob(store, new ToyFiles(), KilledImport.OPTIONS).run(List.of(folders), new ImportListener() {});
        }
    }

    /** Reports what is being imported, one run at a time, at the time of the original. */
    private static void track(Path database, List<Path> files) throws Exception {
        ToyFiles reader = new ToyFiles();
        try (Store store = Store.open(database, OpenMode.READ_WRITE)) {
            for (int i = files.size() - 1; i >= 0; i--) {
                if (reader.read(files.get(i)) instanceof Reading.Graphs graphs
                        && !graphs.graphs().get(0).chains().isEmpty()) {
                    store.record(List.of(Entry.of(new Recording(
                            graphs.graphs().get(0).executionKey(),
                            Files.getLastModifiedTime(files.get(i)).toInstant(),
                            Origin.TRACKER,
                            graphs.graphs().get(0).chains()))));
                }
            }
        }
    }

    private static Void read(Path database, CountDownLatch writing) throws Exception {
        long before = 0;
        try (Store store = Store.open(database, OpenMode.READ_ONLY)) {
            while (writing.getCount() > 0) {
                Stats stats = store.stats();
                assertThat(stats.families().stream()
                                .mapToLong(Stats.FamilyCount::uses)
                                .sum())
                        .isEqualTo(stats.executions());
                assertThat(stats.executions()).isGreaterThanOrEqualTo(before);
                before = stats.executions();
                store.suggest(SuggestQuery.best(5).withFamily("sdxl").withLora("ink"));
            }
        }
        return null;
    }
}
