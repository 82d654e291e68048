package io.gentrack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process that is told to stop, as by Ctrl-C. */
class InterruptTest {
    private static final int FILES = 2_000;

    @TempDir
    Path home;

    @Test
    void what_was_read_is_kept_and_the_next_run_goes_on() throws Exception {
        Path folder = Files.createDirectory(home.resolve("many"));
        String graph = Files.readString(SamplesTest.SAMPLES.resolve("single-pass.json"));
        for (int i = 0; i < FILES; i++) {
            Files.writeString(folder.resolve(i + ".json"), graph.replace("1001", Integer.toString(10_000 + i)));
        }
        Path database = home.resolve("test.db");
        Path out = home.resolve("out");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        // Slow enough on every machine to be met in the middle.
                        "-Xint",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.gentrack.cli.Main",
                        "import",
                        folder.toString(),
                        "--db",
                        database.toString(),
                        "--readers",
                        "1"))
                .redirectOutput(out.toFile())
                .redirectError(home.resolve("err").toFile())
                .start();
        while (process.isAlive() && executions(database) == 0) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        process.destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

        long kept = executions(database);
        assertThat(kept).isBetween(1L, FILES - 1L);
        if (process.supportsNormalTermination()) {
            assertThat(Files.readString(out))
                    .contains("Stopped. What was read until then is kept")
                    .contains("New: " + String.format(java.util.Locale.ROOT, "%,d", kept) + " generation")
                    .contains("run the same command again");
        }

        Cli.Result again = new Cli(home).run("import", folder.toString(), "--db", database.toString());
        assertThat(again.code()).isEqualTo(Exit.DONE);
        assertThat(executions(database)).isEqualTo(FILES);
    }

    @Test
    void a_watched_folder_is_followed_until_the_signal() throws Exception {
        Path folder = Files.createDirectory(home.resolve("output"));
        String graph = Files.readString(SamplesTest.SAMPLES.resolve("single-pass.json"));
        Files.writeString(folder.resolve("before.json"), graph);
        Path database = home.resolve("watched.db");
        Path out = home.resolve("watch.out");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.gentrack.cli.Main",
                        "import",
                        "--watch",
                        "--json",
                        folder.toString(),
                        "--db",
                        database.toString()))
                .redirectOutput(out.toFile())
                .redirectError(home.resolve("watch.err").toFile())
                .start();
        try {
            await(process, () -> executions(database) == 1);
            Path day = Files.createDirectory(folder.resolve("2026-11-22"));
            Files.writeString(day.resolve("later.json"), graph.replace("1001", "77"));
            await(process, () -> executions(database) == 2);
        } finally {
            process.destroy();
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        if (process.supportsNormalTermination()) {
            assertThat(Files.readString(home.resolve("watch.err"))).contains("1 generation was counted meanwhile");
        }
        List<String> lines = Files.readAllLines(out);
        assertThat(lines).hasSize(2).allSatisfy(line -> assertThat(line).startsWith("{"));
        assertThat(lines.get(1)).contains("later.json").contains("\"new_executions\":1");
    }

    @Test
    void watching_needs_a_folder() throws Exception {
        Path file = Files.writeString(home.resolve("a.json"), "{}");
        Cli.Result result = new Cli(home).run("import", "--watch", file.toString());
        assertThat(result.code()).isEqualTo(Exit.USAGE);
        assertThat(result.err()).contains("--watch needs a folder");
    }

    private static void await(Process process, BooleanSupplier done) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!done.getAsBoolean()) {
            assertThat(process.isAlive() && System.nanoTime() < end).isTrue();
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static long executions(Path database) {
        if (!Files.exists(database)) {
            return 0;
        }
        try (Store store = Store.open(database, OpenMode.READ_ONLY)) {
            return store.stats().executions();
        } catch (io.gentrack.core.store.StoreException e) {
            return 0;
        }
    }
}
