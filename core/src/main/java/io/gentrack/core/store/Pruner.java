package io.gentrack.core.store;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Forgets runs by age or by where their files lie.
 *
 * <p>A run goes by path only where no file outside of the path witnesses it. Files below the path are forgotten as well, so that they
 * may be imported again; by age alone the ledger stays, so that unchanged old files are not counted again.
 */
public final class Pruner {
    private final Store store;

    public Pruner(Store store) {
        this.store = Objects.requireNonNull(store, "store is null");
    }

    /**
     * What to forget; at least one of the two, and where both are given, what is both.
     *
     * @param before runs before this time
     * @param below absolute folder or file
     */
    public record Choice(Optional<Instant> before, Optional<Path> below) {
        public Choice {
            if (before.isEmpty() && below.isEmpty()) {
                throw new IllegalArgumentException("nothing chosen: everything would go");
            }
        }
    }

    /**
     * What goes.
     *
     * @param executions runs
     * @param combinations that have no run left
     * @param rated of these, those with a thumb up or down
     * @param files of the ledger
     */
    public record Pruned(long executions, long combinations, long rated, long files) {}

    /** What {@link #prune} would do; nothing is changed. */
    public Pruned preview(Choice choice) throws StoreException {
        return store.reading(() -> {
            choose(choice);
            Pruned pruned = count(choice);
            sql().script("DROP TABLE temp.doomed");
            return pruned;
        });
    }

    /** All or nothing. */
    public Pruned prune(Choice choice) throws StoreException {
        return store.writing(() -> {
            choose(choice);
            Pruned pruned = count(choice);
            List<Long> touched = new ArrayList<>();
            try (ResultSet row =
                    sql().bind("SELECT DISTINCT generation_id FROM temp.doomed").executeQuery()) {
                while (row.next()) {
                    touched.add(row.getLong(1));
                }
            }
            sql().update(
                            "DELETE FROM executions WHERE (execution_key, chain) IN (SELECT execution_key, chain FROM temp.doomed)");
            Generations generations = new Generations(sql());
            for (long id : touched) {
                generations.recount(id);
            }
            if (choice.below().isPresent() && choice.before().isEmpty()) {
                Range range = Range.of(choice.below().get());
                sql().update("DELETE FROM sources WHERE " + Range.SQL, range.exact(), range.from(), range.to());
            }
            sql().script("DROP TABLE temp.doomed");
            return pruned;
        });
    }

    private Sql sql() {
        return store.sql();
    }

    /** The path itself and everything below it, as a range of the primary key. */
    private record Range(String exact, String from, String to) {
        static final String SQL = "(path = ? OR (path >= ? AND path < ?))";

        static Range of(Path below) {
            String path = below.toAbsolutePath().normalize().toString();
            String separator = below.getFileSystem().getSeparator();
            String folder = path.endsWith(separator) ? path : path + separator;
            String last = folder.substring(0, folder.length() - 1) + (char) (folder.charAt(folder.length() - 1) + 1);
            return new Range(path, folder, last);
        }
    }

    private void choose(Choice choice) throws SQLException {
        sql().script("CREATE TEMP TABLE doomed (execution_key BLOB, chain INTEGER, generation_id INTEGER,"
                + " PRIMARY KEY (execution_key, chain)) WITHOUT ROWID");
        long before = choice.before().map(Times::seconds).orElse(Long.MAX_VALUE);
        if (choice.below().isEmpty()) {
            sql().update(
                            "INSERT INTO temp.doomed SELECT execution_key, chain, generation_id FROM executions WHERE executed_at < ?",
                            before);
            return;
        }
        Range range = Range.of(choice.below().get());
        String witnesses = "(SELECT path, execution_key FROM sources WHERE execution_key IS NOT NULL"
                + " UNION ALL SELECT path, execution_key FROM source_graphs)";
        sql().update(
                        "INSERT INTO temp.doomed SELECT e.execution_key, e.chain, e.generation_id FROM executions e"
                                + " WHERE e.executed_at < ? AND e.execution_key IN (SELECT execution_key FROM "
                                + witnesses
                                + " WHERE " + Range.SQL + ") AND e.execution_key NOT IN (SELECT execution_key FROM "
                                + witnesses
                                + " WHERE NOT " + Range.SQL + ")",
                        before,
                        range.exact(),
                        range.from(),
                        range.to(),
                        range.exact(),
                        range.from(),
                        range.to());
    }

    private Pruned count(Choice choice) throws SQLException {
        String emptied = " FROM generations g WHERE g.id IN (SELECT generation_id FROM temp.doomed)"
                + " AND g.reuse_count = (SELECT count(*) FROM temp.doomed d WHERE d.generation_id = g.id)";
        long files = 0;
        if (choice.below().isPresent() && choice.before().isEmpty()) {
            Range range = Range.of(choice.below().get());
            files = sql().number(
                            "SELECT count(*) FROM sources WHERE " + Range.SQL, range.exact(), range.from(), range.to());
        }
        return new Pruned(
                sql().number("SELECT count(*) FROM temp.doomed"),
                sql().number("SELECT count(*)" + emptied),
                sql().number("SELECT count(*)" + emptied + " AND g.rating <> 0"),
                files);
    }
}
