package io.gentrack.community.server;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One connection that writes and some that read; SQLite in WAL mode lets readers go on while one writes. */
final class Connections implements AutoCloseable {
    private static final int READERS = 4;

    private final Connection writer;
    private final ReentrantLock writing = new ReentrantLock();
    private final BlockingQueue<Connection> readers = new LinkedBlockingQueue<>();

    private Connections(Connection writer) {
        this.writer = writer;
    }

    /** Work on one connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** What becomes of a row. */
    @FunctionalInterface
    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    /**
     * Opens a file, and makes it where there is none.
     *
     * @param prepare brings the schema up to date before any reader looks
     */
    static Connections open(Path file, Work<?> prepare) throws SQLException {
        Connections connections = new Connections(connect(file));
        boolean open = false;
        try {
            script(connections.writer, "PRAGMA journal_mode = WAL");
            prepare.on(connections.writer);
            for (int i = 0; i < READERS; i++) {
                Connection reader = connect(file);
                script(reader, "PRAGMA query_only = ON");
                connections.readers.add(reader);
            }
            open = true;
            return connections;
        } finally {
            if (!open) {
                connections.close();
            }
        }
    }

    private static Connection connect(Path file) throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        script(connection, "PRAGMA busy_timeout = 10000; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON");
        return connection;
    }

    /** Reads with a connection of its own. */
    <T> T read(Work<T> work) throws SQLException {
        Connection reader;
        try {
            reader = readers.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while waiting for the database", e);
        }
        try {
            return work.on(reader);
        } finally {
            readers.add(reader);
        }
    }

    /** All of the work in one transaction, or none of it. */
    <T> T write(Work<T> work) throws SQLException {
        writing.lock();
        try {
            return transaction(writer, work);
        } finally {
            writing.unlock();
        }
    }

    static <T> T transaction(Connection connection, Work<T> work) throws SQLException {
        script(connection, "BEGIN IMMEDIATE");
        boolean done = false;
        try {
            T result = work.on(connection);
            script(connection, "COMMIT");
            done = true;
            return result;
        } finally {
            if (!done) {
                script(connection, "ROLLBACK");
            }
        }
    }

    /** Statements without parameters. */
    static void script(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    static int update(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = bind(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    static <T> List<T> query(Connection connection, Row<T> row, String sql, @Nullable Object... values)
            throws SQLException {
        List<T> rows = new ArrayList<>();
        try (PreparedStatement statement = bind(connection, sql, values);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                rows.add(row.of(result));
            }
        }
        return rows;
    }

    private static PreparedStatement bind(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    @Override
    public void close() throws SQLException {
        writing.lock();
        try {
            for (Connection reader : readers) {
                reader.close();
            }
            writer.close();
        } finally {
            writing.unlock();
        }
    }
}
