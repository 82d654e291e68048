package io.gentrack.bench.store;

import io.gentrack.core.settings.Fingerprint;
import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import io.gentrack.core.store.ChainUse;
import io.gentrack.core.store.Entry;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Origin;
import io.gentrack.core.store.RecordedPass;
import io.gentrack.core.store.Recording;
import io.gentrack.core.store.Size;
import io.gentrack.core.store.SourceRow;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * Recorded runs per second, beside a bare JDBC loop of plain statements: {@code StoreWrites FILE [ROUNDS]}.
 *
 * <p>Works on two copies of the file. Each round records the same 1000 new pictures in both, in turn first; afterwards the copies must
 * hold the same. What the bare loop is given is computed before its time begins, so the ratio is what our own
 * code costs less what it saves by asking once per batch.
 */
public final class StoreWrites {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int BATCH = 1000;
    private static final int WARM = 5;

    private StoreWrites() {}

    private interface Work {
        void run() throws StoreException, SQLException;
    }

    private record Spent(double wall, double cpu) {}

    public static void main(String[] args) throws StoreException, SQLException, IOException {
        Path file = Path.of(args[0]);
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 40;
        Path ours = file.resolveSibling(file.getFileName() + ".ours");
        Path bare = file.resolveSibling(file.getFileName() + ".bare");
        try {
            Files.copy(file, ours, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(file, bare, StandardCopyOption.REPLACE_EXISTING);
            measure(ours, bare, rounds);
        } finally {
            for (Path copy : List.of(ours, bare)) {
                for (String suffix : List.of("", "-wal", "-shm")) {
                    Files.deleteIfExists(copy.resolveSibling(copy.getFileName() + suffix));
                }
            }
        }
    }

    private static void measure(Path ours, Path bare, int rounds) throws StoreException, SQLException {
        List<Spent> first = new ArrayList<>();
        List<Spent> second = new ArrayList<>();
        Random random = new Random(7);
        try (Store store = Store.open(ours, OpenMode.READ_WRITE);
                BareLoop loop = new BareLoop(bare)) {
            for (int round = 0; round < rounds + WARM; round++) {
                List<Entry> entries = entries(random);
                BareLoop.Batch batch = loop.prepare(entries);
                Work record = () -> store.record(entries);
                Work plain = () -> loop.run(batch);
                boolean oursFirst = round % 2 == 0;
                Spent a = timed(oursFirst ? record : plain);
                Spent b = timed(oursFirst ? plain : record);
                if (round >= WARM) {
                    first.add(oursFirst ? a : b);
                    second.add(oursFirst ? b : a);
                }
            }
        }
        print("Store.record", first);
        print("bare sqlite-jdbc", second);
        double[] wall = new double[rounds];
        double[] cpu = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            wall[i] = second.get(i).wall() / first.get(i).wall();
            cpu[i] = second.get(i).cpu() / first.get(i).cpu();
        }
        System.out.printf(
                Locale.ROOT,
                "rate of Store.record in that of the bare loop, median of %d pairs: %.2f by the clock, %.2f by CPU time%n",
                rounds,
                median(wall),
                median(cpu));
        List<String> differences = BareLoop.differences(ours, bare);
        differences.forEach(System.out::println);
        if (!differences.isEmpty()) {
            throw new IllegalStateException("the two loops did not do the same");
        }
        System.out.println("both copies hold the same");
    }

    private static Spent timed(Work work) throws StoreException, SQLException {
        long start = System.nanoTime();
        long worked = THREADS.getCurrentThreadCpuTime();
        work.run();
        return new Spent((System.nanoTime() - start) / 1e9, (THREADS.getCurrentThreadCpuTime() - worked) / 1e9);
    }

    private static void print(String name, List<Spent> spent) {
        System.out.printf(
                Locale.ROOT,
                "%-18s %7.0f runs/s by the clock  %7.0f runs per CPU-second (medians)%n",
                name,
                BATCH / median(spent.stream().mapToDouble(Spent::wall).toArray()),
                BATCH / median(spent.stream().mapToDouble(Spent::cpu).toArray()));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** A folder of new pictures, nine tenths of them with settings that were used before. */
    private static List<Entry> entries(Random random) {
        List<Entry> entries = new ArrayList<>();
        byte[] key = new byte[32];
        for (int i = 0; i < BATCH; i++) {
            int combination = random.nextInt(10) == 0 ? random.nextInt(1_000_000) : random.nextInt(500);
            random.nextBytes(key);
            String hex = HexFormat.of().formatHex(key);
            Recording recording = new Recording(
                    hex,
                    Instant.ofEpochSecond(1_770_000_000L + random.nextInt(1_000_000)),
                    Origin.IMPORT,
                    List.of(use(combination)));
            SourceRow source = new SourceRow(
                    "/output/" + hex.substring(0, 20) + ".png",
                    1_500_000,
                    random.nextLong() >>> 2,
                    SourceRow.Outcome.RECORDED,
                    "1",
                    "",
                    "");
            entries.add(Entry.of(source, List.of(recording)));
        }
        return entries;
    }

    static ChainUse use(int combination) {
        int lora = combination % BigStore.LORAS;
        List<LoraUse> loras = combination % 3 != 0
                ? List.of()
                : List.of(new LoraUse(
                        new ModelRef(BigStore.lora(lora), "style_number_" + lora + ".safetensors"),
                        Optional.of(0.8),
                        Optional.empty()));
        int model = combination % BigStore.MODELS;
        Settings settings = new Settings(
                BigStore.family(model % BigStore.FAMILIES),
                "file_name",
                new ModelRef(BigStore.model(model), "checkpoint_number_" + model + ".safetensors"),
                Optional.empty(),
                "euler",
                "simple",
                4 + combination % 46,
                1 + Math.floorDiv(combination, 46) / 100.0,
                1,
                Optional.empty(),
                Optional.empty(),
                loras);
        RecordedPass pass = new RecordedPass(
                "base",
                "KSampler",
                Optional.of(settings.sampler()),
                Optional.of(settings.scheduler()),
                Optional.of(settings.steps()),
                Optional.empty(),
                Optional.empty(),
                Optional.of(settings.cfg()),
                Optional.empty(),
                Optional.of(1.0),
                Optional.empty(),
                Optional.of(settings.model()),
                loras,
                Optional.of(new Size(832, 1216)));
        return new ChainUse(
                0,
                settings,
                Fingerprint.of(settings),
                List.of(pass),
                Optional.of(new Size(832, 1216)),
                false,
                ChainUse.CUSTOM);
    }
}
