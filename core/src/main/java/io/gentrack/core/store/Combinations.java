package io.gentrack.core.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;

/** Finds combinations by the beginning of their settings hash, as people copy it. */
public final class Combinations {
    private static final String RANGE =
            "SELECT settings_hash FROM generations WHERE settings_hash >= ? AND settings_hash < ? ORDER BY 1 LIMIT ?";

    private Combinations() {}

    /**
     * Settings hashes that begin so, in order.
     *
     * @param prefix lower-case hex digits
     */
    public static List<String> withPrefix(Store store, String prefix, int limit) throws StoreException {
        return store.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RANGE)) {
                statement.setString(1, prefix);
                // Behind the last hex digit, so that every continuation is before it.
                statement.setString(2, prefix + "g");
                statement.setInt(3, limit);
                List<String> found = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        found.add(row.getString(1));
                    }
                }
                return found;
            }
        });
    }
}
