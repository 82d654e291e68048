package io.gentrack.core.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** An {@code UPDATE} of one row by its id, of only the columns that change. */
final class RowUpdate {
    private final StringBuilder text;
    private final List<Object> values = new ArrayList<>();

    RowUpdate(String table) {
        text = new StringBuilder(256).append("UPDATE ").append(table).append(" SET ");
    }

    /** @param assignment with a {@code ?} for each of the values */
    void set(String assignment, Object... bound) {
        if (!text.toString().endsWith(" SET ")) text.append(", ");
        text.append(assignment);
        values.addAll(List.of(bound));
    }

    void run(Sql sql, long id) throws SQLException {
        values.add(id);
        sql.update(text.append(" WHERE id = ?").toString(), values.toArray());
    }
}
