package io.gentrack.hasher.cache;

import io.gentrack.hasher.hash.FileKey;
import io.gentrack.hasher.hash.FileStamp;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code file_hashes} of the project's SQLite file. A row answers only for a file that has the size, the
 * modification time and (where the system tells) the file key it had when it was hashed. Rows of paths that cannot be
 * reached are kept: a drive that is offline comes back.
 *
 * <p>Every write is one short transaction of its own and waits a while for other processes. The connection belongs to
 * the caller, must not be in a transaction, and must not be used by another thread during a call.
 */
public final class HashCache {
    private static final int SQLITE_BUSY = 5;
    private static final int SQLITE_LOCKED = 6;
    private static final int BUSY_TRIES = 20;
    private static final long BUSY_PAUSE_MS = 50;

    private final Connection connection;

    /** A cache over a connection to a store whose migrations have run. */
    public HashCache(Connection connection) {
        this.connection = connection;
    }

    /** All rows by path; one query for jobs that look at many files. */
    public Map<Path, CachedFile> all() throws SQLException {
        Map<Path, CachedFile> rows = new HashMap<>();
        for (CachedFile row : query("1")) {
            rows.put(row.path(), row);
        }
        return rows;
    }

    /** The row of a path, whether it still holds or not. */
    public Optional<CachedFile> row(Path path) throws SQLException {
        return query("path = ?", normal(path).toString()).stream().findFirst();
    }

    /** Rows of all files with this name in any folder, letter for letter. */
    public List<CachedFile> byBaseName(String baseName) throws SQLException {
        return query("base_name = ?", baseName);
    }

    /** Rows with this SHA-256 (64 hex digits), AutoV1 (8), AutoV2 (10) or AutoV3 or SHA256_12 (12); any case. Empty for other lengths. */
    public List<CachedFile> byHash(String hash) throws SQLException {
        String upper = hash.toUpperCase(Locale.ROOT);
        return switch (hash.length()) {
            case 64 -> query("sha256 = ?", hash.toLowerCase(Locale.ROOT));
            case 8 -> query("autov1 = ?", hash.toLowerCase(Locale.ROOT));
            case 10 -> query("autov2 = ?", upper);
            case 12 -> {
                List<CachedFile> rows = new ArrayList<>(query("autov3 = ?", upper));
                for (CachedFile row : query("autov2 = ?", upper.substring(0, 10))) {
                    if (row.sha256().toUpperCase(Locale.ROOT).startsWith(upper)) {
                        rows.add(row);
                    }
                }
                yield rows;
            }
            default -> List.of();
        };
    }

    /**
     * The row that answers for a file in this state, if there is one. A file that was renamed or moved takes its row
     * along; a second name of a cached file (hard link, link) gets a row of its own. No file is opened.
     *
     * @param kind folder key of the path, for a row that is made here
     * @param needAutoV3 whether a row without a look for AutoV3 is no answer
     */
    public Optional<CachedFile> find(Path path, FileStamp now, String kind, boolean needAutoV3) throws SQLException {
        Path normal = normal(path);
        return find(normal, row(normal), now, kind, needAutoV3);
    }

    /** As {@link #find(Path, FileStamp, String, boolean)}, with the row of the path already at hand. */
    public Optional<CachedFile> find(
            Path path, Optional<CachedFile> row, FileStamp now, String kind, boolean needAutoV3) throws SQLException {
        if (row.isPresent() && row.get().answers(now, needAutoV3)) {
            return Optional.of(withKind(row.get(), kind));
        }
        if (now.key().isEmpty()) {
            return Optional.empty();
        }
        Path normal = normal(path);
        for (CachedFile other : sameFile(now.key().get())) {
            if (other.path().equals(normal) || !other.isSameFileAs(now) || (needAutoV3 && !other.autoV3Known())) {
                continue;
            }
            // A rename itself moves the change time. A name that is still there shares it with this one: if it
            // differs, the content may have been written and the modification time set back.
            boolean renamed = !Files.exists(other.path(), LinkOption.NOFOLLOW_LINKS);
            if (renamed || other.stamp().sameContentAs(now)) {
                CachedFile here = other.at(normal, kind, now);
                write(renamed ? Optional.of(other.path()) : Optional.empty(), here);
                return Optional.of(here);
            }
        }
        return Optional.empty();
    }

    /** A file first hashed from outside an install gets its kind when the install that holds it is known. */
    private CachedFile withKind(CachedFile row, String kind) throws SQLException {
        if (kind.equals(row.kind()) || kind.equals("other")) {
            return row;
        }
        CachedFile better = row.at(row.path(), kind, row.stamp());
        put(better);
        return better;
    }

    private List<CachedFile> sameFile(FileKey key) throws SQLException {
        // A range instead of LIKE, so that the index serves it: ';' is the character after ':'.
        String prefix = key.identity();
        String end = prefix.substring(0, prefix.length() - 1) + ";";
        return query("file_key >= ? AND file_key < ?", prefix, end);
    }

    /** Writes a row, replacing the one of the same path with everything that was known about the old content. */
    public void put(CachedFile file) throws SQLException {
        write(Optional.empty(), file);
    }

    /** Records a better answer about the family of a content, under all its paths. */
    public void setFamily(String sha256, FileFamily family) throws SQLException {
        update(
                "UPDATE file_hashes SET architecture = ?, family = ?, family_source = ? WHERE sha256 = ?",
                family.architecture().orElse(null),
                family.family().orElse(null),
                family.source().orElse(null),
                sha256);
    }

    /** Records what the public site says about a content, under all its paths; empty for "not there". */
    public void setIdentity(String sha256, Optional<PublicIdentity> identity, Instant checkedAt) throws SQLException {
        update(
                "UPDATE file_hashes SET civitai_id = ?, civitai_model_id = ?, civitai_name = ?, civitai_base_model = ?,"
                        + " civitai_type = ?, checked_at = ? WHERE sha256 = ?",
                identity.map(PublicIdentity::versionId).orElse(null),
                identity.map(PublicIdentity::modelId).orElse(null),
                identity.map(PublicIdentity::name).orElse(null),
                identity.map(PublicIdentity::baseModel).orElse(null),
                identity.map(PublicIdentity::type).orElse(null),
                checkedAt.toString(),
                sha256);
    }

    /** Forgets a path, for a user who asks for it; nothing else ever deletes a row that is not replaced. */
    public void forget(Path path) throws SQLException {
        update("DELETE FROM file_hashes WHERE path = ?", normal(path).toString());
    }

    private void write(Optional<Path> gone, CachedFile file) throws SQLException {
        inTransaction(() -> {
            if (gone.isPresent()) {
                try (PreparedStatement delete = connection.prepareStatement("DELETE FROM file_hashes WHERE path = ?")) {
                    delete.setString(1, gone.get().toString());
                    delete.executeUpdate();
                }
            }
            try (PreparedStatement insert = connection.prepareStatement(Rows.UPSERT)) {
                Rows.bind(insert, file);
                insert.executeUpdate();
            }
        });
    }

    private void update(String sql, @Nullable Object... values) throws SQLException {
        inTransaction(() -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < values.length; i++) {
                    statement.setObject(i + 1, values[i]);
                }
                statement.executeUpdate();
            }
        });
    }

    private List<CachedFile> query(String where, String... values) throws SQLException {
        List<CachedFile> rows = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT " + Rows.COLUMNS + " FROM file_hashes WHERE " + where)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(Rows.read(result));
                }
            }
        }
        return rows;
    }

    private interface Work {
        void run() throws SQLException;
    }

    /** One transaction, tried again while another process writes. */
    private void inTransaction(Work work) throws SQLException {
        if (!connection.getAutoCommit()) {
            throw new IllegalStateException("the hash cache needs a connection that is not in a transaction");
        }
        for (int attempt = 1; ; attempt++) {
            try {
                connection.setAutoCommit(false);
                try {
                    work.run();
                    connection.commit();
                    return;
                } catch (SQLException | RuntimeException e) {
                    connection.rollback();
                    throw e;
                } finally {
                    connection.setAutoCommit(true);
                }
            } catch (SQLException e) {
                if (!isBusy(e) || attempt == BUSY_TRIES) {
                    throw e;
                }
                pause(e);
            }
        }
    }

    private static boolean isBusy(SQLException e) {
        int primary = e.getErrorCode() & 0xFF;
        return primary == SQLITE_BUSY || primary == SQLITE_LOCKED;
    }

    private static void pause(SQLException cause) throws SQLException {
        try {
            Thread.sleep(BUSY_PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cause;
        }
    }

    private static Path normal(Path path) {
        return path.toAbsolutePath().normalize();
    }
}
