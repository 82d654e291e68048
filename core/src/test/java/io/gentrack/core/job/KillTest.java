package io.gentrack.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.core.store.Dump;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillTest {
    private static final int FILES = 600;
    private static final int KILLS = 20;

    @TempDir
    private Path temp;

    @Test
    void importKilledAtAnyMomentEndsLikeAnUndisturbedOneWhenItIsRunAgain() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("seed of the kill test: " + seed);
        Random random = new Random(seed);
        Path pictures = temp.resolve("output");
        ToyFiles.folder(pictures, FILES, random);
        Path reference = temp.resolve("reference.db");
        finish(reference, pictures);
        List<String> expected = Dump.of(reference);

        int inTheMiddle = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Path database = temp.resolve("killed-" + kill + ".db");
            kill(database, pictures, random);
            int lines = lines(database);
            if (lines > 0 && lines < expected.size()) {
                inTheMiddle++;
            }
            finish(database, pictures);
            assertThat(Dump.contradictions(database))
                    .as("seed %d, kill %d", seed, kill)
                    .isEmpty();
            assertThat(Dump.of(database)).as("seed %d, kill %d", seed, kill).isEqualTo(expected);
        }
        assertThat(inTheMiddle).as("kills that left a part of the import").isPositive();
    }

    private static int lines(Path database) {
        try {
            return Dump.of(database).size();
        } catch (SQLException e) {
            // Killed before the tables were there.
            return 0;
        }
    }

    private static void finish(Path database, Path pictures) throws Exception {
        try (Store store = Store.open(database, OpenMode.READ_WRITE)) {
            new ImportJob(store, new ToyFiles(), KilledImport.OPTIONS).run(List.of(pictures), new ImportListener() {});
        }
    }

    /** Waits for a random number of recorded files, none included, then a moment more, then SIGKILL. */
    private static void kill(Path database, Path pictures, Random random) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledImport.class.getName(),
                        database.toString(),
                        pictures.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            int wait = random.nextInt(FILES * 3 / 4);
            for (int i = 0; i < wait && lines.readLine() != null; i++) {
                // Only the number of lines matters.
            }
            LockSupport.parkNanos(random.nextInt(5_000_000));
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
