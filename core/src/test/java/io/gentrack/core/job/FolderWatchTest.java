package io.gentrack.core.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A clock that the test moves, over real folders. */
class FolderWatchTest {
    private static final Duration QUIET = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    private Instant now = Instant.now();
    private FolderWatch watch = new FolderWatch(List.of(), path -> true, QUIET);

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("old.png"), "was here before");
        watch = new FolderWatch(List.of(folder), path -> true, QUIET);
        watch.takeAllAsKnown(now);
    }

    private List<String> later(long seconds) {
        now = now.plusSeconds(seconds);
        return watch.look(now).stream()
                .map(path -> folder.relativize(path).toString())
                .toList();
    }

    @Test
    void a_new_file_is_found_once_after_it_was_left_alone() throws Exception {
        assertThat(later(1)).isEmpty();
        Files.writeString(folder.resolve("new.png"), "x");
        assertThat(later(1)).isEmpty();
        assertThat(later(2)).containsExactly("new.png");
        assertThat(later(2)).isEmpty();
        assertThat(later(100)).isEmpty();
    }

    @Test
    void a_file_that_grows_is_waited_for() throws Exception {
        Path video = folder.resolve("video.mp4");
        Files.writeString(video, "x");
        for (int i = 0; i < 20; i++) {
            assertThat(later(1)).isEmpty();
            Files.writeString(video, "more", StandardOpenOption.APPEND);
        }
        assertThat(later(1)).isEmpty();
        assertThat(later(2)).containsExactly("video.mp4");
    }

    @Test
    void a_writer_that_only_paused_is_noticed() throws Exception {
        Path video = folder.resolve("video.mp4");
        Files.writeString(video, "x");
        later(1);
        assertThat(later(2)).containsExactly("video.mp4");
        later(20);
        Files.writeString(video, "the rest", StandardOpenOption.APPEND);
        assertThat(later(1)).isEmpty();
        assertThat(later(2)).containsExactly("video.mp4");
    }

    @Test
    void an_empty_file_waits_for_its_bytes() throws Exception {
        Path file = Files.createFile(folder.resolve("reserved.png"));
        later(1);
        assertThat(later(10)).isEmpty();
        Files.writeString(file, "x");
        Files.setLastModifiedTime(folder, FileTime.from(now));
        later(1);
        assertThat(later(2)).containsExactly("reserved.png");
    }

    @Test
    void a_file_moved_in_with_an_old_time_is_new() throws Exception {
        Path elsewhere = Files.createTempFile("gentrack-watch", ".png");
        Files.writeString(elsewhere, "x");
        Files.setLastModifiedTime(elsewhere, FileTime.from(Instant.parse("2023-01-01T00:00:00Z")));
        later(60);
        Files.move(elsewhere, folder.resolve("moved.png"));
        Files.setLastModifiedTime(folder, FileTime.from(now));
        later(1);
        assertThat(later(2)).containsExactly("moved.png");
    }

    @Test
    void a_folder_made_later_is_watched_too() throws Exception {
        later(1);
        Path day = Files.createDirectories(folder.resolve("2026/11"));
        Files.writeString(day.resolve("a.png"), "x");
        later(1);
        assertThat(later(2)).containsExactly(Path.of("2026", "11", "a.png").toString());
        Files.writeString(day.resolve("b.png"), "x");
        later(1);
        assertThat(later(2)).containsExactly(Path.of("2026", "11", "b.png").toString());
    }

    @Test
    void a_file_that_goes_before_it_is_complete_is_forgotten() throws Exception {
        Path file = Files.writeString(folder.resolve("temp.png"), "x");
        later(1);
        Files.delete(file);
        assertThat(later(2)).isEmpty();
        assertThat(later(2)).isEmpty();
    }

    @Test
    void a_folder_that_was_away_does_not_bring_its_old_files_again() throws Exception {
        Path share = Files.createDirectory(folder.resolve("share"));
        Files.writeString(share.resolve("a.png"), "x");
        later(1);
        assertThat(later(2)).hasSize(1);
        Path away = folder.resolveSibling(folder.getFileName() + "-away");
        Files.move(share, away);
        later(5);
        Files.move(away, share);
        later(1);
        assertThat(later(5)).isEmpty();
    }

    @Test
    void every_file_is_found_exactly_once_and_never_while_it_grows() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<Path, Integer> toWrite = new HashMap<>();
        Map<Path, Instant> written = new HashMap<>();
        List<Path> found = new ArrayList<>();
        int made = 0;
        for (int step = 0; step < 300 || !toWrite.isEmpty() || found.size() < made; step++) {
            assertThat(step)
                    .as("seed %d: %d of %d found", seed, found.size(), made)
                    .isLessThan(2000);
            if (step < 300 && random.nextInt(3) == 0) {
                Path in = random.nextBoolean()
                        ? folder
                        : Files.createDirectories(folder.resolve("d" + random.nextInt(5)));
                toWrite.put(in.resolve("f" + made++ + ".png"), 1 + random.nextInt(4));
            }
            now = now.plusSeconds(1);
            for (Path file : List.copyOf(toWrite.keySet())) {
                if (random.nextInt(2) == 0) {
                    Files.writeString(file, "x", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                    // The clock of the test runs ahead of the disk's.
                    Files.setLastModifiedTime(file, FileTime.from(now));
                    Files.setLastModifiedTime(file.getParent(), FileTime.from(now));
                    written.put(file, now);
                    toWrite.merge(file, -1, (left, one) -> left + one > 0 ? left + one : null);
                }
            }
            for (Path file : watch.look(now)) {
                assertThat(written.get(file)).as("seed %d: %s", seed, file).isBeforeOrEqualTo(now.minus(QUIET));
                if (!toWrite.containsKey(file)) {
                    found.add(file);
                }
            }
        }
        assertThat(found).as("seed %d", seed).doesNotHaveDuplicates().hasSize(made);
    }
}
