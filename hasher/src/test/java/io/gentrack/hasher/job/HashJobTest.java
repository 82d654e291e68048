package io.gentrack.hasher.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.hasher.cache.CachedFile;
import io.gentrack.hasher.cache.HashCache;
import io.gentrack.hasher.cache.PublicIdentity;
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
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules of the cache, each under its name. Times are set back, since young files are not cached. */
class HashJobTest {
    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2026-01-02T03:04:05.123456789Z"));

    @TempDir
    Path home;

    private Path models;
    private Connection connection;
    private HashCache cache;
    private final List<FileResult> results = new ArrayList<>();

    @BeforeEach
    void open() throws Exception {
        models = Files.createDirectories(home.resolve("models"));
        connection = TestStore.open(home.resolve("gentrack.db"));
        cache = new HashCache(connection);
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
    }

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
    void same_name_in_two_folders_are_two_rows() throws Exception {
        Path a = model("loras/x/model.safetensors", "first");
        Path b = model("loras/y/model.safetensors", "other");
        run();
        assertThat(cache.byBaseName("model.safetensors")).hasSize(2);
        assertRow(a, "first");
        assertRow(b, "other");
    }

    @Test
    void rename_keeps_the_hash_and_moves_the_row() throws Exception {
        Path before = model("loras/before.safetensors", "content");
        run();
        Path after = Files.move(before, models.resolve("loras/after.safetensors"));
        HashJob.Summary summary = run();
        assertThat(summary.bytesRead()).isZero();
        assertRow(after, "content");
        assertThat(cache.row(before)).isEmpty();
        assertThat(cache.byBaseName("after.safetensors")).hasSize(1);
    }

    @Test
    void move_to_another_folder_keeps_the_hash_and_takes_the_new_kind() throws Exception {
        Path before = model("checkpoints/x.ckpt", "content");
        run();
        Files.createDirectories(models.resolve("unet/sub"));
        Path after = Files.move(before, models.resolve("unet/sub/x.ckpt"));
        assertThat(run().bytesRead()).isZero();
        assertThat(cache.row(after).orElseThrow().kind()).isEqualTo("diffusion_models");
        assertThat(cache.row(before)).isEmpty();
    }

    @Test
    void replaced_by_same_size_is_read_again_and_loses_its_public_identity() throws Exception {
        Path file = model("checkpoints/x.safetensors", "AAAA");
        run();
        cache.setIdentity(
                sha256("AAAA"), Optional.of(new PublicIdentity(7, 8, "Name", "SDXL 1.0", "Model")), Instant.now());
        assertThat(cache.row(file).orElseThrow().identity()).isPresent();
        model(
                "checkpoints/x.safetensors",
                "BBBB",
                FileTime.from(LONG_AGO.toInstant().plusSeconds(5)));
        assertThat(run().hashed()).isEqualTo(1);
        assertRow(file, "BBBB");
        assertThat(cache.row(file).orElseThrow().identity()).isEmpty();
        assertThat(cache.row(file).orElseThrow().checkedAt()).isEmpty();
    }

    @Test
    void mtime_set_back_does_not_hide_a_change() throws Exception {
        Path file = model("checkpoints/x.safetensors", "AAAA");
        run();
        Files.write(file, "BBBB".getBytes(StandardCharsets.UTF_8));
        Files.setLastModifiedTime(file, LONG_AGO);
        run();
        if (FileStamp.of(file).key().isPresent()) {
            assertRow(file, "BBBB");
        }
        Files.write(file, "CCCC".getBytes(StandardCharsets.UTF_8));
        Files.setLastModifiedTime(file, FileTime.from(LONG_AGO.toInstant().minusSeconds(1000)));
        run();
        assertRow(file, "CCCC");
    }

    @Test
    void an_older_file_copied_over_it_with_its_time_is_read() throws Exception {
        Path file = model("checkpoints/x.safetensors", "AAAA");
        run();
        Path other = model("old.bin.tmp", "BBBB");
        Files.copy(other, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        run();
        if (FileStamp.of(file).key().isPresent()) {
            assertRow(file, "BBBB");
        }
        assertThat(Files.readString(file)).isEqualTo("BBBB");
    }

    @Test
    void a_touched_file_is_read_again_and_keeps_what_is_known_of_its_content() throws Exception {
        Path file = model("checkpoints/x.safetensors", "AAAA");
        run();
        PublicIdentity identity = new PublicIdentity(7, 8, "Name", "SDXL 1.0", "Model");
        cache.setIdentity(sha256("AAAA"), Optional.of(identity), Instant.parse("2026-01-01T00:00:00Z"));
        Files.setLastModifiedTime(file, FileTime.from(LONG_AGO.toInstant().plusSeconds(9)));
        assertThat(run().hashed()).isEqualTo(1);
        assertThat(cache.row(file).orElseThrow().identity()).hasValue(identity);
    }

    @Test
    void file_growing_during_the_read_is_not_cached() throws Exception {
        Path file = models.resolve("growing.safetensors");
        Files.write(file, new byte[64 * 1024 * 1024]);
        Files.setLastModifiedTime(file, LONG_AGO);
        Thread writer = new Thread(() -> {
            try {
                for (int i = 0; i < 400 && !Thread.interrupted(); i++) {
                    Files.write(file, new byte[10], StandardOpenOption.APPEND);
                    Thread.sleep(1);
                }
            } catch (IOException | InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        writer.start();
        HashJob.Summary summary = run();
        writer.interrupt();
        writer.join();
        assertThat(summary.hashed() + summary.failed()).isEqualTo(1);
        assertThat(cache.row(file))
                .as("changed while it was read, or too young to be remembered")
                .isEmpty();
    }

    @Test
    void a_file_written_just_now_is_hashed_but_not_cached() throws Exception {
        Path file = model("loras/x.safetensors", "content", FileTime.from(Instant.now()));
        run();
        assertThat(results).singleElement().isInstanceOfSatisfying(FileResult.Hashed.class, hashed -> {
            assertThat(hashed.remembered()).isFalse();
            assertThat(hashed.row().sha256()).isEqualTo(unchecked("content"));
        });
        assertThat(cache.row(file)).isEmpty();
    }

    @Test
    void half_downloaded_files_are_left_out_or_said_to_be_short() throws Exception {
        model("loras/a.safetensors.part", "x");
        model("loras/b.safetensors", "x");
        model("loras/b.safetensors.aria2", "x");
        Path stopped = models.resolve("loras/c.safetensors");
        byte[] header =
                "{\"a\":{\"dtype\":\"F16\",\"shape\":[9],\"data_offsets\":[0,18]}}".getBytes(StandardCharsets.UTF_8);
        Files.write(
                stopped,
                ByteBuffer.allocate(8 + header.length + 3)
                        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                        .putLong(header.length)
                        .put(header)
                        .array());
        Files.setLastModifiedTime(stopped, LONG_AGO);
        run();
        assertThat(results)
                .singleElement()
                .isInstanceOfSatisfying(
                        FileResult.Hashed.class,
                        hashed -> assertThat(hashed.notes())
                                .singleElement()
                                .asString()
                                .contains("download may have stopped"));
    }

    @Test
    void hard_link_is_read_once_and_has_its_own_row() throws Exception {
        Path file = model("loras/x.safetensors", "content");
        Path link = Files.createLink(models.resolve("loras/link.safetensors"), file);
        HashJob.Summary summary = run();
        assertThat(summary.hashed()).isEqualTo(2);
        assertThat(summary.bytesRead()).isEqualTo("content".length());
        assertRow(file, "content");
        assertRow(link, "content");
        assertThat(run().cached()).isEqualTo(2);
    }

    @Test
    void symlink_is_followed_once_and_reported_under_its_own_name() throws Exception {
        Path blob = model("blobs.dir/3f2a.safetensors", "content");
        Files.createDirectories(models.resolve("loras"));
        Path link = Files.createSymbolicLink(models.resolve("loras/nice.safetensors"), blob);
        assertThat(run().bytesRead()).isEqualTo("content".length());
        assertRow(link, "content");
        assertThat(cache.byBaseName("nice.safetensors")).hasSize(1);
        Files.delete(link);
        Files.createSymbolicLink(link, model("blobs.dir/77.safetensors", "changed"));
        run();
        assertRow(link, "changed");
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
    void case_insensitive_names_are_two_files_where_the_system_says_so_and_one_where_not() throws Exception {
        model("loras/Model.safetensors", "upper");
        model("loras/model.safetensors", "lower");
        boolean two =
                Files.readString(models.resolve("loras/Model.safetensors")).equals("upper");
        run();
        assertThat(cache.all()).hasSize(two ? 2 : 1);
        Path renamed = Files.move(models.resolve("loras/model.safetensors"), models.resolve("loras/MODEL.safetensors"));
        assertThat(run().bytesRead()).isZero();
        assertRow(renamed, "lower");
        assertThat(cache.all()).hasSize(two ? 2 : 1);
    }

    @Test
    void drive_offline_keeps_the_row_and_needs_no_read_when_it_is_back() throws Exception {
        Path file = model("usb/loras/x.safetensors", "content");
        run();
        Path away = Files.move(models.resolve("usb"), home.resolve("unplugged"));
        assertThat(run().hashed()).isZero();
        assertThat(cache.row(file)).isPresent();
        Files.move(away, models.resolve("usb"));
        assertThat(run().bytesRead()).isZero();
        assertRow(file, "content");
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

    private HashJob job(boolean autoV3) {
        return new HashJob(new Hasher(DigestEngines.best()), cache, autoV3);
    }

    private List<ModelFile> walk() {
        return ModelFolders.none().walk(models).files();
    }

    private HashJob.Summary run() throws Exception {
        return run(walk());
    }

    private HashJob.Summary run(List<ModelFile> files) throws Exception {
        results.clear();
        return job(false)
                .run(
                        files,
                        new HashListener() {
                            @Override
                            public void result(FileResult result) {
                                results.add(result);
                            }
                        },
                        new Cancellation());
    }

    private void assertRow(Path file, String content) throws Exception {
        Map<Path, CachedFile> rows = cache.all();
        assertThat(rows).containsKey(file);
        assertThat(rows.get(file).sha256()).isEqualTo(sha256(content));
    }

    private Path model(String name, String content) throws IOException {
        return model(name, content, LONG_AGO);
    }

    private Path model(String name, String content, FileTime time) throws IOException {
        Path file = models.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return Files.setLastModifiedTime(file, time);
    }

    private static String unchecked(String content) {
        try {
            return sha256(content);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sha256(String content) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8)));
    }
}
