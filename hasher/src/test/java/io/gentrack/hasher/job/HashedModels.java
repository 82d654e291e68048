package io.gentrack.hasher.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.hasher.cache.CachedFile;
import io.gentrack.hasher.cache.HashCache;
import io.gentrack.hasher.digest.DigestEngines;
import io.gentrack.hasher.folders.ModelFile;
import io.gentrack.hasher.folders.ModelFolders;
import io.gentrack.hasher.hash.Cancellation;
import io.gentrack.hasher.hash.Hasher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A tree of model files and a cache of its own. Times are set back, since young files are not cached. */
abstract class HashedModels {
    static final FileTime LONG_AGO = FileTime.from(Instant.parse("2026-01-02T03:04:05.123456789Z"));

    @TempDir
    Path home;

    Path models;
    Connection connection;
    HashCache cache;
    final List<FileResult> results = new ArrayList<>();

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

    HashJob job(boolean autoV3) {
        return new HashJob(new Hasher(DigestEngines.best()), cache, autoV3);
    }

    List<ModelFile> walk() {
        return ModelFolders.none().walk(models).files();
    }

    HashJob.Summary run() throws Exception {
        return run(walk());
    }

    HashJob.Summary run(List<ModelFile> files) throws Exception {
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

    void assertRow(Path file, String content) throws Exception {
        Map<Path, CachedFile> rows = cache.all();
        assertThat(rows).containsKey(file);
        assertThat(rows.get(file).sha256()).isEqualTo(sha256(content));
    }

    Path model(String name, String content) throws IOException {
        return model(name, content, LONG_AGO);
    }

    Path model(String name, String content, FileTime time) throws IOException {
        Path file = models.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return Files.setLastModifiedTime(file, time);
    }

    static String unchecked(String content) {
        try {
            return sha256(content);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    static String sha256(String content) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8)));
    }
}
