package io.gentrack.bench.store;

import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.Settings;
import io.gentrack.core.store.ChainUse;
import io.gentrack.core.store.Entry;
import io.gentrack.core.store.RecordedPass;
import io.gentrack.core.store.Recording;
import io.gentrack.core.store.SourceRow;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.sqlite.SQLiteConfig;

/**
 * What {@code Store.record} has to change for a batch of new runs, written down by hand, one file and combination after the other: same
 * connection settings, one prepared statement for each, values computed beforehand.
 */
final class BareLoop implements AutoCloseable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    private final Connection connection;
    private final PreparedStatement stored;
    private final PreparedStatement known;
    private final PreparedStatement insert;
    private final PreparedStatement rowId;
    private final PreparedStatement lora;
    private final PreparedStatement pass;
    private final PreparedStatement size;
    private final PreparedStatement useCase;
    private final PreparedStatement count;
    private final PreparedStatement score;
    private final PreparedStatement label;
    private final PreparedStatement run;
    private final PreparedStatement witnessed;
    private final PreparedStatement source;
    private final PreparedStatement name;

    /** One combination of a batch. */
    record Combination(ChainUse use, List<byte[]> keys, List<Long> times, String first, String last, long at) {}

    record Name(String role, String hash, String text) {}

    /** Values of one batch, in the order in which they are sent. */
    record Batch(List<byte[]> keys, List<Combination> combinations, List<SourceRow> sources, Set<Name> names) {}

    BareLoop(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(30_000);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.enforceForeignKeys(true);
        config.setGetGeneratedKeys(false);
        config.setCacheSize(-32 * 1024);
        config.setPragma(SQLiteConfig.Pragma.TEMP_STORE, "MEMORY");
        connection = config.createConnection("jdbc:sqlite:" + file);
        execute("PRAGMA journal_mode = WAL");
        execute("PRAGMA wal_autocheckpoint = 4000");
        stored = connection.prepareStatement(
                "SELECT e.chain, e.generation_id, g.settings_hash, e.executed_at, e.origin, e.width, e.height, e.traits"
                        + " FROM executions e JOIN generations g ON g.id = e.generation_id WHERE e.execution_key = ?");
        known = connection.prepareStatement(
                "SELECT id, rating, label_at, label FROM generations WHERE settings_hash = ?");
        insert = connection.prepareStatement(
                "INSERT INTO generations (created_at, settings_hash, model_family, model_hash, model_name, preset_name, sampler,"
                        + " scheduler, steps, cfg, denoise, shift, width, height, lora_hash, lora_name, lora_strength, reuse_count,"
                        + " guidance, first_seen, family_source, settings_json, model2_hash, model2_name, resolved, label_at, label)"
                        + " VALUES (?,?,?,?,?,?,?,?,?,?,?,NULL,?,?,?,?,?,?,NULL,?,?,?,NULL,NULL,1,?,0)");
        rowId = connection.prepareStatement("SELECT last_insert_rowid()");
        lora = connection.prepareStatement(
                "INSERT INTO generation_loras (generation_id, position, hash, name, strength, clip_strength, score, last_used)"
                        + " VALUES (?,?,?,?,?,NULL,?,?)");
        pass = connection.prepareStatement("INSERT INTO generation_passes VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)");
        size = connection.prepareStatement(
                "INSERT INTO generation_sizes VALUES (?,?,?,?) ON CONFLICT DO UPDATE SET uses = uses + excluded.uses");
        useCase = connection.prepareStatement(
                "INSERT INTO generation_uses (generation_id, use_case, model_family, uses, last_used, score, model_hash)"
                        + " VALUES (?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET uses = uses + excluded.uses,"
                        + " last_used = max(last_used, excluded.last_used), score = score + excluded.score");
        count = connection.prepareStatement(
                "UPDATE generations SET reuse_count = reuse_count + ?1, created_at = max(created_at, ?2), first_seen = min(first_seen, ?3),"
                        + " (width, height) = (SELECT width, height FROM generation_sizes WHERE generation_id = ?4"
                        + " ORDER BY uses DESC, width, height LIMIT 1) WHERE id = ?4");
        score = connection.prepareStatement(
                "UPDATE generation_loras SET (score, last_used) = (SELECT score, created_at FROM generations WHERE id = ?1)"
                        + " WHERE generation_id = ?1");
        label = connection.prepareStatement(
                "UPDATE generations SET model_name = ?, model2_name = NULL, lora_name = ?, preset_name = ?, family_source = ?,"
                        + " label_at = ?, label = 0 WHERE id = ?");
        run = connection.prepareStatement("INSERT INTO executions VALUES (?,0,?,?,nullif(?,0),nullif(?,0),0,'import')");
        witnessed = connection.prepareStatement("SELECT execution_key, size, mtime_ns FROM sources WHERE path = ?");
        source = connection.prepareStatement(
                "INSERT INTO sources VALUES (?,?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET size = excluded.size,"
                        + " mtime_ns = excluded.mtime_ns, outcome = excluded.outcome, execution_key = excluded.execution_key,"
                        + " extractor_version = excluded.extractor_version, missing = excluded.missing, reason = excluded.reason");
        name = connection.prepareStatement(
                "INSERT INTO names (role, hash, name, folded) VALUES (?,?,?,?) ON CONFLICT DO NOTHING");
    }

    private void execute(String text) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    private static String text(long seconds) {
        return TIME.format(LocalDateTime.ofEpochSecond(seconds, 0, ZoneOffset.UTC));
    }

    /** Of entries with a source and one run of one chain each. */
    Batch prepare(List<Entry> entries) {
        List<byte[]> keys = new ArrayList<>();
        List<SourceRow> sources = new ArrayList<>();
        Set<Name> names = new LinkedHashSet<>();
        Map<String, List<Recording>> bySettings = new LinkedHashMap<>();
        for (Entry entry : entries) {
            Recording recording = entry.recordings().get(0);
            keys.add(HexFormat.of().parseHex(recording.executionKey()));
            entry.source().ifPresent(sources::add);
            ChainUse use = recording.chains().get(0);
            bySettings
                    .computeIfAbsent(use.fingerprint().hash(), h -> new ArrayList<>())
                    .add(recording);
            Settings s = use.settings();
            names.add(new Name("model", s.model().hash(), s.model().name()));
            for (LoraUse used : s.loras()) {
                names.add(new Name("lora", used.lora().hash(), used.lora().name()));
            }
        }
        List<Combination> combinations = new ArrayList<>();
        for (List<Recording> runs : bySettings.values()) {
            List<Long> times =
                    runs.stream().map(r -> r.executedAt().getEpochSecond()).toList();
            long last = times.stream().mapToLong(t -> t).max().orElseThrow();
            long first = times.stream().mapToLong(t -> t).min().orElseThrow();
            combinations.add(new Combination(
                    runs.get(0).chains().get(0),
                    runs.stream()
                            .map(r -> HexFormat.of().parseHex(r.executionKey()))
                            .toList(),
                    times,
                    text(first),
                    text(last),
                    last));
        }
        return new Batch(keys, combinations, sources, names);
    }

    void run(Batch batch) throws SQLException {
        execute("BEGIN IMMEDIATE");
        for (byte[] key : batch.keys()) {
            stored.setBytes(1, key);
            try (ResultSet row = stored.executeQuery()) {
                if (row.next()) {
                    throw new IllegalStateException("the run is new");
                }
            }
        }
        for (Combination each : batch.combinations()) {
            combination(each);
        }
        for (int i = 0; i < batch.sources().size(); i++) {
            source(batch.sources().get(i), batch.keys().get(i));
        }
        for (Name file : batch.names()) {
            name.setString(1, file.role());
            name.setString(2, file.hash());
            name.setString(3, file.text());
            name.setString(4, file.text());
            name.executeUpdate();
        }
        execute("COMMIT");
    }

    private void combination(Combination combination) throws SQLException {
        ChainUse use = combination.use();
        long id = -1;
        long labelled = 0;
        known.setString(1, use.fingerprint().hash());
        try (ResultSet row = known.executeQuery()) {
            if (row.next()) {
                id = row.getLong(1);
                labelled = row.getLong(3);
            }
        }
        if (id < 0) {
            id = insert(combination);
        } else {
            sums(id, combination);
            count.setInt(1, combination.keys().size());
            count.setString(2, combination.last());
            count.setString(3, combination.first());
            count.setLong(4, id);
            count.executeUpdate();
            if (!use.settings().loras().isEmpty()) {
                score.setLong(1, id);
                score.executeUpdate();
            }
            if (combination.at() > labelled) {
                relabel(id, combination);
            }
        }
        for (int i = 0; i < combination.keys().size(); i++) {
            run.setBytes(1, combination.keys().get(i));
            run.setLong(2, id);
            run.setLong(3, combination.times().get(i));
            run.setInt(4, use.size().orElseThrow().width());
            run.setInt(5, use.size().orElseThrow().height());
            run.executeUpdate();
        }
    }

    private void relabel(long id, Combination combination) throws SQLException {
        Settings s = combination.use().settings();
        label.setString(1, s.model().name());
        label.setString(2, s.loras().isEmpty() ? null : s.loras().get(0).lora().name());
        label.setString(3, combination.use().presetName());
        label.setString(4, s.familySource());
        label.setLong(5, combination.at());
        label.setLong(6, id);
        label.executeUpdate();
    }

    private long insert(Combination combination) throws SQLException {
        ChainUse use = combination.use();
        Settings s = use.settings();
        insert.setString(1, combination.last());
        insert.setString(2, use.fingerprint().hash());
        insert.setString(3, s.modelFamily());
        insert.setString(4, s.model().hash());
        insert.setString(5, s.model().name());
        insert.setString(6, use.presetName());
        insert.setString(7, s.sampler());
        insert.setString(8, s.scheduler());
        insert.setDouble(9, s.steps());
        insert.setDouble(10, s.cfg());
        insert.setDouble(11, s.denoise());
        insert.setInt(12, use.size().orElseThrow().width());
        insert.setInt(13, use.size().orElseThrow().height());
        if (s.loras().isEmpty()) {
            insert.setString(14, null);
            insert.setString(15, null);
            insert.setString(16, null);
        } else {
            insert.setString(14, s.loras().get(0).lora().hash());
            insert.setString(15, s.loras().get(0).lora().name());
            insert.setDouble(16, s.loras().get(0).strength().orElseThrow());
        }
        insert.setInt(17, combination.keys().size());
        insert.setString(18, combination.first());
        insert.setString(19, s.familySource());
        insert.setString(20, use.fingerprint().canonicalJson());
        insert.setLong(21, combination.at());
        insert.executeUpdate();
        long id;
        try (ResultSet row = rowId.executeQuery()) {
            row.next();
            id = row.getLong(1);
        }
        for (LoraUse used : s.loras()) {
            lora.setLong(1, id);
            lora.setInt(2, 0);
            lora.setString(3, used.lora().hash());
            lora.setString(4, used.lora().name());
            lora.setDouble(5, used.strength().orElseThrow());
            lora.setLong(6, 4L * combination.keys().size());
            lora.setString(7, combination.last());
            lora.executeUpdate();
        }
        passes(id, use);
        sums(id, combination);
        return id;
    }

    private void passes(long id, ChainUse use) throws SQLException {
        RecordedPass first = use.passes().get(0);
        pass.setLong(1, id);
        pass.setInt(2, 0);
        pass.setString(3, first.role());
        pass.setString(4, first.classType());
        pass.setString(5, first.sampler().orElseThrow());
        pass.setString(6, first.scheduler().orElseThrow());
        pass.setDouble(7, first.steps().orElseThrow());
        pass.setString(8, null);
        pass.setString(9, null);
        pass.setDouble(10, first.cfg().orElseThrow());
        pass.setString(11, null);
        pass.setDouble(12, first.denoise().orElseThrow());
        pass.setString(13, null);
        pass.setString(14, first.model().orElseThrow().name());
        pass.setString(
                15,
                first.loras().isEmpty()
                        ? "[]"
                        : "[[\"" + first.loras().get(0).lora().name() + "\",0.8,null]]");
        pass.setInt(16, first.size().orElseThrow().width());
        pass.setInt(17, first.size().orElseThrow().height());
        pass.executeUpdate();
    }

    private void sums(long id, Combination combination) throws SQLException {
        int uses = combination.keys().size();
        size.setLong(1, id);
        size.setInt(2, combination.use().size().orElseThrow().width());
        size.setInt(3, combination.use().size().orElseThrow().height());
        size.setInt(4, uses);
        size.executeUpdate();
        useCase.setLong(1, id);
        useCase.setString(2, "portrait");
        useCase.setString(3, combination.use().settings().modelFamily());
        useCase.setInt(4, uses);
        useCase.setString(5, combination.last());
        useCase.setLong(6, 4L * uses);
        useCase.setString(7, combination.use().settings().model().hash());
        useCase.executeUpdate();
    }

    private void source(SourceRow row, byte[] key) throws SQLException {
        witnessed.setString(1, row.path());
        try (ResultSet before = witnessed.executeQuery()) {
            if (before.next()) {
                throw new IllegalStateException("the file is new");
            }
        }
        source.setString(1, row.path());
        source.setLong(2, row.size());
        source.setLong(3, row.mtimeNanos());
        source.setString(4, row.outcome().label());
        source.setBytes(5, key);
        source.setString(6, row.extractorVersion());
        source.setString(7, row.missing());
        source.setString(8, row.reason());
        source.executeUpdate();
    }

    /** Tables in which the two files differ, but for checksums of labels, which the bare loop does without. */
    static List<String> differences(Path left, Path right) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + left);
                Statement statement = connection.createStatement()) {
            statement.execute("ATTACH DATABASE '" + right.toString().replace("'", "''") + "' AS other");
            for (String[] table : List.of(
                    new String[] {
                        "generations",
                        "id, settings_hash, reuse_count, created_at, first_seen, width, height, score, model_name, lora_name, lora_strength,"
                                + " label_at, settings_json"
                    },
                    new String[] {"generation_loras", "*"},
                    new String[] {"generation_passes", "*"},
                    new String[] {"generation_sizes", "*"},
                    new String[] {"generation_uses", "*"},
                    new String[] {"executions", "*"},
                    new String[] {"names", "*"},
                    new String[] {"totals", "*"},
                    new String[] {"sources", "*"})) {
                for (String[] sides : List.of(new String[] {"main", "other"}, new String[] {"other", "main"})) {
                    try (ResultSet row = statement.executeQuery("SELECT count(*) FROM (SELECT " + table[1] + " FROM "
                            + sides[0] + "." + table[0] + " EXCEPT SELECT " + table[1] + " FROM " + sides[1] + "."
                            + table[0] + ")")) {
                        if (row.next() && row.getLong(1) > 0) {
                            found.add(table[0] + ": " + row.getLong(1) + " rows are in one of the two only");
                        }
                    }
                }
            }
        }
        return found;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
