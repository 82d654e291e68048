package io.gentrack.core.store;

import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** How a transaction that failed is left. */
final class Transactions {
    private static final Logger LOG = Logger.getLogger(Transactions.class.getName());

    private Transactions() {}

    /** SQLite may have rolled back already (disk full, I/O error); then there is nothing left to do. */
    static void rollback(Sql sql) {
        try {
            sql.script("ROLLBACK");
        } catch (SQLException e) {
            LOG.log(Level.FINE, "nothing to roll back", e);
        }
    }
}
