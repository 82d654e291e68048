package io.gentrack.community.client;

import io.gentrack.community.InstallSecret;
import io.gentrack.core.store.StoreException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/**
 * The local book of what was shared: one secret for each server, what each server has, and every request as it was sent. It is a
 * file of its own that only its owner reads, and not part of the history, so that a history can be passed on without it and be
 * lost without losing the means to take back what was shared.
 *
 * <p>A combination is noted before it is sent and confirmed after: one whose answer was lost is sent again with the same token, and
 * is among what {@code forget} takes back.
 */
public final class Contributions implements AutoCloseable {
    /** Name of the file in the folder of the user's data. */
    public static final String FILE = "contributions.db";

    private static final int WAIT_MS = 30_000;
    private static final int VERSION = 1;
    private static final String SCHEMA =
            "CREATE TABLE IF NOT EXISTS secrets (server TEXT PRIMARY KEY, secret BLOB NOT NULL) WITHOUT ROWID;"
                    // uses: what the server confirmed, 0 while it did not; refused: its code
                    + "CREATE TABLE IF NOT EXISTS contributions (server TEXT NOT NULL, settings_hash TEXT NOT NULL, token TEXT NOT NULL,"
                    + " uses INTEGER NOT NULL, refused TEXT, at TEXT NOT NULL, PRIMARY KEY (server, settings_hash)) WITHOUT ROWID;"
                    // answer: empty while there is none
                    + "CREATE TABLE IF NOT EXISTS requests (id INTEGER PRIMARY KEY, server TEXT NOT NULL, at TEXT NOT NULL,"
                    + " method TEXT NOT NULL, entries INTEGER NOT NULL, body TEXT NOT NULL, answer TEXT NOT NULL);"
                    + "PRAGMA user_version = " + VERSION;

    private final Path file;
    private final Connection connection;

    private Contributions(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /**
     * What a server has of one combination.
     *
     * @param uses confirmed by the server; 0 where it did not answer, or refused
     * @param refused the server's code
     * @param at of the last answer, or of the try
     */
    public record Sent(String token, int uses, Optional<String> refused, Instant at) {
        /** The server's trouble with the public site, which may go away by itself. */
        public static final String LATER = "not-verified-yet";

        public Sent {
            Objects.requireNonNull(token, "token is null");
            Objects.requireNonNull(refused, "refused is null");
            Objects.requireNonNull(at, "at is null");
        }

        boolean finallyRefused() {
            return refused.filter(code -> !code.equals(LATER)).isPresent();
        }
    }

    /**
     * One request as it was sent.
     *
     * @param method {@code POST} shares, {@code DELETE} takes back
     * @param body byte for byte
     * @param answer in words; empty where none came
     */
    public record Request(String server, Instant at, String method, int entries, String body, String answer) {}

    /** Opens the book, and makes it where there is none. */
    public static Contributions open(Path folder) throws StoreException, IOException {
        Path file = folder.toAbsolutePath().resolve(FILE);
        prepare(file);
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(WAIT_MS);
        try {
            Connection connection = config.createConnection("jdbc:sqlite:" + file);
            try {
                bringUpToDate(file, connection);
                return new Contributions(file, connection);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        }
    }

    /** Whether anything was ever shared or prepared from here. */
    public static boolean exists(Path folder) {
        return Files.exists(folder.resolve(FILE));
    }

    private static void prepare(Path file) throws IOException {
        Path folder = Objects.requireNonNull(file.getParent(), "a file in a folder has one");
        Files.createDirectories(folder);
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] mine = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try {
            Files.createFile(file, mine);
        } catch (FileAlreadyExistsException e) {
            // Made by an earlier run, or by another one just now.
            return;
        }
    }

    private static void bringUpToDate(Path file, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int version;
            try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
                version = row.next() ? row.getInt(1) : 0;
            }
            if (version > VERSION) {
                throw new SQLException(file + " was written by a newer gentrack. Update gentrack.");
            }
            if (version < VERSION) {
                statement.executeUpdate("BEGIN IMMEDIATE;" + SCHEMA + ";COMMIT");
            }
        }
    }

    /** The secret for one server, made when it is first asked for. Two servers cannot tell that they know the same person. */
    public InstallSecret secret(String server) throws StoreException {
        return transaction(() -> {
            update(
                    "INSERT INTO secrets VALUES (?,?) ON CONFLICT DO NOTHING",
                    server,
                    InstallSecret.create().bytes());
            try (PreparedStatement statement = bound("SELECT secret FROM secrets WHERE server = ?", server);
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return InstallSecret.of(row.getBytes(1));
            }
        });
    }

    /** What a server has, or may have, by settings hash. */
    public Map<String, Sent> sent(String server) throws StoreException {
        return transaction(() -> {
            Map<String, Sent> sent = new HashMap<>();
            try (PreparedStatement statement = bound(
                            "SELECT settings_hash, token, uses, refused, at FROM contributions WHERE server = ?",
                            server);
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    sent.put(
                            row.getString(1),
                            new Sent(
                                    row.getString(2),
                                    row.getInt(3),
                                    Optional.ofNullable(row.getString(4)),
                                    Instant.parse(row.getString(5))));
                }
            }
            return sent;
        });
    }

    /** Servers that have something, or may have, sorted. */
    public List<String> servers() throws StoreException {
        return transaction(() -> {
            List<String> servers = new ArrayList<>();
            try (PreparedStatement statement = bound("SELECT DISTINCT server FROM contributions ORDER BY server");
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    servers.add(row.getString(1));
                }
            }
            return servers;
        });
    }

    /** Every request, the latest first. */
    public List<Request> requests(int limit) throws StoreException {
        return transaction(() -> {
            List<Request> requests = new ArrayList<>();
            try (PreparedStatement statement = bound(
                            "SELECT server, at, method, entries, body, answer FROM requests ORDER BY id DESC LIMIT ?",
                            limit);
                    ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    requests.add(new Request(
                            row.getString(1),
                            Instant.parse(row.getString(2)),
                            row.getString(3),
                            row.getInt(4),
                            row.getString(5),
                            row.getString(6)));
                }
            }
            return requests;
        });
    }

    /**
     * Notes a request that is about to be sent.
     *
     * @return its number
     */
    long sending(String server, Preview.Batch batch, String body, Instant now) throws StoreException {
        return transaction(() -> {
            for (Entry entry : batch.entries()) {
                update(
                        "INSERT INTO contributions VALUES (?,?,?,0,NULL,?) ON CONFLICT DO NOTHING",
                        server,
                        entry.settingsHash(),
                        entry.token(),
                        now.toString());
            }
            return request(server, "POST", batch.entries().size(), body, now);
        });
    }

    /**
     * Notes what the server said to a request.
     *
     * @param refused the server's code by settings hash, of the entries it did not take
     */
    void answered(
            long request, String server, Preview.Batch batch, Map<String, String> refused, String answer, Instant now)
            throws StoreException {
        transaction(() -> {
            for (Entry entry : batch.entries()) {
                String code = refused.get(entry.settingsHash());
                if (code == null) {
                    update(
                            "UPDATE contributions SET uses = max(uses, ?), refused = NULL, at = ? WHERE server = ? AND settings_hash = ?",
                            entry.uses(),
                            now.toString(),
                            server,
                            entry.settingsHash());
                } else {
                    update(
                            "UPDATE contributions SET refused = ?, at = ? WHERE server = ? AND settings_hash = ?",
                            code,
                            now.toString(),
                            server,
                            entry.settingsHash());
                }
            }
            return update("UPDATE requests SET answer = ? WHERE id = ?", answer, request);
        });
    }

    /** Notes why a request was not taken as a whole. */
    void failed(long request, String answer) throws StoreException {
        transaction(() -> update("UPDATE requests SET answer = ? WHERE id = ?", answer, request));
    }

    /**
     * Notes that contributions are about to be taken back.
     *
     * @return number of the request
     */
    long takingBack(String server, int entries, String body, Instant now) throws StoreException {
        return transaction(() -> request(server, "DELETE", entries, body, now));
    }

    /** Forgets contributions that the server has forgotten. With the last one goes the secret: what is shared later is a stranger's. */
    void takenBack(long request, String server, List<Wire.Contribution> contributions, String answer)
            throws StoreException {
        transaction(() -> {
            for (Wire.Contribution one : contributions) {
                update("DELETE FROM contributions WHERE server = ? AND settings_hash = ?", server, one.settingsHash());
            }
            update(
                    "DELETE FROM secrets WHERE server = ?1 AND NOT EXISTS (SELECT 1 FROM contributions WHERE server = ?1)",
                    server);
            return update("UPDATE requests SET answer = ? WHERE id = ?", answer, request);
        });
    }

    private long request(String server, String method, int entries, String body, Instant now) throws SQLException {
        update(
                "INSERT INTO requests (server, at, method, entries, body, answer) VALUES (?,?,?,?,?,'')",
                server,
                now.toString(),
                method,
                entries,
                body);
        try (PreparedStatement statement = bound("SELECT last_insert_rowid()");
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private PreparedStatement bound(String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement;
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
    }

    private int update(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = bound(sql, values)) {
            return statement.executeUpdate();
        }
    }

    private interface Work<T> {
        T run() throws SQLException;
    }

    private synchronized <T> T transaction(Work<T> work) throws StoreException {
        try {
            command("BEGIN IMMEDIATE");
            boolean done = false;
            try {
                T result = work.run();
                command("COMMIT");
                done = true;
                return result;
            } finally {
                if (!done) {
                    command("ROLLBACK");
                }
            }
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        }
    }

    private void command(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws StoreException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw StoreException.of(file, e);
        }
    }
}
