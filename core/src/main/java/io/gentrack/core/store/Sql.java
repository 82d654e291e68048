package io.gentrack.core.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sqlite.SQLiteConnection;

/** One connection with its prepared statements kept: preparing costs more than most of our statements. Not thread-safe. */
final class Sql implements AutoCloseable {
    /** More than this many texts means that values were pasted into one. */
    private static final int MOST_STATEMENTS = 256;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Sql(Connection connection) {
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    /** With the values bound; the caller closes the result set, never the statement. */
    PreparedStatement bind(String sql, Object... values) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            if (prepared.size() >= MOST_STATEMENTS) {
                closeStatements();
            }
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            set(statement, i + 1, values[i]);
        }
        return statement;
    }

    private static void set(PreparedStatement statement, int index, Object value) throws SQLException {
        if (value instanceof Optional<?> optional) {
            if (optional.isPresent()) {
                set(statement, index, optional.get());
            } else {
                statement.setNull(index, Types.NULL);
            }
        } else if (value instanceof String text) {
            statement.setString(index, text);
        } else if (value instanceof Long number) {
            statement.setLong(index, number);
        } else if (value instanceof Integer number) {
            statement.setInt(index, number);
        } else if (value instanceof Double number) {
            statement.setDouble(index, number);
        } else if (value instanceof byte[] bytes) {
            statement.setBytes(index, bytes);
        } else {
            throw new IllegalArgumentException("cannot bind a " + value.getClass());
        }
    }

    /** The texts of all statements that are kept prepared. */
    Set<String> texts() {
        return Set.copyOf(prepared.keySet());
    }

    /** A JSON array for {@code json_each}, to ask for many rows at once. */
    static String array(Collection<String> texts) {
        ArrayNode array = JSON.createArrayNode();
        texts.forEach(array::add);
        return array.toString();
    }

    int update(String sql, Object... values) throws SQLException {
        return bind(sql, values).executeUpdate();
    }

    /**
     * Tells the driver whether a transaction is open. It does not see that by our {@code BEGIN} and would try to begin one of its own after
     * every statement.
     */
    void inTransaction(boolean open) {
        if (connection instanceof SQLiteConnection driver) {
            driver.getConnectionConfig().setAutoCommit(!open);
        }
    }

    /** Runs a text of one or more statements. */
    void script(String text) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.executeUpdate(text);
        }
    }

    long number(String sql, Object... values) throws SQLException {
        try (ResultSet row = bind(sql, values).executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    static Optional<String> text(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }

    static Optional<Double> real(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? Optional.empty() : Optional.of(value);
    }

    static Optional<Integer> integer(ResultSet row, String column) throws SQLException {
        int value = row.getInt(column);
        return row.wasNull() ? Optional.empty() : Optional.of(value);
    }

    /** Statements that name the schema would hold it open. */
    void detach(String schema) throws SQLException {
        closeStatements();
        script("DETACH DATABASE " + schema);
    }

    private void closeStatements() throws SQLException {
        for (PreparedStatement statement : prepared.values()) {
            statement.close();
        }
        prepared.clear();
    }

    @Override
    public void close() throws SQLException {
        closeStatements();
        connection.close();
    }
}
