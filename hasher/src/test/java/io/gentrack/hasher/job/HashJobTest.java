package io.gentrack.hasher.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.hasher.cache.CachedFile;
import io.gentrack.hasher.digest.DigestEngines;
import io.gentrack.hasher.folders.ModelFile;
import io.gentrack.hasher.folders.ModelFolders;
import io.gentrack.hasher.hash.Cancellation;
import io.gentrack.hasher.hash.FileStamp;
import io.gentrack.hasher.hash.HashOutcome;
import io.gentrack.hasher.hash.Hasher;
import io.gentrack.hasher.hints.HashHints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a run reads, skips, reports and leaves for the next. */
class HashJobTest extends HashedModels {
    @Test
    void a_second_run_over_an_unchanged_tree_reads_no_byte() throws Exception {
        model("checkpoints/a.safetensors", "one");
        model("loras/b.safetensors", "two");
        model("loras/broken.safetensors", "");
        assertThat(run().hashed()).isEqualTo(3);
        HashJob.Summary second = run();
        assertThat(second.cached()).isEqualTo(3);
        assertThat(second.hashed()).isZero();
        assertThat(second.bytesRead()).isZero();
    }

    @Test
    void a_record_of_another_tool_that_is_sure_to_be_of_the_file_spares_reading_it() throws Exception {
        Path file = model("checkpoints/a.ckpt", "one");
        Instant modified = Instant.now().minusSeconds(6);
        Files.setLastModifiedTime(file, FileTime.from(modified));
        FileStamp stamp = FileStamp.of(file);
        String sha256 = "ab".repeat(32);
        Files.writeString(
                file.resolveSibling("a.metadata.json"),
                String.format(
                        Locale.ROOT,
                        "{\"file_name\": \"a\", \"sha256\": \"%s\", \"size\": %d, \"modified\": %.7f}",
                        sha256,
                        stamp.size(),
                        stamp.mtimeNs() / 1e9));
        HashJob believing =
                new HashJob(new Hasher(DigestEngines.best()), cache, false, Optional.of(HashHints.of(List.of())));

        HashJob.Summary summary = believing.run(
                List.of(new ModelFile(file, "a.ckpt", "checkpoints")), new HashListener() {}, new Cancellation());

        assertThat(summary.believed()).isEqualTo(1);
        assertThat(summary.bytesRead()).isZero();
        assertThat(cache.row(file))
                .hasValueSatisfying(row -> assertThat(row.sha256()).isEqualTo(sha256));

        cache.forget(file);
        HashJob.Summary alone = new HashJob(new Hasher(DigestEngines.best()), cache, false)
                .run(List.of(new ModelFile(file, "a.ckpt", "checkpoints")), new HashListener() {}, new Cancellation());
        assertThat(alone.hashed())
                .as("who did not ask for it gets a hash of our own")
                .isEqualTo(1);
        assertThat(cache.row(file))
                .hasValueSatisfying(row -> assertThat(row.sha256()).isNotEqualTo(sha256));
    }

    @Test
    void files_too_large_to_read_in_time_are_answered_from_the_cache_alone() throws Exception {
        for (int i = 0; i < 20; i++) {
            Path file = models.resolve("huge" + i + ".safetensors");
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
                channel.write(ByteBuffer.allocate(1), 1L << 40);
            }
            FileStamp stamp = FileStamp.of(file);
            cache.put(new CachedFile(
                    file,
                    stamp,
                    "ab".repeat(32),
                    Optional.of("abababab"),
                    Optional.empty(),
                    true,
                    "other",
                    io.gentrack.hasher.cache.FileFamily.UNKNOWN,
                    Optional.empty(),
                    Optional.empty(),
                    Instant.now()));
        }
        HashJob.Summary summary = run();
        assertThat(summary.cached()).isEqualTo(20);
        assertThat(summary.bytesRead()).isZero();
    }

    @Test
    void symlink_loop_does_not_stop_the_job() throws Exception {
        Path file = model("loras/x.safetensors", "content");
        Files.createSymbolicLink(models.resolve("loras/loop"), models);
        assertThat(run().hashed()).isEqualTo(1);
        assertRow(file, "content");
    }

    @Test
    void vanished_file_and_a_folder_of_that_name_fail_alone() throws Exception {
        Path good = model("loras/x.safetensors", "content");
        Path gone = models.resolve("loras/gone.safetensors");
        Path folder = Files.createDirectories(models.resolve("loras/folder.safetensors"));
        HashJob.Summary summary = run(List.of(
                new ModelFile(gone, "gone.safetensors", "loras"),
                new ModelFile(folder, "folder.safetensors", "loras"),
                new ModelFile(good, "x.safetensors", "loras")));
        assertThat(summary.failed()).isEqualTo(2);
        assertThat(summary.hashed()).isEqualTo(1);
        assertThat(results)
                .filteredOn(FileResult.Failed.class::isInstance)
                .extracting(result -> ((FileResult.Failed) result).reason())
                .containsOnly(HashOutcome.Reason.VANISHED);
        assertThat(cache.row(gone)).isEmpty();
    }

    @Test
    void unreadable_file_is_reported_with_what_to_do() throws Exception {
        Path file = model("loras/x.safetensors", "content");
        assertThat(file.toFile().setReadable(false)).isTrue();
        boolean superuser = Files.isReadable(file);
        HashJob.Summary summary = run();
        assertThat(summary.failed()).isEqualTo(superuser ? 0 : 1);
        assertThat(cache.row(file).isPresent()).isEqualTo(superuser);
        if (!superuser) {
            assertThat(results).singleElement().isInstanceOfSatisfying(FileResult.Failed.class, failed -> {
                assertThat(failed.reason()).isEqualTo(HashOutcome.Reason.UNREADABLE);
                assertThat(failed.message()).contains("permissions");
            });
        }
    }

    @Test
    void two_processes_hashing_the_same_folder_agree() throws Exception {
        for (int i = 0; i < 60; i++) {
            model("loras/m" + i + ".safetensors", "content " + i);
        }
        Process first = start();
        Process second = start();
        assertThat(output(first) + output(second)).doesNotContain("failed 1").contains("failed 0");
        assertThat(first.exitValue()).isZero();
        assertThat(second.exitValue()).isZero();
        assertThat(cache.all()).hasSize(60);
        for (int i = 0; i < 60; i++) {
            assertRow(models.resolve("loras/m" + i + ".safetensors"), "content " + i);
        }
        assertThat(run().cached()).isEqualTo(60);
    }

    @Test
    void an_interrupted_run_goes_on_with_the_files_not_yet_done() throws Exception {
        for (int i = 0; i < 30; i++) {
            model("loras/m" + i + ".safetensors", "content " + i);
        }
        Cancellation cancellation = new Cancellation();
        HashJob.Summary cut = job(false)
                .run(
                        walk(),
                        new HashListener() {
                            @Override
                            public void result(FileResult result) {
                                cancellation.cancel();
                            }
                        },
                        cancellation);
        assertThat(cut.cancelled()).isTrue();
        int done = cache.all().size();
        assertThat(done).isBetween(1, 29);
        HashJob.Summary rest = run();
        assertThat(rest.cached()).isEqualTo(done);
        assertThat(rest.hashed()).isEqualTo(30 - done);
    }

    @Test
    void autov3_is_there_for_loras_and_for_all_on_request() throws Exception {
        byte[] safetensors = {2, 0, 0, 0, 0, 0, 0, 0, '{', '}', 'd', 'a', 't', 'a'};
        for (String name : List.of("loras/l.safetensors", "checkpoints/c.safetensors")) {
            Path file = model(name, "");
            Files.write(file, safetensors);
            Files.setLastModifiedTime(file, LONG_AGO);
        }
        run();
        String expected = sha256("data").substring(0, 12).toUpperCase(java.util.Locale.ROOT);
        assertThat(cache.row(models.resolve("loras/l.safetensors"))
                        .orElseThrow()
                        .autoV3())
                .hasValue(expected);
        assertThat(cache.row(models.resolve("checkpoints/c.safetensors"))
                        .orElseThrow()
                        .autoV3Known())
                .isFalse();
        assertThat(cache.byHash(expected)).hasSize(1);
        job(true).run(walk(), new HashListener() {}, new Cancellation());
        assertThat(cache.byHash(expected.toLowerCase(java.util.Locale.ROOT))).hasSize(2);
    }

    @Test
    void a_file_hashed_from_outside_takes_its_kind_when_the_install_is_known() throws Exception {
        Path file = model("things/x.safetensors", "content");
        List<ModelFile> one = ModelFolders.none().walk(file).files();
        run(one);
        assertThat(cache.row(file).orElseThrow().kind()).isEqualTo("other");
        ModelFolders folders = ModelFolders.builder()
                .add("checkpoints", models.resolve("things"), false)
                .build();
        assertThat(run(folders.walk(List.of("checkpoints")).files()).bytesRead())
                .isZero();
        assertThat(cache.row(file).orElseThrow().kind()).isEqualTo("checkpoints");
        run(one);
        assertThat(cache.row(file).orElseThrow().kind()).isEqualTo("checkpoints");
    }

    @Test
    void every_short_form_of_a_hash_finds_its_file() throws Exception {
        Path file = model("loras/x.safetensors", "content");
        run();
        String sha = sha256("content");
        for (String form :
                List.of(sha, sha.substring(0, 10), sha.substring(0, 12).toUpperCase(java.util.Locale.ROOT))) {
            assertThat(cache.byHash(form))
                    .singleElement()
                    .extracting(CachedFile::path)
                    .isEqualTo(file);
        }
        assertThat(cache.byHash("abc")).isEmpty();
    }

    @Test
    void a_name_of_a_graph_leads_to_the_content() throws Exception {
        Path base = Files.createDirectories(home.resolve("comfy"));
        Path file = base.resolve("models/loras/SDXL/foo.safetensors");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "content");
        Files.setLastModifiedTime(file, LONG_AGO);
        ModelFolders folders = ModelFolders.builder().comfyUi(base).build();
        assertThat(new LocalModels(folders, cache)
                        .find("SDXL\\foo.safetensors", "loras")
                        .content())
                .as("not hashed yet")
                .isEmpty();
        run(folders.walk(List.of("loras")).files());
        LocalModels.LocalModel found = new LocalModels(folders, cache).find("SDXL\\foo.safetensors", "loras");
        assertThat(found.content()).map(CachedFile::sha256).hasValue(sha256("content"));
        assertThat(found.exact()).isTrue();
        Files.delete(file);
        LocalModels.LocalModel offline = new LocalModels(folders, cache).find("SDXL\\foo.safetensors", "loras");
        assertThat(offline.content()).as("known from a drive that is away").isPresent();
        assertThat(offline.exact()).isFalse();
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HashProcess.class.getName(),
                        home.resolve("gentrack.db").toString(),
                        models.toString())
                .redirectErrorStream(true)
                .start();
    }

    private static String output(Process process) throws Exception {
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return text;
    }
}
