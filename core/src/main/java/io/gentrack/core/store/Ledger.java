package io.gentrack.core.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The table {@code sources}: what became of every file, and which runs it is a witness of. */
final class Ledger {
    private final Sql sql;
    private final Map<String, Witness> before = new HashMap<>();

    Ledger(Sql sql) {
        this.sql = sql;
    }

    /** What stands in a row of {@code sources} that bears witness; {@code key} is that of the first graph. */
    private record Witness(String key, long size, long mtimeNanos) {}

    /** Looks up what the files bore witness of, for all that are going to be written. */
    void prepare(Collection<String> paths) throws SQLException {
        try (ResultSet row = sql.bind(
                        "SELECT path, lower(hex(execution_key)), size, mtime_ns FROM sources"
                                + " WHERE path IN (SELECT value FROM json_each(?)) AND execution_key IS NOT NULL",
                        Sql.array(paths))
                .executeQuery()) {
            while (row.next()) {
                before.put(row.getString(1), new Witness(row.getString(2), row.getLong(3), row.getLong(4)));
            }
        }
    }

    static Map<String, SourceRow> find(Sql sql, Collection<String> paths) throws SQLException {
        Map<String, SourceRow> found = new HashMap<>();
        try (ResultSet row = sql.bind(
                        "SELECT path, size, mtime_ns, outcome, extractor_version, missing, reason FROM sources"
                                + " WHERE path IN (SELECT value FROM json_each(?))",
                        Sql.array(paths))
                .executeQuery()) {
            while (row.next()) {
                String path = row.getString(1);
                found.put(
                        path,
                        new SourceRow(
                                path,
                                row.getLong(2),
                                row.getLong(3),
                                SourceRow.Outcome.parse(row.getString(4)),
                                row.getString(5),
                                row.getString(6),
                                row.getString(7)));
            }
        }
        return found;
    }

    /**
     * Notes the file, which must have been prepared, and what it witnesses.
     *
     * @param keys of the graphs in the file
     * @return combinations that lost a run: the same unchanged file was known to be a witness of it, and no file is any more
     */
    Set<Long> write(SourceRow source, List<String> keys) throws SQLException {
        Set<String> now = new LinkedHashSet<>(keys);
        boolean hadGraphs = before.containsKey(source.path());
        Set<String> known = witnessed(source);
        Set<String> lost = new HashSet<>(known);
        lost.removeAll(now);
        sql.update(
                "INSERT INTO sources VALUES (?,?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET size = excluded.size,"
                        + " mtime_ns = excluded.mtime_ns, outcome = excluded.outcome, execution_key = excluded.execution_key,"
                        + " extractor_version = excluded.extractor_version, missing = excluded.missing, reason = excluded.reason",
                source.path(),
                source.size(),
                source.mtimeNanos(),
                source.outcome().label(),
                now.stream().findFirst().map(RecordingWriter::bytes),
                source.extractorVersion(),
                source.missing(),
                source.reason());
        now.stream()
                .findFirst()
                .ifPresentOrElse(
                        key -> before.put(source.path(), new Witness(key, source.size(), source.mtimeNanos())),
                        () -> before.remove(source.path()));
        // What an overwritten file held is still made, but it is no longer in the file, which would otherwise lose it
        // one day.
        if (now.size() > 1 || hadGraphs) {
            sql.update("DELETE FROM source_graphs WHERE path = ?", source.path());
        }
        for (String key : now.stream().skip(1).toList()) {
            sql.update("INSERT INTO source_graphs VALUES (?,?)", source.path(), RecordingWriter.bytes(key));
        }
        Set<Long> affected = new HashSet<>();
        for (String key : lost) {
            affected.addAll(forget(RecordingWriter.bytes(key)));
        }
        return affected;
    }

    /** Empty where the file is new or its content changed: the picture that was overwritten was still made. */
    private Set<String> witnessed(SourceRow source) throws SQLException {
        Set<String> keys = new HashSet<>();
        Witness row = before.get(source.path());
        if (row == null || row.size() != source.size() || row.mtimeNanos() != source.mtimeNanos()) {
            return keys;
        }
        keys.add(row.key());
        try (ResultSet graph = sql.bind("SELECT execution_key FROM source_graphs WHERE path = ?", source.path())
                .executeQuery()) {
            while (graph.next()) {
                keys.add(HexFormat.of().formatHex(graph.getBytes(1)));
            }
        }
        return keys;
    }

    private Set<Long> forget(byte[] key) throws SQLException {
        Set<Long> affected = new HashSet<>();
        if (sql.number("SELECT EXISTS (SELECT 1 FROM sources WHERE execution_key = ?)", key) != 0
                || sql.number("SELECT EXISTS (SELECT 1 FROM source_graphs WHERE execution_key = ?)", key) != 0) {
            return affected;
        }
        try (ResultSet row = sql.bind("SELECT generation_id FROM executions WHERE execution_key = ?", key)
                .executeQuery()) {
            while (row.next()) {
                affected.add(row.getLong(1));
            }
        }
        sql.update("DELETE FROM executions WHERE execution_key = ?", key);
        return affected;
    }
}
