package io.gentrack.core.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts rows by column name into the tables of an empty database. Columns it does not know are of a newer program and left out. */
final class Filler implements AutoCloseable {
    private final Connection connection;
    private final Set<String> seen = new HashSet<>();
    private List<Tables.Column> columns = List.of();
    private String table = "";
    private @Nullable PreparedStatement insert;
    private long row;

    Filler(Connection connection) {
        this.connection = connection;
    }

    /** The rows that follow are of this table. */
    void table(Path file, String name) throws IOException, SQLException {
        if (!Tables.ALL.contains(name) || !seen.add(name)) {
            throw new IOException(file + " has a table \"" + name
                    + "\" that gentrack does not know or has seen already; export it again.");
        }
        close();
        table = name;
        row = 0;
        columns = Tables.columns(connection, name);
        insert = connection.prepareStatement("INSERT INTO " + name + " (" + Tables.names(columns, "") + ") VALUES ("
                + "?, ".repeat(columns.size() - 1) + "?)");
    }

    void add(Path file, Map<String, Object> values) throws IOException {
        PreparedStatement statement = insert;
        if (statement == null) {
            throw new IOException(file + " has rows outside of a table; export it again.");
        }
        row++;
        try {
            for (int i = 0; i < columns.size(); i++) {
                Tables.Column column = columns.get(i);
                Object value = values.get(column.name());
                if (value == null) {
                    statement.setNull(i + 1, Types.NULL);
                } else if (column.blob()) {
                    statement.setBytes(i + 1, HexFormat.of().parseHex(value.toString()));
                } else if (value instanceof Long number) {
                    statement.setLong(i + 1, number);
                } else if (value instanceof Double number) {
                    statement.setDouble(i + 1, number);
                } else {
                    statement.setString(i + 1, value.toString());
                }
            }
            statement.executeUpdate();
        } catch (SQLException | IllegalArgumentException e) {
            throw new IOException(
                    file + ", " + table + ", row " + row + " cannot be taken: " + e.getMessage()
                            + ". Nothing was imported.",
                    e);
        }
    }

    @Override
    public void close() throws SQLException {
        if (insert != null) {
            insert.close();
            insert = null;
        }
    }
}
