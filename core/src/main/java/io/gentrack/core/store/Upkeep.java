package io.gentrack.core.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Finds and mends sums and rows that contradict the executions, as a crash of the disk or another program's hand leaves them. */
public final class Upkeep {
    /** Counts, and what the tables that hang on a combination repeat of it. */
    private static final String MISCOUNTED = "SELECT id FROM generations g WHERE reuse_count <>"
            + " (SELECT count(*) FROM executions e WHERE e.generation_id = g.id)"
            + " OR EXISTS (SELECT 1 FROM generation_uses u WHERE u.generation_id = g.id AND (u.model_family <> g.model_family"
            + " OR u.model_hash <> g.model_hash OR u.score * g.reuse_count <> g.score * u.uses))"
            + " OR EXISTS (SELECT 1 FROM generation_loras l WHERE l.generation_id = g.id"
            + " AND (l.score <> g.score OR l.last_used <> g.created_at))";

    private static final String WRONG_TOTALS =
            "SELECT count(*) FROM (SELECT kind, a, b, uses, combos FROM totals EXCEPT SELECT * FROM (%1$s))"
                    + " UNION ALL SELECT count(*) FROM (%1$s EXCEPT SELECT kind, a, b, uses, combos FROM totals)";
    private static final String TOTALS =
            "SELECT 'family' AS kind, model_family AS a, '' AS b, sum(reuse_count) AS uses, count(*) AS combos FROM generations GROUP BY 2"
                    + " UNION ALL SELECT 'sampler', sampler, scheduler, sum(reuse_count), count(*) FROM generations GROUP BY 2, 3";

    /** Tables whose rows belong to a combination. */
    private static final List<String> PARTS =
            List.of("generation_loras", "generation_passes", "generation_sizes", "generation_uses", "executions");

    private final Store store;

    public Upkeep(Store store) {
        this.store = Objects.requireNonNull(store, "store is null");
    }

    /**
     * What is wrong.
     *
     * @param miscounted combinations whose count is not that of their executions, or is repeated wrongly
     * @param orphans rows of combinations or files that are not there
     * @param totals sums that are not those of their combinations
     */
    public record Faults(long miscounted, long orphans, long totals) {
        public boolean none() {
            return miscounted == 0 && orphans == 0 && totals == 0;
        }
    }

    /**
     * A model or LoRA that is known by name only.
     *
     * @param name as graphs spell it, with the folder it was last seen in
     */
    public record Unresolved(String hash, String name, boolean lora) {}

    /** Reads everything once. */
    public Faults look() throws StoreException {
        return store.reading(this::faults);
    }

    /** Mends all of it in one transaction. Runs whose combination is gone cannot be saved; importing their files again brings them back. */
    public Faults mend() throws StoreException {
        return store.writing(() -> {
            Faults before = faults();
            for (String table : PARTS) {
                sql().update("DELETE FROM " + table + " WHERE generation_id NOT IN (SELECT id FROM generations)");
            }
            sql().update("DELETE FROM source_graphs WHERE path NOT IN (SELECT path FROM sources)");
            List<Long> ids = new ArrayList<>();
            try (ResultSet row = sql().bind(MISCOUNTED).executeQuery()) {
                while (row.next()) {
                    ids.add(row.getLong(1));
                }
            }
            Generations generations = new Generations(sql());
            for (long id : ids) {
                generations.recount(id);
            }
            sql().update("DELETE FROM totals");
            sql().update("INSERT INTO totals (kind, a, b, uses, combos) " + TOTALS);
            return before;
        });
    }

    /** In the order of their uses, the most used first. */
    public List<Unresolved> unresolved(int limit) throws StoreException {
        return store.reading(() -> {
            List<Unresolved> found = new ArrayList<>();
            try (ResultSet row = sql().bind(
                            "SELECT hash, name, lora FROM (SELECT model_hash AS hash, model_name AS name, 0 AS lora, sum(reuse_count) AS uses,"
                                    + " max(created_at) FROM generations WHERE resolved = 0 AND instr(model_hash, ':') > 0 GROUP BY model_hash"
                                    + " UNION ALL SELECT l.hash, l.name, 1, sum(g.reuse_count), max(g.created_at) FROM generation_loras l"
                                    + " JOIN generations g ON g.id = l.generation_id WHERE instr(l.hash, ':') > 0 GROUP BY l.hash)"
                                    + " ORDER BY uses DESC, hash LIMIT ?",
                            limit)
                    .executeQuery()) {
                while (row.next()) {
                    found.add(new Unresolved(row.getString(1), row.getString(2), row.getInt(3) != 0));
                }
            }
            return found;
        });
    }

    private Faults faults() throws SQLException {
        long orphans = sql().number("SELECT count(*) FROM source_graphs WHERE path NOT IN (SELECT path FROM sources)");
        for (String table : PARTS) {
            orphans += sql().number("SELECT count(*) FROM " + table
                    + " WHERE generation_id NOT IN (SELECT id FROM generations)");
        }
        long totals = 0;
        try (ResultSet row = sql().bind(WRONG_TOTALS.formatted(TOTALS)).executeQuery()) {
            while (row.next()) {
                totals += row.getLong(1);
            }
        }
        return new Faults(sql().number("SELECT count(*) FROM (" + MISCOUNTED + ")"), orphans, totals);
    }

    private Sql sql() {
        return store.sql();
    }
}
