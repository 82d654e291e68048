package io.gentrack.core.store;

import java.sql.SQLException;
import java.time.Instant;

/** The user's thumbs. */
final class Ratings {
    private Ratings() {}

    static boolean rate(Sql sql, long id, Rating rating) throws SQLException {
        if (sql.number("SELECT EXISTS (SELECT 1 FROM generations WHERE id = ?)", id) == 0) {
            return false;
        }
        new Generations(sql).rate(id, rating.value(), Times.seconds(Instant.now()));
        return true;
    }
}
