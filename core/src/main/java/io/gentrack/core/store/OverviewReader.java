package io.gentrack.core.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Sums the whole history once, for the report. */
final class OverviewReader {
    private static final int FAMILIES = 60;
    private static final int BEST_OF_FAMILY = 6;
    private static final int LORAS = 24;
    private static final int BEST_OF_LORA = 3;
    private static final int MODELS = 1000;
    private static final int SIZES = 400;

    private static final String PUBLIC_NAME =
            "(SELECT max(f.civitai_name) FROM file_hashes f WHERE f.autov2 = %s AND f.civitai_name <> '')";

    private final Sql sql;

    OverviewReader(Sql sql) {
        this.sql = sql;
    }

    Overview read() throws SQLException {
        Stats stats = StatsReader.read(sql);
        List<Overview.FamilyBest> families = new ArrayList<>();
        for (Stats.FamilyCount family :
                stats.families().stream().limit(FAMILIES).toList()) {
            families.add(new Overview.FamilyBest(
                    family.family(),
                    new Suggester(sql).find(SuggestQuery.best(BEST_OF_FAMILY).withFamily(family.family()))));
        }
        return new Overview(
                stats,
                families,
                loras(),
                grid(),
                days(),
                sizes(),
                models(),
                sql.number("SELECT count(DISTINCT model_hash) FROM generations"));
    }

    private List<Overview.LoraBest> loras() throws SQLException {
        record Row(String hash, String name, Optional<String> publicName, long uses, long combinations) {}
        List<Row> rows = new ArrayList<>();
        // A combination with the same LoRA twice is one combination.
        try (ResultSet row = sql.bind(
                        "SELECT l.hash, max(l.name) AS name, " + PUBLIC_NAME.formatted("l.hash")
                                + " AS public, sum(g.reuse_count) AS uses, count(*) AS combos"
                                + " FROM (SELECT DISTINCT generation_id, hash, first_value(name) OVER"
                                + " (PARTITION BY generation_id, hash ORDER BY position) AS name FROM generation_loras) l"
                                + " JOIN generations g ON g.id = l.generation_id GROUP BY l.hash ORDER BY uses DESC, l.hash LIMIT ?",
                        LORAS)
                .executeQuery()) {
            while (row.next()) {
                rows.add(new Row(
                        row.getString("hash"),
                        row.getString("name"),
                        Sql.text(row, "public"),
                        row.getLong("uses"),
                        row.getLong("combos")));
            }
        }
        List<Overview.LoraBest> loras = new ArrayList<>();
        for (Row row : rows) {
            SuggestQuery query = SuggestQuery.best(BEST_OF_LORA).withLora(row.hash());
            loras.add(new Overview.LoraBest(
                    row.hash(),
                    row.name(),
                    row.publicName(),
                    row.uses(),
                    row.combinations(),
                    new Suggester(sql).find(query)));
        }
        return loras;
    }

    private List<Overview.Cell> grid() throws SQLException {
        List<Overview.Cell> cells = new ArrayList<>();
        try (ResultSet row = sql.bind(
                        "SELECT model_family, steps, cfg, sum(reuse_count) FROM generations GROUP BY 1, 2, 3"
                                + " ORDER BY 1, 2, 3")
                .executeQuery()) {
            while (row.next()) {
                cells.add(new Overview.Cell(row.getString(1), row.getDouble(2), row.getDouble(3), row.getLong(4)));
            }
        }
        return cells;
    }

    private List<Overview.Day> days() throws SQLException {
        List<Overview.Day> days = new ArrayList<>();
        try (ResultSet row = sql.bind(
                        "SELECT date(e.executed_at, 'unixepoch') AS day, g.model_family, count(*) FROM executions e"
                                + " JOIN generations g ON g.id = e.generation_id GROUP BY 1, 2 ORDER BY 1, 2")
                .executeQuery()) {
            while (row.next()) {
                days.add(new Overview.Day(LocalDate.parse(row.getString(1)), row.getString(2), row.getLong(3)));
            }
        }
        return days;
    }

    private List<Overview.SizeCount> sizes() throws SQLException {
        List<Overview.SizeCount> sizes = new ArrayList<>();
        try (ResultSet row = sql.bind(
                        "SELECT g.model_family, s.width, s.height, sum(s.uses) AS uses FROM generation_sizes s"
                                + " JOIN generations g ON g.id = s.generation_id GROUP BY 1, 2, 3"
                                + " ORDER BY uses DESC, 2, 3, 1 LIMIT ?",
                        SIZES)
                .executeQuery()) {
            while (row.next()) {
                sizes.add(new Overview.SizeCount(row.getString(1), row.getInt(2), row.getInt(3), row.getLong(4)));
            }
        }
        return sizes;
    }

    private List<Overview.ModelCount> models() throws SQLException {
        List<Overview.ModelCount> models = new ArrayList<>();
        // The bare columns are of the row with the latest use (SQLite's rule for a single max).
        try (ResultSet row = sql.bind(
                        "SELECT model_hash, model_name, " + PUBLIC_NAME.formatted("model_hash")
                                + " AS public, model_family, sum(reuse_count) AS uses, count(*) AS combos,"
                                + " max(created_at) AS last FROM generations GROUP BY model_hash"
                                + " ORDER BY uses DESC, model_hash LIMIT ?",
                        MODELS)
                .executeQuery()) {
            while (row.next()) {
                models.add(new Overview.ModelCount(
                        row.getString("model_hash"),
                        row.getString("model_name"),
                        Sql.text(row, "public"),
                        row.getString("model_family"),
                        row.getLong("uses"),
                        row.getLong("combos"),
                        Times.instant(row.getString("last"))));
            }
        }
        return models;
    }
}
