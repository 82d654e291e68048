package io.gentrack.core.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Sql sql;

    Ledger(Sql sql) {
        this.sql = sql;
    }

    static Map<String, SourceRow> find(Sql sql, Collection<String> paths) throws SQLException {
        ArrayNode wanted = JSON.createArrayNode();
        paths.forEach(wanted::add);
        Map<String, SourceRow> found = new HashMap<>();
        try (ResultSet row = sql.bind(
                        "SELECT path, size, mtime_ns, outcome, extractor_version, missing, reason FROM sources"
                                + " WHERE path IN (SELECT value FROM json_each(?))",
                        wanted.toString())
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
     * Notes the file and what it witnesses.
     *
     * @param keys of the graphs in the file
     * @return combinations that lost a run: the same unchanged file was known to be a witness of it, and no file is any more
     */
    Set<Long> write(SourceRow source, List<String> keys) throws SQLException {
        Set<String> now = new LinkedHashSet<>(keys);
        Set<String> before = witnessed(source);
        Set<String> lost = new HashSet<>(before);
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
        if (now.size() > 1 || before.size() > 1) {
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
        try (ResultSet row = sql.bind("SELECT execution_key, size, mtime_ns FROM sources WHERE path = ?", source.path())
                .executeQuery()) {
            if (!row.next() || row.getLong(2) != source.size() || row.getLong(3) != source.mtimeNanos()) {
                return keys;
            }
            byte[] key = row.getBytes(1);
            if (key == null) {
                return keys;
            }
            keys.add(HexFormat.of().formatHex(key));
        }
        try (ResultSet row = sql.bind("SELECT execution_key FROM source_graphs WHERE path = ?", source.path())
                .executeQuery()) {
            while (row.next()) {
                keys.add(HexFormat.of().formatHex(row.getBytes(1)));
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
