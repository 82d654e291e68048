package io.gentrack.bench.store;

import io.gentrack.core.advice.Advisor;
import io.gentrack.core.advice.CommunitySettings;
import io.gentrack.core.advice.Presets;
import io.gentrack.core.job.FileReader;
import io.gentrack.core.job.ImportJob;
import io.gentrack.core.job.ImportListener;
import io.gentrack.core.job.ImportOptions;
import io.gentrack.core.job.ImportSummary;
import io.gentrack.core.job.Reading;
import io.gentrack.core.store.ChainUse;
import io.gentrack.core.store.Entry;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Origin;
import io.gentrack.core.store.Recording;
import io.gentrack.core.store.Stats;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.core.store.SuggestQuery;
import io.gentrack.core.store.Upkeep;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Two importers, a tracker and ten readers at one database, each importer, the tracker and five readers a process of their own:
 * {@code Soak SECONDS}. Ends with 0 where every run was counted exactly once, for the right combination, and nobody met an error.
 *
 * <p>The second importer's folder holds copies of everything in the first's, and the tracker reports runs of both, as when pictures
 * are made, watched, copied and imported at the same time. Files are empty; their names say which run they are of.
 */
public final class Soak {
    private static final int FILES_PER_SECOND = 700;
    private static final int PER_FOLDER = 1000;
    private static final int READERS_PER_PROCESS = 5;
    private static final int COMBINATIONS = 3000;
    private static final long START = 1_770_000_000L;

    private Soak() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "import" -> importing(Path.of(args[1]), Path.of(args[2]), Integer.parseInt(args[3]));
            case "track" -> tracking(Path.of(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
            case "read" -> reading(Path.of(args[1]), Integer.parseInt(args[2]));
            default -> {
                Path folder = Files.createTempDirectory("gentrack-soak");
                try {
                    soak(folder, Integer.parseInt(args[0]));
                } finally {
                    try (var files = Files.walk(folder)) {
                        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                            Files.delete(file);
                        }
                    }
                }
            }
        }
    }

    private static void soak(Path folder, int seconds) throws Exception {
        int runs = seconds * FILES_PER_SECOND;
        Path originals = pictures(folder.resolve("originals"), runs / 2);
        Path copies = pictures(folder.resolve("copies"), runs);
        Path database = folder.resolve("generations.db");
        Store.open(database, OpenMode.READ_WRITE).close();
        String time = Integer.toString(seconds);
        List<Process> processes = new ArrayList<>();
        processes.add(start("import", database.toString(), originals.toString(), time));
        processes.add(start("import", database.toString(), copies.toString(), time));
        processes.add(start("track", database.toString(), Integer.toString(runs), time));
        processes.add(start("read", database.toString(), time));
        processes.add(start("read", database.toString(), time));
        boolean failed = false;
        for (Process process : processes) {
            failed |= process.waitFor() != 0;
        }
        failed |= !check(database, runs);
        if (failed) {
            throw new IllegalStateException("see above");
        }
        System.out.println("every run counted once, for its combination; nobody met an error");
    }

    private static Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Soak.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).inheritIO().start();
    }

    private static Path pictures(Path folder, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Path into = folder.resolve(String.format(Locale.ROOT, "%03d", i / PER_FOLDER));
            if (i % PER_FOLDER == 0) {
                Files.createDirectories(into);
            }
            Files.createFile(into.resolve(i + ".png"));
        }
        return folder;
    }

    private static String key(int run) {
        return HexFormat.of()
                .formatHex(ByteBuffer.allocate(32)
                        .putLong(BigStore.mix(run + 1L))
                        .putLong(run)
                        .array());
    }

    private static ChainUse use(int run) {
        return StoreWrites.use(Math.floorMod((int) BigStore.mix(run), COMBINATIONS));
    }

    private static Instant when(int run) {
        return Instant.ofEpochSecond(START + run);
    }

    private static long end(int seconds) {
        return System.nanoTime() + seconds * 1_000_000_000L;
    }

    private static void importing(Path database, Path folder, int seconds) throws StoreException {
        FileReader reader = file -> {
            int run = Integer.parseInt(file.getFileName().toString().replace(".png", ""));
            return new Reading.Graphs(List.of(new Reading.GraphReading(
                    key(run), Optional.of(when(run)), Origin.IMPORT, List.of(use(run)), List.of())));
        };
        long end = end(seconds);
        int passes = 0;
        long added = 0;
        long found = 0;
        try (Store store = Store.open(database, OpenMode.READ_WRITE)) {
            while (passes == 0 || System.nanoTime() < end) {
                ImportSummary summary = new ImportJob(
                                store, reader, ImportOptions.of("1").withReaders(2))
                        .run(List.of(folder), new ImportListener() {});
                passes++;
                added += summary.added();
                found += summary.found();
            }
        }
        System.out.println("importer: " + found + " files looked at in " + passes + " passes, " + added + " new runs");
    }

    private static void tracking(Path database, int runs, int seconds) throws StoreException, InterruptedException {
        Random random = new Random(3);
        long end = end(seconds);
        List<Long> waits = new ArrayList<>();
        try (Store store = Store.open(database, OpenMode.READ_WRITE)) {
            while (System.nanoTime() < end) {
                int run = random.nextInt(runs);
                long start = System.nanoTime();
                store.record(List.of(Entry.of(new Recording(key(run), when(run), Origin.TRACKER, List.of(use(run))))));
                waits.add(System.nanoTime() - start);
                Thread.sleep(20);
            }
        }
        print("tracker", "writes", waits);
    }

    private static void reading(Path database, int seconds) throws InterruptedException, ExecutionException {
        ExecutorService pool = Executors.newFixedThreadPool(READERS_PER_PROCESS);
        List<Future<List<Long>>> readers = new ArrayList<>();
        for (int i = 0; i < READERS_PER_PROCESS; i++) {
            readers.add(pool.submit((Callable<List<Long>>) () -> read(database, seconds)));
        }
        List<Long> times = new ArrayList<>();
        for (Future<List<Long>> reader : readers) {
            times.addAll(reader.get());
        }
        pool.shutdown();
        print(READERS_PER_PROCESS + " readers", "answers", times);
    }

    private static List<Long> read(Path database, int seconds) throws StoreException {
        Random random = new Random();
        long end = end(seconds);
        long before = 0;
        List<Long> times = new ArrayList<>();
        try (Store store = Store.open(database, OpenMode.READ_ONLY)) {
            Advisor advisor = new Advisor(store, Presets.builtIn(), CommunitySettings.NONE);
            while (System.nanoTime() < end) {
                long start = System.nanoTime();
                Stats stats = store.stats();
                advisor.advise(SuggestQuery.best(10).withModel(BigStore.model(random.nextInt(BigStore.MODELS))), true);
                advisor.advise(SuggestQuery.best(10).withFamily(BigStore.family(0)), true);
                times.add(System.nanoTime() - start);
                if (stats.executions() < before) {
                    throw new IllegalStateException("runs went from " + before + " to " + stats.executions());
                }
                before = stats.executions();
            }
        }
        return times;
    }

    private static void print(String who, String what, List<Long> nanos) {
        long[] sorted = nanos.stream().mapToLong(n -> n).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%s: %d %s, median %.1f ms, p99 %.1f ms, longest %.1f ms%n",
                who,
                sorted.length,
                what,
                sorted[sorted.length / 2] / 1e6,
                sorted[sorted.length * 99 / 100] / 1e6,
                Arrays.stream(sorted).max().orElse(0) / 1e6);
    }

    private static boolean check(Path database, int runs) throws StoreException {
        Map<String, String> counted = new HashMap<>();
        try (Store store = Store.open(database, OpenMode.READ_WRITE)) {
            Upkeep.Faults faults = new Upkeep(store).look();
            String integrity = store.read(connection -> {
                try (Statement statement = connection.createStatement()) {
                    try (ResultSet row = statement.executeQuery("SELECT lower(hex(e.execution_key)), g.settings_hash"
                            + " FROM executions e JOIN generations g ON g.id = e.generation_id")) {
                        while (row.next()) {
                            counted.put(row.getString(1), row.getString(2));
                        }
                    }
                    try (ResultSet row = statement.executeQuery("PRAGMA integrity_check")) {
                        return row.next() ? row.getString(1) : "no answer";
                    }
                }
            });
            long executions = store.stats().executions();
            System.out.println(executions + " runs of " + runs + ", " + faults + ", integrity " + integrity);
            boolean right = faults.none() && integrity.equals("ok") && executions == runs && counted.size() == runs;
            for (int run = 0; run < runs; run++) {
                right &= use(run).fingerprint().hash().equals(counted.get(key(run)));
            }
            return right;
        }
    }
}
