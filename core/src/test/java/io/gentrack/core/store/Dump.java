package io.gentrack.core.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The logical contents of a database: every row by what identifies it, without row ids. */
public final class Dump {
    private static final List<String> QUERIES = List.of(
            "SELECT settings_hash, created_at, first_seen, model_family, model_hash, model_name, preset_name, sampler, scheduler, steps,"
                    + " cfg, denoise, shift, width, height, lora_hash, lora_name, lora_strength, lora_civitai_id, reuse_count, guidance,"
                    + " rating, family_source, settings_json, model2_hash, model2_name, resolved, label_at, label, score"
                    + " FROM generations ORDER BY settings_hash",
            "SELECT g.settings_hash, l.position, l.hash, l.name, l.strength, l.clip_strength, l.score, l.last_used"
                    + " FROM generation_loras l JOIN generations g ON g.id = l.generation_id ORDER BY 1, 2",
            "SELECT g.settings_hash, p.position, p.role, p.class_type, p.sampler, p.steps, p.model_name, p.loras, p.width"
                    + " FROM generation_passes p JOIN generations g ON g.id = p.generation_id ORDER BY 1, 2",
            "SELECT hex(e.execution_key), e.chain, g.settings_hash, e.executed_at, e.width, e.height, e.traits, e.origin"
                    + " FROM executions e JOIN generations g ON g.id = e.generation_id ORDER BY 1, 2",
            "SELECT g.settings_hash, s.width, s.height, s.uses FROM generation_sizes s"
                    + " JOIN generations g ON g.id = s.generation_id ORDER BY 1, 2, 3",
            "SELECT g.settings_hash, u.use_case, u.model_family, u.model_hash, u.uses, u.last_used, u.score FROM generation_uses u"
                    + " JOIN generations g ON g.id = u.generation_id ORDER BY 1, 2",
            "SELECT role, hash, name, folded, civitai_id FROM names ORDER BY 1, 2, 3",
            "SELECT kind, a, b, uses, combos FROM totals ORDER BY 1, 2, 3",
            "SELECT name, kind FROM name_kinds ORDER BY 1, 2",
            "SELECT path, size, mtime_ns, outcome, hex(execution_key), extractor_version, missing, reason FROM sources ORDER BY 1",
            "SELECT path, hex(execution_key) FROM source_graphs ORDER BY 1, 2");

    private Dump() {}

    private static final List<String> COUNTS = List.of(
            "SELECT settings_hash, created_at, first_seen, reuse_count, width, height, score FROM generations ORDER BY 1",
            QUERIES.get(3),
            QUERIES.get(4),
            QUERIES.get(5),
            QUERIES.get(7));

    public static List<String> of(Path file) throws SQLException {
        return of(file, QUERIES);
    }

    /** What was counted, without names and the ledger, in which earlier readings leave traces. */
    public static List<String> counts(Path file) throws SQLException {
        return of(file, COUNTS);
    }

    private static List<String> of(Path file, List<String> queries) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String query : queries) {
                try (ResultSet row = statement.executeQuery(query)) {
                    int columns = row.getMetaData().getColumnCount();
                    while (row.next()) {
                        StringBuilder line = new StringBuilder();
                        for (int i = 1; i <= columns; i++) {
                            line.append('|').append(row.getString(i));
                        }
                        lines.add(line.toString());
                    }
                }
            }
        }
        return lines;
    }

    /** Sums that must agree whatever happened: counts with executions, totals with counts, uses and sizes with executions. */
    public static List<String> contradictions(Path file) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String query : List.of(
                    "SELECT 'count of ' || id FROM generations g WHERE reuse_count <> (SELECT count(*) FROM executions e WHERE e.generation_id = g.id)",
                    "SELECT 'last of ' || id FROM generations g WHERE created_at <> (SELECT datetime(max(executed_at), 'unixepoch') FROM executions e WHERE e.generation_id = g.id)",
                    "SELECT 'first of ' || id FROM generations g WHERE first_seen <> (SELECT datetime(min(executed_at), 'unixepoch') FROM executions e WHERE e.generation_id = g.id)",
                    "SELECT 'total of ' || a FROM totals WHERE kind = 'family' AND (uses, combos) <> (SELECT sum(reuse_count), count(*) FROM generations WHERE model_family = a)",
                    "SELECT 'total of ' || a FROM totals WHERE kind = 'sampler' AND (uses, combos) <> (SELECT sum(reuse_count), count(*) FROM generations WHERE sampler = a AND scheduler = b)",
                    "SELECT 'family without total ' || model_family FROM generations WHERE model_family NOT IN (SELECT a FROM totals WHERE kind = 'family')",
                    "SELECT 'size ' || width FROM generation_sizes s WHERE uses <> (SELECT count(*) FROM executions e WHERE e.generation_id = s.generation_id AND e.width = s.width AND e.height = s.height)",
                    "SELECT 'score of LoRA ' || hash FROM generation_loras l JOIN generations g ON g.id = l.generation_id WHERE l.score <> g.score OR l.last_used <> g.created_at",
                    "SELECT 'score of use ' || use_case FROM generation_uses u JOIN generations g ON g.id = u.generation_id WHERE u.score * g.reuse_count <> g.score * u.uses OR u.model_family <> g.model_family OR u.model_hash <> g.model_hash",
                    "SELECT 'integrity ' || integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
                    "SELECT 'foreign key ' || \"table\" FROM pragma_foreign_key_check")) {
                try (ResultSet row = statement.executeQuery(query)) {
                    while (row.next()) {
                        found.add(row.getString(1));
                    }
                }
            }
        }
        return found;
    }
}
