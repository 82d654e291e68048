package io.gentrack.core.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** An {@code UPDATE} of one row by its id that names only the columns that change: each one named has its indexes written anew. */
final class RowUpdate {
    private final String table;
    private final List<String> assignments = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    RowUpdate(String table) {
        this.table = table;
    }

    /** @param assignment with a {@code ?} for each of the values */
    void set(String assignment, Object... bound) {
        assignments.add(assignment);
        values.addAll(List.of(bound));
    }

    void run(Sql sql, long id) throws SQLException {
        values.add(id);
        sql.update("UPDATE " + table + " SET " + String.join(", ", assignments) + " WHERE id = ?", values.toArray());
    }
}
