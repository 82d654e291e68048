package io.gentrack.core.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tables {@code names} and {@code name_kinds}: how graphs spell the files whose content is not known. */
final class Spellings {
    private static final String UNUSED = "instr(hash, ':') > 0"
            + " AND NOT EXISTS (SELECT 1 FROM generations g WHERE g.model_hash = names.hash)"
            + " AND NOT EXISTS (SELECT 1 FROM generations g WHERE g.model2_hash = names.hash)"
            + " AND NOT EXISTS (SELECT 1 FROM generation_loras l WHERE l.hash = names.hash)";

    private static final String USERS =
            "(SELECT id FROM generations WHERE model_hash = ?1 UNION SELECT id FROM generations WHERE model2_hash = ?1"
                    + " UNION SELECT generation_id FROM generation_loras WHERE hash = ?1)";

    private static final String RUNS = "(SELECT execution_key FROM executions WHERE generation_id IN " + USERS + ")";

    private final Sql sql;

    Spellings(Sql sql) {
        this.sql = sql;
    }

    List<Spelling> of(String hash) throws SQLException {
        List<Spelling> found = new ArrayList<>();
        try (ResultSet row = sql.bind("SELECT role, name FROM names WHERE hash = ? ORDER BY role, name", hash)
                .executeQuery()) {
            while (row.next()) {
                found.add(new Spelling(row.getString(1), row.getString(2), List.of()));
            }
        }
        List<Spelling> all = new ArrayList<>(found.size());
        for (Spelling spelling : found) {
            all.add(new Spelling(spelling.role(), spelling.name(), kinds(spelling.name())));
        }
        return all;
    }

    private List<String> kinds(String name) throws SQLException {
        List<String> kinds = new ArrayList<>();
        try (ResultSet row = sql.bind("SELECT kind FROM name_kinds WHERE name = ? ORDER BY kind", name)
                .executeQuery()) {
            while (row.next()) {
                kinds.add(row.getString(1));
            }
        }
        return kinds;
    }

    void noteKinds(Map<String, ? extends Set<String>> kindsByName) throws SQLException {
        for (Map.Entry<String, ? extends Set<String>> entry : kindsByName.entrySet()) {
            for (String kind : entry.getValue()) {
                sql.update("INSERT INTO name_kinds VALUES (?,?) ON CONFLICT DO NOTHING", entry.getKey(), kind);
            }
        }
    }

    int readAgain(String hash, Collection<Spelling> settled, boolean others) throws SQLException {
        int files = sql.update(
                "UPDATE sources SET extractor_version = '' WHERE extractor_version <> '' AND (execution_key IN " + RUNS
                        + " OR path IN (SELECT path FROM source_graphs WHERE execution_key IN " + RUNS + "))",
                hash);
        // Names and passes shown may be those of a run that is going to leave.
        sql.update("UPDATE generations SET label_at = 0, label = 0 WHERE id IN " + USERS, hash);
        for (Spelling spelling : others ? settled : List.<Spelling>of()) {
            for (String kind : spelling.kinds()) {
                sql.update("DELETE FROM name_kinds WHERE name = ? AND kind = ?", spelling.name(), kind);
            }
            if (spelling.role().equals("lora") || kinds(spelling.name()).isEmpty()) {
                sql.update(
                        "DELETE FROM names WHERE role = ? AND hash = ? AND name = ?",
                        spelling.role(),
                        hash,
                        spelling.name());
            }
        }
        return files;
    }

    int forgetUnused() throws SQLException {
        int gone = sql.update("DELETE FROM names WHERE " + UNUSED);
        sql.update("DELETE FROM name_kinds WHERE name NOT IN (SELECT name FROM names WHERE instr(hash, ':') > 0)");
        return gone;
    }
}
