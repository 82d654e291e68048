package io.gentrack.core.store;

import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * One batch of readings, inside a transaction of the caller.
 *
 * <p>Looks up which executions are new, sums them per combination in memory, then writes each combination once. What is not plain
 * counting (a moved run, an earlier copy) marks its combination to be counted afresh at the end.
 */
final class RecordingWriter {
    private final Sql sql;
    private final Generations generations;
    private final Ledger ledger;
    /** Runs that are in the store, of all graphs of the batch; kept up as they are changed. */
    private final Map<String, Map<Integer, Stored>> stored = new HashMap<>();

    private final Map<Run, Pending> pending = new LinkedHashMap<>();
    private final Set<Long> recount = new LinkedHashSet<>();
    private final Map<String, Label> labels = new LinkedHashMap<>();
    private final Map<String, Set<Run>> runsOf = new LinkedHashMap<>();
    private final Map<String, List<Move>> moves = new LinkedHashMap<>();
    private final Map<String, Set<ModelRef>> names = new HashMap<>();

    RecordingWriter(Sql sql) {
        this.sql = sql;
        this.generations = new Generations(sql);
        this.ledger = new Ledger(sql);
    }

    private record Run(String key, int chain) {}

    /** An execution as it is to be stored; width and height 0 where unknown. */
    private record Pending(long at, Origin origin, int width, int height, int traits, String settingsHash) {
        /** Of several readings the earliest stands: a copy is younger than its original. */
        boolean before(Pending other) {
            return at != other.at ? at < other.at : origin.compareTo(other.origin) < 0;
        }
    }

    /** An execution that exists, of another combination. */
    private record Move(Run run, Pending now, long fromGeneration) {}

    private record Stored(long generation, Pending run) {}

    List<Counted> write(List<Entry> entries) throws SQLException {
        lookUp(entries);
        List<Counted> counted = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            int added = 0;
            int known = 0;
            for (Recording recording : entry.recordings()) {
                int fresh = sort(recording);
                added += fresh;
                known += recording.chains().size() - fresh;
            }
            counted.add(new Counted(added, known));
        }
        group();
        writeGenerations();
        for (Entry entry : entries) {
            if (entry.source().isPresent()) {
                recount.addAll(ledger.write(entry.source().get(), keys(entry)));
            }
        }
        for (Map.Entry<String, Set<ModelRef>> role : names.entrySet()) {
            for (ModelRef file : role.getValue()) {
                generations.name(role.getKey(), file);
            }
        }
        for (long id : recount) {
            generations.recount(id);
        }
        return counted;
    }

    /** Asks once for the whole batch what is known of it: a statement for each file costs more than its answer. */
    private void lookUp(List<Entry> entries) throws SQLException {
        List<String> graphs = new ArrayList<>(entries.size());
        List<String> files = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            entry.recordings().forEach(recording -> graphs.add(recording.executionKey()));
            entry.source().ifPresent(source -> files.add(source.path()));
        }
        ledger.prepare(files);
        try (ResultSet row = sql.bind(
                        "SELECT lower(hex(e.execution_key)), e.chain, e.generation_id, g.settings_hash, e.executed_at, e.origin,"
                                + " e.width, e.height, e.traits FROM executions e JOIN generations g ON g.id = e.generation_id"
                                + " WHERE e.execution_key IN (SELECT unhex(value) FROM json_each(?))",
                        Sql.array(graphs))
                .executeQuery()) {
            while (row.next()) {
                Pending run = new Pending(
                        row.getLong(5),
                        Origin.parse(row.getString(6)),
                        row.getInt(7),
                        row.getInt(8),
                        row.getInt(9),
                        row.getString(4));
                stored.computeIfAbsent(row.getString(1), k -> new HashMap<>(4))
                        .put(row.getInt(2), new Stored(row.getLong(3), run));
            }
        }
    }

    private static List<String> keys(Entry entry) {
        return entry.recordings().stream().map(Recording::executionKey).toList();
    }

    static byte[] bytes(String key) {
        return HexFormat.of().parseHex(key);
    }

    /** @return how many of its chains were not known */
    private int sort(Recording recording) throws SQLException {
        String key = recording.executionKey();
        Map<Integer, Stored> before = stored.getOrDefault(key.toLowerCase(Locale.ROOT), Map.of());
        Set<Integer> gone = new HashSet<>(before.keySet());
        long at = Times.seconds(recording.executedAt());
        int fresh = 0;
        for (ChainUse use : recording.chains()) {
            remember(use, at);
            Run run = new Run(key, use.chain());
            Pending reading = new Pending(
                    at,
                    recording.origin(),
                    use.size().map(Size::width).orElse(0),
                    use.size().map(Size::height).orElse(0),
                    UseCase.traits(use.passes(), use.video()),
                    use.fingerprint().hash());
            Stored known = before.get(use.chain());
            if (known != null && gone.remove(use.chain())) {
                before.put(use.chain(), revise(run, known, reading));
                continue;
            }
            Pending twin = pending.get(run);
            if (twin == null) {
                fresh++;
                pending.put(run, reading);
            } else if (reading.before(twin)) {
                pending.put(run, reading);
            }
        }
        // Chains that a better reading no longer finds.
        for (int chain : gone) {
            sql.update("DELETE FROM executions WHERE execution_key = ? AND chain = ?", bytes(key), chain);
            recount.add(Objects.requireNonNull(before.remove(chain), "chain was stored")
                    .generation());
        }
        return fresh;
    }

    private void remember(ChainUse use, long at) {
        Label label = new Label(at, use);
        labels.merge(use.fingerprint().hash(), label, (old, now) -> now.beats(old) ? now : old);
        Settings settings = use.settings();
        named("model", settings.model());
        settings.model2().ifPresent(model -> named("model", model));
        for (LoraUse lora : settings.loras()) {
            named("lora", lora.lora());
        }
    }

    private void named(String role, ModelRef file) {
        names.computeIfAbsent(role, r -> new HashSet<>()).add(file);
    }

    /** @return what the store says of the run afterwards; a move comes later */
    private Stored revise(Run run, Stored before, Pending reading) throws SQLException {
        Pending old = before.run();
        // What the graph means is taken from the new reading in any case; its extractors may know more.
        Pending now = old.before(reading)
                ? new Pending(
                        old.at(), old.origin(), old.width(), old.height(), reading.traits(), reading.settingsHash())
                : reading;
        if (!now.settingsHash().equals(old.settingsHash())) {
            moves.computeIfAbsent(now.settingsHash(), h -> new ArrayList<>())
                    .add(new Move(run, now, before.generation()));
        } else if (!now.equals(old)) {
            update(run, now, before.generation());
            recount.add(before.generation());
            return new Stored(before.generation(), now);
        }
        return before;
    }

    private void group() {
        for (Map.Entry<Run, Pending> entry : pending.entrySet()) {
            runsOf.computeIfAbsent(entry.getValue().settingsHash(), h -> new LinkedHashSet<>())
                    .add(entry.getKey());
        }
        for (String hash : moves.keySet()) {
            runsOf.computeIfAbsent(hash, h -> new LinkedHashSet<>());
        }
    }

    private void writeGenerations() throws SQLException {
        Map<String, Generations.Known> found = generations.known(labels.keySet());
        // Neighbours in a table one after the other: their pages are then at hand.
        List<Map.Entry<String, Label>> inOrder = new ArrayList<>(labels.entrySet());
        inOrder.sort(Comparator.comparingLong(entry -> {
            Generations.Known known = found.get(entry.getKey());
            return known == null ? Long.MAX_VALUE : known.id();
        }));
        Map<Run, Long> placed = new TreeMap<>(Comparator.comparing(Run::key).thenComparing(Run::chain));
        for (Map.Entry<String, Label> entry : inOrder) {
            String hash = entry.getKey();
            Set<Run> runs = runsOf.getOrDefault(hash, Set.of());
            List<Move> moved = moves.getOrDefault(hash, List.of());
            Generations.Known known = found.get(hash);
            if (runs.isEmpty() && moved.isEmpty()) {
                if (known != null) {
                    generations.relabel(known, entry.getValue());
                }
                continue;
            }
            Tally tally = tally(runs, moved);
            long id;
            if (known == null) {
                id = generations.insert(entry.getValue(), tally);
            } else {
                id = known.id();
                generations.add(known, entry.getValue(), tally);
            }
            for (Run run : runs) {
                placed.put(run, id);
            }
            for (Move move : moved) {
                update(move.run(), move.now(), id);
                recount.add(move.fromGeneration());
                recount.add(id);
            }
        }
        for (Map.Entry<Run, Long> run : placed.entrySet()) {
            insert(run.getKey(), Objects.requireNonNull(pending.get(run.getKey()), "run is pending"), run.getValue());
        }
    }

    private Tally tally(Set<Run> runs, List<Move> moved) {
        Tally tally = new Tally();
        for (Run run : runs) {
            add(tally, Objects.requireNonNull(pending.get(run), "run is pending"));
        }
        for (Move move : moved) {
            add(tally, move.now());
        }
        return tally;
    }

    private static void add(Tally tally, Pending run) {
        tally.add(1, run.at(), run.at(), run.width(), run.height(), run.traits());
    }

    private void insert(Run run, Pending now, long generation) throws SQLException {
        sql.update(
                "INSERT INTO executions VALUES (?,?,?,?,nullif(?,0),nullif(?,0),?,?)",
                bytes(run.key()),
                run.chain(),
                generation,
                now.at(),
                now.width(),
                now.height(),
                now.traits(),
                now.origin().label());
    }

    private void update(Run run, Pending now, long generation) throws SQLException {
        sql.update(
                "UPDATE executions SET generation_id = ?, executed_at = ?, width = nullif(?,0), height = nullif(?,0), traits = ?,"
                        + " origin = ? WHERE execution_key = ? AND chain = ?",
                generation,
                now.at(),
                now.width(),
                now.height(),
                now.traits(),
                now.origin().label(),
                bytes(run.key()),
                run.chain());
    }
}
