package io.gentrack.community.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Answers of servers, one file each, so that the same question is not asked twice within the time the server names. */
final class SearchCache {
    private static final Logger LOG = Logger.getLogger(SearchCache.class.getName());
    private static final int MOST_FILES = 200;
    private static final long MOST_BYTES = 4 << 20;
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final String ENDING = ".json";

    private final JsonMapper json = new JsonMapper();
    private final Path folder;

    SearchCache(Path folder) {
        this.folder = Objects.requireNonNull(folder, "folder is null");
    }

    /**
     * An answer that was kept.
     *
     * @param until then it need not be asked for again
     */
    record Kept(JsonNode body, Optional<String> etag, Instant until) {}

    Optional<Kept> find(String url) {
        try {
            Path file = file(url);
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                return Optional.empty();
            }
            JsonNode kept = json.readTree(Files.readAllBytes(file));
            if (!kept.path("url").asText("").equals(url) || !kept.path("body").isObject()) {
                return Optional.empty();
            }
            return Optional.of(new Kept(
                    kept.path("body"),
                    Optional.ofNullable(kept.path("etag").textValue()),
                    Instant.ofEpochSecond(kept.path("until").asLong(0))));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Keeps an answer. A disk that does not take it costs only the next question's time.
     *
     * @param ttl as the server names it; at most a day counts
     */
    void put(String url, JsonNode body, Optional<String> etag, Duration ttl, Instant now) {
        Duration time = ttl.isNegative() ? Duration.ZERO : ttl.compareTo(LONGEST) > 0 ? LONGEST : ttl;
        ObjectNode kept = json.createObjectNode();
        kept.put("url", url);
        etag.ifPresent(tag -> kept.put("etag", tag));
        kept.put("until", now.plus(time).getEpochSecond());
        kept.set("body", body);
        try {
            Files.createDirectories(folder);
            Path whole = Files.createTempFile(folder, "answer", ".part");
            try {
                Files.write(whole, json.writeValueAsBytes(kept));
                move(whole, file(url));
            } finally {
                Files.deleteIfExists(whole);
            }
            tidy();
        } catch (IOException e) {
            LOG.log(Level.FINE, "an answer could not be kept", e);
        }
    }

    void clear() {
        try {
            for (Path file : files()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.log(Level.FINE, "kept answers could not be deleted", e);
        }
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(file -> file.toString().endsWith(ENDING)).toList();
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void tidy() throws IOException {
        List<Path> files = files();
        if (files.size() > MOST_FILES) {
            List<Path> oldest = files.stream()
                    .sorted(Comparator.comparing(SearchCache::time))
                    .limit(files.size() - MOST_FILES / 2)
                    .toList();
            for (Path file : oldest) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static FileTime time(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    private Path file(String url) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(url.getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(digest, 0, 16) + ENDING);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
