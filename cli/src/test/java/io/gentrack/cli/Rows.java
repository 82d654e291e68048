package io.gentrack.cli;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What a database holds, row by row, without row ids. */
final class Rows {
    private static final List<String> HISTORY = List.of(
            "SELECT settings_hash, created_at, first_seen, model_family, model_hash, model_name, sampler, scheduler, steps, cfg,"
                    + " lora_hash, lora_name, lora_civitai_id, reuse_count, family_source, settings_json, resolved, label_at, label"
                    + " FROM generations ORDER BY 1",
            "SELECT g.settings_hash, l.position, l.hash, l.name, l.strength FROM generation_loras l"
                    + " JOIN generations g ON g.id = l.generation_id ORDER BY 1, 2",
            "SELECT hex(e.execution_key), e.chain, g.settings_hash, e.executed_at, e.origin FROM executions e"
                    + " JOIN generations g ON g.id = e.generation_id ORDER BY 1, 2",
            "SELECT role, hash, name, civitai_id FROM names ORDER BY 1, 2, 3",
            "SELECT kind, a, b, uses, combos FROM totals ORDER BY 1, 2, 3",
            "SELECT path, outcome, hex(execution_key), extractor_version FROM sources ORDER BY 1",
            "SELECT path, sha256, autov3, kind, family, family_source FROM file_hashes ORDER BY 1");

    private Rows() {}

    static List<String> history(Path database) throws SQLException {
        List<String> lines = new ArrayList<>();
        for (String query : HISTORY) {
            lines.addAll(of(database, query));
        }
        return lines;
    }

    static List<String> of(Path database, String query) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            int columns = row.getMetaData().getColumnCount();
            while (row.next()) {
                StringBuilder line = new StringBuilder();
                for (int i = 1; i <= columns; i++) {
                    line.append(i == 1 ? "" : "|").append(row.getString(i));
                }
                lines.add(line.toString());
            }
        }
        return lines;
    }
}
