package io.gentrack.core.store;

import io.gentrack.core.settings.CanonicalNumber;
import io.gentrack.core.settings.Fingerprint;
import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rows of {@code generations} and of the tables that hang on them. */
final class Generations {
    private static final String RATED_SCORE = "CASE rating WHEN 1 THEN 12 WHEN -1 THEN 1 ELSE 4 END";

    private final Sql sql;
    private final GenerationParts parts;

    Generations(Sql sql) {
        this.sql = sql;
        this.parts = new GenerationParts(sql);
    }

    /**
     * What a writer must know of an existing row.
     *
     * @param firstSeen and {@code lastUsed} as stored, so that text order is time order
     * @param size most used
     */
    record Known(
            long id,
            int rating,
            long labelAt,
            long label,
            int uses,
            String firstSeen,
            String lastUsed,
            Optional<Size> size) {}

    Optional<Known> known(String settingsHash) throws SQLException {
        return Optional.ofNullable(known(List.of(settingsHash)).get(settingsHash));
    }

    /** Those of the settings hashes that have a row. */
    Map<String, Known> known(Collection<String> settingsHashes) throws SQLException {
        Map<String, Known> found = new HashMap<>();
        try (ResultSet row = sql.bind(
                        "SELECT settings_hash, id, rating, label_at, label, reuse_count, first_seen, created_at, width, height"
                                + " FROM generations WHERE settings_hash IN (SELECT value FROM json_each(?))",
                        Sql.array(settingsHashes))
                .executeQuery()) {
            while (row.next()) {
                int width = row.getInt(9);
                int height = row.getInt(10);
                found.put(
                        row.getString(1),
                        new Known(
                                row.getLong(2),
                                row.getInt(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getInt(6),
                                row.getString(7),
                                row.getString(8),
                                width > 0 && height > 0 ? Optional.of(new Size(width, height)) : Optional.empty()));
            }
        }
        return found;
    }

    long insert(Label label, Tally tally) throws SQLException {
        ChainUse use = label.use();
        Settings s = use.settings();
        List<LoraUse> loras = GenerationParts.sorted(s.loras());
        Optional<LoraUse> first = loras.stream().findFirst();
        Optional<Size> size = Optional.ofNullable(tally.mostUsed());
        sql.update(
                "INSERT INTO generations (created_at, settings_hash, model_family, model_hash, model_name, preset_name, sampler,"
                        + " scheduler, steps, cfg, denoise, shift, width, height, lora_hash, lora_name, lora_strength, reuse_count,"
                        + " guidance, first_seen, family_source, settings_json, model2_hash, model2_name, resolved, label_at, label)"
                        + " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                Times.text(tally.last()),
                use.fingerprint().hash(),
                s.modelFamily(),
                s.model().hash(),
                s.model().name(),
                use.presetName(),
                s.sampler(),
                s.scheduler(),
                CanonicalNumber.round(s.steps()),
                CanonicalNumber.round(s.cfg()),
                CanonicalNumber.round(s.denoise()),
                s.shift().map(CanonicalNumber::round),
                size.map(Size::width),
                size.map(Size::height),
                first.map(lora -> lora.lora().hash()),
                first.map(lora -> lora.lora().name()),
                first.flatMap(LoraUse::strength),
                tally.uses(),
                s.guidance().map(CanonicalNumber::round),
                Times.text(tally.first()),
                s.familySource(),
                use.fingerprint().canonicalJson(),
                s.model2().map(ModelRef::hash),
                s.model2().map(ModelRef::name),
                s.resolved() ? 1 : 0,
                label.at(),
                label.checksum());
        long id = sql.number("SELECT last_insert_rowid()");
        parts.insertLoras(id, loras, tally.uses() * 4L, Times.text(tally.last()));
        parts.insertPasses(id, use.passes());
        parts.addSizes(id, tally);
        parts.addCases(id, tally, s.modelFamily(), s.model().hash(), 4);
        return id;
    }

    void add(Known known, Label label, Tally tally) throws SQLException {
        long id = known.id();
        Settings s = label.use().settings();
        int factor = factor(known.rating());
        parts.addSizes(id, tally);
        parts.addCases(id, tally, s.modelFamily(), s.model().hash(), factor);
        String first = Times.text(tally.first());
        String last = Times.text(tally.last());
        boolean later = last.compareTo(known.lastUsed()) > 0;
        RowUpdate row = new RowUpdate("generations");
        row.set("reuse_count = reuse_count + ?", tally.uses());
        if (later) {
            row.set("created_at = ?", last);
        }
        if (first.compareTo(known.firstSeen()) < 0) {
            row.set("first_seen = ?", first);
        }
        // More of the size that is used most leaves it so.
        if (!known.size()
                .map(Set::of)
                .orElse(Set.of())
                .containsAll(tally.sizes().keySet())) {
            row.set("(width, height) = (SELECT width, height FROM generation_sizes WHERE generation_id = generations.id"
                    + " ORDER BY uses DESC, width, height LIMIT 1)");
        }
        boolean relabelled = label.beats(known.labelAt(), known.label());
        if (relabelled) {
            label(row, label);
        }
        row.run(sql, id);
        if (!s.loras().isEmpty()) {
            sql.update(
                    "UPDATE generation_loras SET score = ?, last_used = ? WHERE generation_id = ?",
                    (known.uses() + (long) tally.uses()) * factor,
                    later ? last : known.lastUsed(),
                    id);
        }
        if (relabelled) {
            parts.rename(known, label);
        }
    }

    /** Takes over names, preset and passes where the reading is later than the one they are from. */
    void relabel(Known known, Label label) throws SQLException {
        if (label.beats(known.labelAt(), known.label())) {
            RowUpdate row = new RowUpdate("generations");
            label(row, label);
            row.run(sql, known.id());
            parts.rename(known, label);
        }
    }

    private static void label(RowUpdate row, Label label) {
        Settings s = label.use().settings();
        row.set("model_name = ?", s.model().name());
        row.set("model2_name = ?", s.model2().map(ModelRef::name));
        row.set(
                "lora_name = ?",
                GenerationParts.sorted(s.loras()).stream()
                        .findFirst()
                        .map(lora -> lora.lora().name()));
        row.set("preset_name = ?", label.use().presetName());
        row.set("family_source = ?", s.familySource());
        row.set("label_at = ?", label.at());
        row.set("label = ?", label.checksum());
    }

    /** Sums again what the executions say; a combination without any is removed. */
    void recount(long id) throws SQLException {
        Tally tally = new Tally();
        try (ResultSet row = sql.bind(
                        "SELECT width, height, traits, count(*), min(executed_at), max(executed_at) FROM executions"
                                + " WHERE generation_id = ? GROUP BY 1, 2, 3",
                        id)
                .executeQuery()) {
            while (row.next()) {
                tally.add(row.getInt(4), row.getLong(5), row.getLong(6), row.getInt(1), row.getInt(2), row.getInt(3));
            }
        }
        if (tally.uses() == 0) {
            sql.update("DELETE FROM generations WHERE id = ?", id);
            return;
        }
        Optional<Size> size = Optional.ofNullable(tally.mostUsed());
        sql.update(
                "UPDATE generations SET reuse_count = ?, created_at = ?, first_seen = ?, width = ?, height = ? WHERE id = ?",
                tally.uses(),
                Times.text(tally.last()),
                Times.text(tally.first()),
                size.map(Size::width),
                size.map(Size::height),
                id);
        sql.update("DELETE FROM generation_sizes WHERE generation_id = ?", id);
        sql.update("DELETE FROM generation_uses WHERE generation_id = ?", id);
        parts.addSizes(id, tally);
        String family;
        String model;
        int rating;
        try (ResultSet row = sql.bind("SELECT model_family, model_hash, rating FROM generations WHERE id = ?", id)
                .executeQuery()) {
            row.next();
            family = row.getString(1);
            model = row.getString(2);
            rating = row.getInt(3);
        }
        parts.addCases(id, tally, family, model, factor(rating));
        parts.repeatScore(id);
    }

    void rate(long id, int rating, long ratedAt) throws SQLException {
        sql.update("UPDATE generations SET rating = ?, rated_at = ? WHERE id = ?", rating, ratedAt, id);
        sql.update(
                "UPDATE generation_uses SET score = uses * (SELECT " + RATED_SCORE
                        + " FROM generations WHERE id = ?1) WHERE generation_id = ?1",
                id);
        parts.repeatScore(id);
    }

    Settings load(long id) throws SQLException {
        List<LoraUse> loras = loras(id);
        try (ResultSet row =
                sql.bind("SELECT * FROM generations WHERE id = ?", id).executeQuery()) {
            if (!row.next()) {
                throw new SQLException("generation " + id + " has gone");
            }
            return settings(row, loras);
        }
    }

    /** @param row of {@code generations}, all columns */
    static Settings settings(ResultSet row, List<LoraUse> loras) throws SQLException {
        Optional<String> model2 = Sql.text(row, "model2_hash");
        String model2Name = Sql.text(row, "model2_name").orElse("");
        return new Settings(
                row.getString("model_family"),
                row.getString("family_source"),
                new ModelRef(row.getString("model_hash"), row.getString("model_name")),
                model2.map(hash -> new ModelRef(hash, model2Name)),
                row.getString("sampler"),
                row.getString("scheduler"),
                row.getDouble("steps"),
                row.getDouble("cfg"),
                row.getDouble("denoise"),
                Sql.real(row, "shift"),
                Sql.real(row, "guidance"),
                loras);
    }

    List<LoraUse> loras(long id) throws SQLException {
        List<LoraUse> loras = new ArrayList<>();
        try (ResultSet row = sql.bind(
                        "SELECT hash, name, strength, clip_strength FROM generation_loras WHERE generation_id = ? ORDER BY position",
                        id)
                .executeQuery()) {
            while (row.next()) {
                loras.add(new LoraUse(
                        new ModelRef(row.getString(1), row.getString(2)),
                        Sql.real(row, "strength"),
                        Sql.real(row, "clip_strength")));
            }
        }
        return loras;
    }

    /** Gives a row another identity that no other row has; times, counts and rating stay. */
    void reidentify(long id, Settings s, Fingerprint fingerprint) throws SQLException {
        List<LoraUse> loras = GenerationParts.sorted(s.loras());
        Optional<LoraUse> first = loras.stream().findFirst();
        sql.update(
                "UPDATE generations SET settings_hash = ?, settings_json = ?, model_family = ?, family_source = ?, model_hash = ?,"
                        + " model2_hash = ?, lora_hash = ?, lora_name = ?, lora_strength = ?, resolved = ? WHERE id = ?",
                fingerprint.hash(),
                fingerprint.canonicalJson(),
                s.modelFamily(),
                s.familySource(),
                s.model().hash(),
                s.model2().map(ModelRef::hash),
                first.map(lora -> lora.lora().hash()),
                first.map(lora -> lora.lora().name()),
                first.flatMap(LoraUse::strength),
                s.resolved() ? 1 : 0,
                id);
        sql.update(
                "UPDATE generation_uses SET model_family = ?, model_hash = ? WHERE generation_id = ?",
                s.modelFamily(),
                s.model().hash(),
                id);
        replaceLoras(id, loras);
    }

    void replaceLoras(long id, List<LoraUse> loras) throws SQLException {
        sql.update("DELETE FROM generation_loras WHERE generation_id = ?", id);
        parts.insertLoras(id, GenerationParts.sorted(loras), 0, "");
        parts.repeatScore(id);
    }

    /** Remembers which file a name stood for, for searches by part of a name. */
    void name(String role, ModelRef file) throws SQLException {
        sql.update(
                "INSERT INTO names (role, hash, name, folded) VALUES (?,?,?,?) ON CONFLICT DO NOTHING",
                role,
                file.hash(),
                file.name(),
                file.name().toLowerCase(Locale.ROOT));
    }

    /** The factor of the generated column {@code score}. */
    private static int factor(int rating) {
        return switch (rating) {
            case 1 -> 12;
            case -1 -> 1;
            default -> 4;
        };
    }
}
