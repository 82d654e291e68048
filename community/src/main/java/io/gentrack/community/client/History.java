package io.gentrack.community.client;

import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What of the history may be looked at for sharing. File names, sizes, prompts' hashes and times of day are not even read: the
 * statements below do not name those columns.
 */
final class History {
    private static final String COMBINATIONS =
            "SELECT id, settings_hash, model_family, model_hash, model2_hash, sampler, scheduler, steps, cfg, denoise, shift, guidance,"
                    + " reuse_count, rating, substr(created_at, 1, 10) AS day FROM generations WHERE resolved = 1";
    private static final String LORAS =
            "SELECT l.generation_id, l.hash, l.strength, l.clip_strength FROM generation_loras l"
                    + " JOIN generations g ON g.id = l.generation_id WHERE g.resolved = 1 ORDER BY l.generation_id, l.position";
    private static final String UNRESOLVED = "SELECT count(*) FROM generations WHERE resolved <> 1";

    private History() {}

    /**
     * One combination of the history.
     *
     * @param settings without names of files
     * @param uses executions in all
     * @param rating 1 up, -1 down, 0 none
     * @param day of the latest use, UTC
     */
    record Combination(String settingsHash, Settings settings, long uses, int rating, LocalDate day) {
        Combination {
            Objects.requireNonNull(settingsHash, "settingsHash is null");
            Objects.requireNonNull(settings, "settings is null");
            Objects.requireNonNull(day, "day is null");
        }
    }

    /**
     * A look at the history.
     *
     * @param resolved combinations whose every file is known by content
     * @param unresolved how many others there are
     */
    record Read(List<Combination> resolved, long unresolved) {
        Read {
            resolved = List.copyOf(resolved);
        }
    }

    static Read read(Store store) throws StoreException {
        return store.read(connection -> new Read(combinations(connection), count(connection)));
    }

    private static long count(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UNRESOLVED);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static List<Combination> combinations(Connection connection) throws SQLException {
        Map<Long, List<LoraUse>> loras = loras(connection);
        List<Combination> combinations = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(COMBINATIONS);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                combinations.add(new Combination(
                        row.getString("settings_hash"),
                        settings(row, loras.getOrDefault(row.getLong("id"), List.of())),
                        row.getLong("reuse_count"),
                        row.getInt("rating"),
                        LocalDate.parse(row.getString("day"))));
            }
        }
        return combinations;
    }

    private static Map<Long, List<LoraUse>> loras(Connection connection) throws SQLException {
        Map<Long, List<LoraUse>> loras = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(LORAS);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                loras.computeIfAbsent(row.getLong(1), any -> new ArrayList<>())
                        .add(new LoraUse(
                                nameless(row.getString(2)), real(row, "strength"), real(row, "clip_strength")));
            }
        }
        return loras;
    }

    private static Settings settings(ResultSet row, List<LoraUse> loras) throws SQLException {
        return new Settings(
                row.getString("model_family"),
                "none",
                nameless(row.getString("model_hash")),
                Optional.ofNullable(row.getString("model2_hash")).map(History::nameless),
                row.getString("sampler"),
                row.getString("scheduler"),
                row.getDouble("steps"),
                row.getDouble("cfg"),
                row.getDouble("denoise"),
                real(row, "shift"),
                real(row, "guidance"),
                loras);
    }

    private static ModelRef nameless(String hash) {
        return new ModelRef(hash, "");
    }

    private static Optional<Double> real(ResultSet row, String column) throws SQLException {
        double value = row.getDouble(column);
        return row.wasNull() ? Optional.empty() : Optional.of(value);
    }
}
