package io.gentrack.hasher.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.hasher.cache.PublicIdentity;
import io.gentrack.hasher.hash.FileStamp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.sql.Statement;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The rules of the cache, each under its name. */
class CacheRulesTest extends HashedModels {
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
    void a_row_of_an_earlier_version_gets_its_autov1_without_a_new_hash() throws Exception {
        Path file = model("checkpoints/x.ckpt", "x".repeat((1 << 20) + 100));
        run();
        Optional<String> autoV1 = cache.row(file).orElseThrow().autoV1();
        assertThat(autoV1).hasValue(sha256("x".repeat(100)).substring(0, 8));
        try (Statement statement = connection.createStatement()) {
            statement.execute("UPDATE file_hashes SET autov1 = NULL");
        }
        HashJob.Summary summary = run();
        assertThat(summary.cached()).isEqualTo(1);
        assertThat(summary.bytesRead()).isZero();
        assertThat(cache.row(file).orElseThrow().autoV1()).isEqualTo(autoV1);
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
}
