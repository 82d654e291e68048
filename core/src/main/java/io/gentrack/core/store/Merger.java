package io.gentrack.core.store;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Adds the history of another gentrack database (attached as {@code other}) to ours. Every run counts once. */
final class Merger {
    private static final String LATER = "(o.label_at > m.label_at OR (o.label_at = m.label_at AND o.label > m.label))";

    private final Store store;
    private final Sql sql;

    Merger(Store store) {
        this.store = store;
        this.sql = store.sql();
    }

    MergeReport merge(Path other) throws StoreException {
        return store.writingBeside(other, this::merge);
    }

    private MergeReport merge() throws SQLException {
        long before = executions("main");
        List<String> rejected = forged();
        sql.script(
                "CREATE TEMP TABLE merged (theirs INTEGER PRIMARY KEY, ours INTEGER, fresh INTEGER NOT NULL, later INTEGER NOT NULL)");
        sql.script("CREATE TEMP TABLE forged (settings_hash TEXT PRIMARY KEY)");
        for (String hash : rejected) {
            sql.update("INSERT INTO temp.forged VALUES (?)", hash);
        }
        map();
        long fresh = sql.number("SELECT count(*) FROM temp.merged WHERE fresh");
        generations();
        sql.update(
                "INSERT INTO main.executions SELECT e.execution_key, e.chain, t.ours, e.executed_at, e.width, e.height, e.traits, e.origin"
                        + " FROM other.executions e JOIN temp.merged t ON t.theirs = e.generation_id WHERE true ON CONFLICT DO NOTHING");
        long added = executions("main") - before;
        recount();
        rate();
        rest();
        long known =
                sql.number("SELECT count(*) FROM other.executions e JOIN temp.merged t ON t.theirs = e.generation_id")
                        - added;
        sql.script("DROP TABLE temp.merged");
        sql.script("DROP TABLE temp.forged");
        return new MergeReport(added, known, fresh, rejected.size());
    }

    private long executions(String schema) throws SQLException {
        return sql.number("SELECT count(*) FROM " + schema + ".executions");
    }

    /** A hash that is not of its settings would count under another combination's name. */
    private List<String> forged() throws SQLException {
        List<String> forged = new ArrayList<>();
        try (ResultSet row = sql.bind("SELECT settings_hash, settings_json FROM other.generations")
                .executeQuery()) {
            while (row.next()) {
                if (!sha256(row.getString(2)).equals(row.getString(1))) {
                    forged.add(row.getString(1));
                }
            }
        }
        return forged;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private void map() throws SQLException {
        sql.update("INSERT INTO temp.merged SELECT o.id, m.id, m.id IS NULL, coalesce(" + LATER + ", 0)"
                + " FROM other.generations o LEFT JOIN main.generations m ON m.settings_hash = o.settings_hash"
                + " WHERE o.settings_hash NOT IN (SELECT settings_hash FROM temp.forged)");
    }

    private void generations() throws SQLException {
        List<Tables.Column> columns = Tables.columns(sql.connection(), "generations").stream()
                .filter(column -> !column.name().equals("id"))
                .toList();
        sql.update(
                "INSERT INTO main.generations (" + Tables.names(columns, "") + ") SELECT " + Tables.names(columns, "o.")
                        + " FROM other.generations o JOIN temp.merged t ON t.theirs = o.id WHERE t.fresh");
        sql.update("UPDATE temp.merged SET ours = (SELECT m.id FROM main.generations m JOIN other.generations o"
                + " ON o.settings_hash = m.settings_hash WHERE o.id = theirs) WHERE fresh");
        parts("generation_loras", "t.fresh");
        sql.update(
                "DELETE FROM main.generation_passes WHERE generation_id IN (SELECT ours FROM temp.merged WHERE later)");
        parts("generation_passes", "(t.fresh OR t.later)");
        String names = "model_name, model2_name, lora_name, preset_name, family_source, label_at, label";
        sql.update("UPDATE main.generations SET (" + names + ") = (SELECT " + names
                + " FROM other.generations o JOIN temp.merged t ON t.theirs = o.id WHERE t.ours = generations.id)"
                + " WHERE id IN (SELECT ours FROM temp.merged WHERE later)");
        sql.update("UPDATE main.generation_loras SET name = (SELECT l.name FROM other.generation_loras l"
                + " JOIN temp.merged t ON t.theirs = l.generation_id"
                + " WHERE t.ours = generation_loras.generation_id AND l.position = generation_loras.position)"
                + " WHERE generation_id IN (SELECT ours FROM temp.merged WHERE later)");
    }

    private void parts(String table, String which) throws SQLException {
        List<Tables.Column> columns = Tables.columns(sql.connection(), table).stream()
                .filter(column -> !column.name().equals("generation_id"))
                .toList();
        sql.update("INSERT INTO main." + table + " (generation_id, " + Tables.names(columns, "") + ") SELECT t.ours, "
                + Tables.names(columns, "p.") + " FROM other." + table
                + " p JOIN temp.merged t ON t.theirs = p.generation_id WHERE "
                + which);
    }

    private void recount() throws SQLException {
        Generations generations = new Generations(sql);
        for (long id : ids("SELECT t.ours FROM temp.merged t JOIN main.generations g ON g.id = t.ours WHERE t.fresh"
                + " OR g.reuse_count <> (SELECT count(*) FROM main.executions e WHERE e.generation_id = t.ours)")) {
            generations.recount(id);
        }
    }

    /** The later word counts. */
    private void rate() throws SQLException {
        Generations generations = new Generations(sql);
        for (long theirs : ids("SELECT t.theirs FROM temp.merged t JOIN main.generations m ON m.id = t.ours"
                + " JOIN other.generations o ON o.id = t.theirs WHERE o.rated_at > m.rated_at"
                + " OR (t.fresh AND o.rating <> 0)")) {
            long ours = sql.number("SELECT ours FROM temp.merged WHERE theirs = ?", theirs);
            generations.rate(
                    ours,
                    (int) sql.number("SELECT rating FROM other.generations WHERE id = ?", theirs),
                    sql.number("SELECT rated_at FROM other.generations WHERE id = ?", theirs));
        }
    }

    private List<Long> ids(String query) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (ResultSet row = sql.bind(query).executeQuery()) {
            while (row.next()) {
                ids.add(row.getLong(1));
            }
        }
        return ids;
    }

    /** What is known of files: what we know ourselves is newer. */
    private void rest() throws SQLException {
        sql.update("INSERT INTO main.names SELECT * FROM other.names WHERE true"
                + " ON CONFLICT DO UPDATE SET civitai_id = coalesce(civitai_id, excluded.civitai_id)");
        for (String table : List.of("name_kinds", "sources", "source_graphs", "file_hashes")) {
            sql.update("INSERT INTO main." + table + " SELECT * FROM other." + table
                    + " WHERE true ON CONFLICT DO NOTHING");
        }
    }
}
