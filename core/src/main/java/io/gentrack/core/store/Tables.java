package io.gentrack.core.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The tables that hold what cannot be computed again, in the order in which they can be filled. */
final class Tables {
    static final List<String> ALL = List.of(
            "generations",
            "generation_loras",
            "generation_passes",
            "executions",
            "names",
            "name_kinds",
            "sources",
            "source_graphs",
            "file_hashes");

    private Tables() {}

    /** One stored column; computed ones are not among them. */
    record Column(String name, boolean blob) {}

    static List<Column> columns(Connection connection, String table) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT name, type FROM pragma_table_info(?) ORDER BY cid")) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    columns.add(new Column(row.getString(1), "BLOB".equals(row.getString(2))));
                }
            }
        }
        return columns;
    }

    static String names(List<Column> columns, String before) {
        return String.join(
                ", ", columns.stream().map(column -> before + column.name()).toList());
    }
}
