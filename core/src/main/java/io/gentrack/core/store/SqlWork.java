package io.gentrack.core.store;

import java.sql.Connection;
import java.sql.SQLException;

/** Work on the store's connection. It neither commits nor closes. */
@FunctionalInterface
public interface SqlWork<T> {
    T run(Connection connection) throws SQLException;
}
