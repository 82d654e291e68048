package io.gentrack.bench;

import io.gentrack.core.extract.Extractors;
import io.gentrack.core.extract.Plugins;
import io.gentrack.core.job.AnalyzingReader;
import io.gentrack.core.job.FileAnalyzer;
import io.gentrack.core.job.ImportJob;
import io.gentrack.core.job.ImportListener;
import io.gentrack.core.job.ImportOptions;
import io.gentrack.core.job.ImportSummary;
import io.gentrack.core.settings.GraphFamilies;
import io.gentrack.core.settings.ModelNames;
import io.gentrack.core.settings.SettingsBuilder;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Imports a folder again and again, each time into a new database, and prints files per CPU-second of the whole process (all
 * threads, garbage collection and compilation included) and the CPU-seconds of the thread that writes, then what a second import of the unchanged folder takes.
 *
 * <pre>java -XX:+UseSerialGC -cp bench/target/bench.jar io.gentrack.bench.ImportThroughput FOLDER [ROUNDS] [READERS]</pre>
 */
public final class ImportThroughput {
    private ImportThroughput() {}

    public static void main(String[] args) throws IOException, StoreException {
        Path folder = Path.of(args[0]);
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 4;
        int readers = args.length > 2 ? Integer.parseInt(args[2]) : 1;
        Extractors extractors = Plugins.builtIn();
        SettingsBuilder settings = new SettingsBuilder(ModelNames.BY_NAME, new GraphFamilies());
        AnalyzingReader reader = new AnalyzingReader(new FileAnalyzer(extractors, settings), settings);
        ImportOptions options = ImportOptions.of(extractors.version()).withReaders(readers);
        System.out.printf(
                Locale.ROOT, "round\tfiles\twall s\tCPU s\tof it writing\tfiles per CPU-second\tfiles per second%n");
        for (int round = 1; round <= rounds; round++) {
            Path database = Files.createTempDirectory("gentrack-bench").resolve("generations.db");
            try (Store store = Store.open(database, OpenMode.READ_WRITE)) {
                measure("first " + round, store, reader, options, folder);
                if (round == rounds) {
                    measure("again", store, reader, options, folder);
                }
            } finally {
                try (var files = Files.list(database.getParent())) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(database.getParent());
            }
        }
        System.out.printf(
                Locale.ROOT,
                "heap in use at the end: %d MB%n",
                ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20);
    }

    private static void measure(String name, Store store, AnalyzingReader reader, ImportOptions options, Path folder)
            throws StoreException {
        long cpu = cpu();
        long writing = writing();
        long wall = System.nanoTime();
        ImportSummary summary = new ImportJob(store, reader, options).run(List.of(folder), new ImportListener() {});
        double seconds = (System.nanoTime() - wall) / 1e9;
        double cpuSeconds = (cpu() - cpu) / 1e9;
        double writingSeconds = (writing() - writing) / 1e9;
        long files = summary.found();
        System.out.printf(
                Locale.ROOT,
                "%s\t%d\t%.2f\t%.2f\t%.2f\t%.0f\t%.0f%n",
                name,
                files,
                seconds,
                cpuSeconds,
                writingSeconds,
                files / cpuSeconds,
                files / seconds);
    }

    /** CPU time of this thread, which writes what the readers read, in nanoseconds. */
    private static long writing() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** CPU time of the process in nanoseconds. */
    private static long cpu() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }
}
