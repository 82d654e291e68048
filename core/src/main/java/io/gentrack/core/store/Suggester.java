package io.gentrack.core.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.gentrack.core.settings.LoraUse;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Answers "what worked before?" from rank indexes.
 *
 * <p>A model or LoRA is first turned into hashes. Of few hashes, the best row of each tells which can be in the answer at all; of very
 * many (part of a name that nearly all have), walking the whole rank meets matching rows soon.
 */
final class Suggester {
    /** More hashes than this are not looked up one by one. */
    static final int FEW_HASHES = 1000;

    /** So many combinations are read and sorted in a few milliseconds. */
    static final int MUCH = 2000;

    static final String MUCH_USED = "SELECT count(*) FROM (SELECT 1 FROM generation_loras WHERE hash IN"
            + " (SELECT value FROM json_each(?)) LIMIT " + (MUCH + 1) + ")";

    static final String NAMES = "SELECT DISTINCT hash FROM names WHERE role = ? AND instr(folded, ?) > 0";
    private static final String FEW_NAMES = NAMES + " LIMIT " + (FEW_HASHES + 1);
    static final String BY_CIVITAI_ID = "SELECT autov2 FROM file_hashes WHERE civitai_id = ?1"
            + " UNION SELECT hash FROM names WHERE role = 'lora' AND civitai_id = ?1";

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Comparator<Ranked> ORDER = Comparator.comparingLong(Ranked::score)
            .reversed()
            .thenComparing(Comparator.comparing(Ranked::last).reversed())
            .thenComparingLong(Ranked::id);

    private final Sql sql;
    private final int much;

    Suggester(Sql sql) {
        this(sql, MUCH);
    }

    /** @param much of how many uses of a LoRA another index is tried first, at most {@link #MUCH} */
    Suggester(Sql sql, int much) {
        this.sql = sql;
        this.much = much;
    }

    private record Ranked(long id, long score, String last) {}

    /**
     * The files a word may mean.
     *
     * @param hashes not used where they are too many
     * @param part lower-case part of the names
     */
    private record Files(Set<String> hashes, boolean tooMany, String part) {
        boolean none() {
            return hashes.isEmpty() && !tooMany;
        }
    }

    /** All queries that together find the combinations of a hash. */
    @FunctionalInterface
    private interface ByHash {
        List<RankQuery.Builder> queries(String hash);
    }

    List<Suggestion> find(SuggestQuery query) throws SQLException {
        List<Suggestion> found = new ArrayList<>();
        for (Ranked ranked : ranked(query)) {
            row(ranked, query.useCase()).ifPresent(found::add);
        }
        return found;
    }

    Optional<Suggestion> find(String settingsHash) throws SQLException {
        try (ResultSet row = sql.bind(
                        "SELECT id, score, created_at FROM generations WHERE settings_hash = ?", settingsHash)
                .executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            return row(new Ranked(row.getLong(1), row.getLong(2), row.getString(3)), Optional.empty());
        }
    }

    private List<Ranked> ranked(SuggestQuery query) throws SQLException {
        Optional<Files> models = query.model().isPresent()
                ? Optional.of(files("model", query.model().get()))
                : Optional.empty();
        Optional<Files> loras = loras(query);
        if (models.map(Files::none).orElse(false) || loras.map(Files::none).orElse(false)) {
            return List.of();
        }
        if (loras.isPresent() && !loras.get().tooMany() && !better(query, loras.get())) {
            return best(query, loras.get().hashes(), hash -> {
                RankQuery.Builder builder = new RankQuery.Builder(query).ofLora(hash);
                models.ifPresent(wanted -> restrictModels(builder, wanted));
                return List.of(builder);
            });
        }
        if (models.isPresent() && !models.get().tooMany()) {
            return best(query, models.get().hashes(), hash -> {
                List<RankQuery.Builder> builders = List.of(
                        new RankQuery.Builder(query).ofModel(hash), new RankQuery.Builder(query).ofSecondModel(hash));
                loras.ifPresent(wanted -> builders.forEach(builder -> restrictLoras(builder, wanted)));
                return builders;
            });
        }
        RankQuery.Builder builder = new RankQuery.Builder(query).ofAll();
        models.ifPresent(wanted -> restrictModels(builder, wanted));
        loras.ifPresent(wanted -> restrictLoras(builder, wanted));
        return run(builder.build(query.limit(), query.offset()), query.limit());
    }

    /**
     * Whether there is a better index to walk than that of the LoRAs: a LoRA that is used very much is soon met in the rank of a model or
     * use case, while its own rank is not in their order.
     */
    private boolean better(SuggestQuery query, Files loras) throws SQLException {
        return (query.useCase().isPresent() || query.model().isPresent())
                && sql.number(MUCH_USED, json(loras.hashes())) > much;
    }

    private static void restrictLoras(RankQuery.Builder builder, Files wanted) {
        if (wanted.tooMany()) {
            builder.loraNamed(wanted.part());
        } else {
            builder.loraIn(json(wanted.hashes()));
        }
    }

    private static void restrictModels(RankQuery.Builder builder, Files wanted) {
        if (wanted.tooMany()) {
            builder.modelNamed(wanted.part());
        } else {
            builder.modelIn(json(wanted.hashes()));
        }
    }

    private Optional<Files> loras(SuggestQuery query) throws SQLException {
        Optional<Files> named = query.lora().isPresent()
                ? Optional.of(files("lora", query.lora().get()))
                : Optional.empty();
        if (query.loraCivitaiId().isEmpty()) {
            return named;
        }
        Set<String> published =
                strings(sql.bind(BY_CIVITAI_ID, query.loraCivitaiId().get()).executeQuery());
        if (named.isPresent()) {
            Files files = named.get();
            published.retainAll(
                    files.tooMany()
                            ? strings(sql.bind(NAMES, "lora", files.part()).executeQuery())
                            : files.hashes());
        }
        return Optional.of(new Files(published, false, ""));
    }

    /** Of a hash in any of its spellings, else of every name that contains the text. */
    private Files files(String role, String text) throws SQLException {
        String wanted = text.strip();
        if (wanted.matches("[0-9a-fA-F]{10}") || wanted.matches("[0-9a-fA-F]{64}")) {
            String autoV2 = wanted.substring(0, 10).toUpperCase(Locale.ROOT);
            if (sql.number("SELECT EXISTS (SELECT 1 FROM names WHERE role = ? AND hash = ?)", role, autoV2) != 0) {
                return new Files(Set.of(autoV2), false, "");
            }
        }
        if (wanted.indexOf(':') > 0) {
            return new Files(Set.of(wanted), false, "");
        }
        String part = wanted.toLowerCase(Locale.ROOT);
        Set<String> hashes = strings(sql.bind(FEW_NAMES, role, part).executeQuery());
        return new Files(hashes, hashes.size() > FEW_HASHES, part);
    }

    private static Set<String> strings(ResultSet rows) throws SQLException {
        Set<String> all = new LinkedHashSet<>();
        try (rows) {
            while (rows.next()) {
                all.add(rows.getString(1));
            }
        }
        return all;
    }

    /** A row can be among the best n only if the best row of its hash is among the n best of those. */
    private List<Ranked> best(SuggestQuery query, Set<String> hashes, ByHash byHash) throws SQLException {
        int wanted = query.offset() + query.limit();
        Collection<String> candidates = hashes;
        if (hashes.size() > 1) {
            Map<Ranked, List<String>> heads = new HashMap<>();
            for (String hash : hashes) {
                run(byHash, hash, 1).stream()
                        .min(ORDER)
                        .ifPresent(head -> heads.computeIfAbsent(head, h -> new ArrayList<>())
                                .add(hash));
            }
            candidates = heads.keySet().stream()
                    .sorted(ORDER)
                    .limit(wanted)
                    .flatMap(head -> heads.getOrDefault(head, List.of()).stream())
                    .toList();
        }
        Set<Long> seen = new HashSet<>();
        List<Ranked> all = new ArrayList<>();
        for (String hash : candidates) {
            for (Ranked ranked : run(byHash, hash, wanted)) {
                if (seen.add(ranked.id())) {
                    all.add(ranked);
                }
            }
        }
        return all.stream()
                .sorted(ORDER)
                .skip(query.offset())
                .limit(query.limit())
                .toList();
    }

    private List<Ranked> run(ByHash byHash, String hash, int limit) throws SQLException {
        List<Ranked> rows = new ArrayList<>();
        for (RankQuery.Builder builder : byHash.queries(hash)) {
            rows.addAll(run(builder.build(limit, 0), limit));
        }
        return rows;
    }

    /** @param limit how many rows at most are of use to the caller; the rows are in order */
    private List<Ranked> run(RankQuery query, int limit) throws SQLException {
        if (query.bounded()) {
            return runBounded(query, limit);
        }
        List<Ranked> rows = new ArrayList<>();
        try (ResultSet row = sql.bind(query.sql(), query.bound()).executeQuery()) {
            while (row.next()) {
                rows.add(new Ranked(row.getLong(1), row.getLong(2), row.getString(3)));
            }
        }
        return rows;
    }

    /** Reads until no later row can be among the best, which is soon wherever most uses are of the use case. */
    private List<Ranked> runBounded(RankQuery query, int limit) throws SQLException {
        TreeSet<Ranked> best = new TreeSet<>(ORDER);
        try (ResultSet row = sql.bind(query.sql(), query.bound()).executeQuery()) {
            while (row.next()) {
                Ranked bound = new Ranked(Long.MIN_VALUE, row.getLong(4), row.getString(5));
                if (best.size() == limit && ORDER.compare(best.last(), bound) < 0) {
                    break;
                }
                best.add(new Ranked(row.getLong(1), row.getLong(2), row.getString(3)));
                if (best.size() > limit) {
                    best.pollLast();
                }
            }
        }
        return List.copyOf(best);
    }

    private Optional<Suggestion> row(Ranked ranked, Optional<UseCase> useCase) throws SQLException {
        long id = ranked.id();
        List<LoraUse> loras = new Generations(sql).loras(id);
        Map<String, Long> civitaiIds = civitaiIds(id, loras);
        long matching = useCase.isEmpty()
                ? -1
                : sql.number(
                        "SELECT uses FROM generation_uses WHERE generation_id = ? AND use_case = ?",
                        id,
                        useCase.get().label());
        try (ResultSet row =
                sql.bind("SELECT * FROM generations WHERE id = ?", id).executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            long uses = row.getLong("reuse_count");
            Optional<Integer> width = Sql.integer(row, "width");
            Optional<Integer> height = Sql.integer(row, "height");
            return Optional.of(new Suggestion(
                    id,
                    row.getString("settings_hash"),
                    Generations.settings(row, loras),
                    uses,
                    matching < 0 ? uses : matching,
                    ranked.score(),
                    Times.instant(ranked.last()),
                    Times.instant(row.getString("first_seen")),
                    width.isPresent() && height.isPresent()
                            ? Optional.of(new Size(width.get(), height.get()))
                            : Optional.empty(),
                    row.getString("preset_name"),
                    row.getInt("resolved") != 0,
                    Rating.of(row.getInt("rating")),
                    civitaiIds));
        }
    }

    private Map<String, Long> civitaiIds(long id, List<LoraUse> loras) throws SQLException {
        if (loras.isEmpty()) {
            return Map.of();
        }
        Map<String, Long> ids = new HashMap<>();
        try (ResultSet row = sql.bind(
                        "SELECT l.hash, coalesce((SELECT max(f.civitai_id) FROM file_hashes f WHERE f.autov2 = l.hash),"
                                + " (SELECT max(n.civitai_id) FROM names n WHERE n.role = 'lora' AND n.hash = l.hash))"
                                + " FROM generation_loras l WHERE l.generation_id = ?",
                        id)
                .executeQuery()) {
            while (row.next()) {
                long civitaiId = row.getLong(2);
                if (!row.wasNull()) {
                    ids.put(row.getString(1), civitaiId);
                }
            }
        }
        return ids;
    }

    private static String json(Set<String> hashes) {
        ArrayNode array = JSON.createArrayNode();
        hashes.forEach(array::add);
        return array.toString();
    }
}
