package io.gentrack.core.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the sums that triggers keep; no query here walks all combinations. */
final class StatsReader {
    static final String TOTALS = "SELECT a, b, uses, combos FROM totals WHERE kind = ? ORDER BY uses DESC, a, b";
    static final String FIRST = "SELECT min(first_seen) FROM generations";
    static final String LAST = "SELECT max(created_at) FROM generations";
    /** Without ratings the rank is the order of uses; the few rated rows are looked at on their own. */
    static final String MOST_USED_UNRATED =
            "SELECT settings_hash, reuse_count, created_at FROM generations INDEXED BY generations_rank WHERE rating = 0"
                    + " ORDER BY score DESC, created_at DESC LIMIT 1";

    static final String MOST_USED_RATED =
            "SELECT settings_hash, reuse_count, created_at FROM generations INDEXED BY generations_rated WHERE rating <> 0"
                    + " ORDER BY reuse_count DESC LIMIT 1";

    private StatsReader() {}

    static Stats read(Sql sql) throws SQLException {
        List<Stats.FamilyCount> families = new ArrayList<>();
        long executions = 0;
        long combinations = 0;
        try (ResultSet row = sql.bind(TOTALS, "family").executeQuery()) {
            while (row.next()) {
                families.add(new Stats.FamilyCount(row.getString(1), row.getLong(3), row.getLong(4)));
                executions += row.getLong(3);
                combinations += row.getLong(4);
            }
        }
        List<Stats.SamplerCount> samplers = new ArrayList<>();
        try (ResultSet row = sql.bind(TOTALS, "sampler").executeQuery()) {
            while (row.next()) {
                samplers.add(
                        new Stats.SamplerCount(row.getString(1), row.getString(2), row.getLong(3), row.getLong(4)));
            }
        }
        return new Stats(
                executions, combinations, mostUsed(sql), families, samplers, time(sql, FIRST), time(sql, LAST));
    }

    private static Optional<Suggestion> mostUsed(Sql sql) throws SQLException {
        String best = null;
        long uses = 0;
        String last = "";
        for (String query : List.of(MOST_USED_UNRATED, MOST_USED_RATED)) {
            try (ResultSet row = sql.bind(query).executeQuery()) {
                if (row.next()) {
                    long count = row.getLong(2);
                    String when = row.getString(3);
                    if (best == null || count > uses || (count == uses && when.compareTo(last) > 0)) {
                        best = row.getString(1);
                        uses = count;
                        last = when;
                    }
                }
            }
        }
        return best == null ? Optional.empty() : new Suggester(sql).find(best);
    }

    private static Optional<Instant> time(Sql sql, String query) throws SQLException {
        try (ResultSet row = sql.bind(query).executeQuery()) {
            String text = row.next() ? row.getString(1) : null;
            return Optional.ofNullable(text).map(Times::instant);
        }
    }
}
