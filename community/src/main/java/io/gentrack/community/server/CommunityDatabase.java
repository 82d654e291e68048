package io.gentrack.community.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.settings.CanonicalNumber;
import io.gentrack.core.settings.LoraUse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What submissions put into the database and take out of it. */
final class CommunityDatabase implements AutoCloseable {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** So many that no two meet, and exact in every JSON reader. */
    private static final int ID_BITS = 52;
    /** Any fixed one, so that the order of a workflow does not show. */
    private static final Comparator<LoraUse> LORA_ORDER = Comparator.<LoraUse, String>comparing(
                    use -> use.lora().hash())
            .thenComparing(use -> use.strength().orElse(Double.NEGATIVE_INFINITY));

    private final Connections connections;
    private final Map<SqlFile, String> sql = new EnumMap<>(SqlFile.class);
    private final SecureRandom random = new SecureRandom();

    private CommunityDatabase(Connections connections, int minContributors) {
        this.connections = connections;
        for (SqlFile file : SqlFile.values()) {
            sql.put(file, file.text(minContributors));
        }
    }

    /** @throws IllegalArgumentException where the file is not ours to use; for people */
    static CommunityDatabase open(Path file, int minContributors) throws SQLException {
        Connections connections = Connections.open(file, c -> {
            CommunitySchema.prepare(c, file, minContributors);
            return file;
        });
        return new CommunityDatabase(connections, minContributors);
    }

    /** For the questions of {@link PageReader}. */
    Connections connections() {
        return connections;
    }

    String sql(SqlFile file) {
        return sql.getOrDefault(file, "");
    }

    /**
     * A version that is in the database.
     *
     * @param checkedDay when CivitAI last confirmed it
     */
    record Known(Version version, String checkedDay) {}

    Map<String, Known> knownVersions(Collection<String> hashes) throws SQLException {
        ArrayNode ids = JSON.arrayNode();
        hashes.forEach(hash -> ids.add(Version.id(hash)));
        Map<String, Known> known = new HashMap<>();
        connections.read(c -> Connections.query(
                c,
                row -> known.put(
                        Version.hash(row.getLong("id")),
                        new Known(
                                new Version(
                                        row.getLong("civitai_id"),
                                        row.getString("kind").equals("lora") ? Version.Kind.LORA : Version.Kind.MODEL,
                                        row.getString("title"),
                                        true),
                                row.getString("checked_day"))),
                sql(SqlFile.KNOWN_VERSIONS),
                ids.toString()));
        return known;
    }

    /**
     * Stores what CivitAI confirmed and what was contributed, in one transaction.
     *
     * @param newVersions what CivitAI said just now, by hash
     * @param titles of every file of the entries, by hash
     * @return rows that changed, those of triggers included
     */
    long add(Map<String, Version> newVersions, List<Submitted> entries, Map<String, String> titles, String today)
            throws SQLException {
        ArrayNode versions = JSON.arrayNode();
        newVersions.forEach((hash, version) -> versions.addObject()
                .put("id", Version.id(hash))
                .put("civitai_id", version.civitaiId())
                .put("kind", version.kind() == Version.Kind.LORA ? "lora" : "model")
                .put("title", version.title())
                .put("day", today));
        ArrayNode rows = JSON.arrayNode();
        entries.forEach(entry -> rows.add(row(entry, titles)));
        if (versions.isEmpty() && rows.isEmpty()) {
            return 0;
        }
        return connections.write(c -> {
            long before = totalChanges(c);
            if (!versions.isEmpty()) {
                Connections.update(c, sql(SqlFile.ADD_VERSIONS), versions.toString());
            }
            if (!rows.isEmpty()) {
                Connections.update(c, sql(SqlFile.ADD_SETTINGS), rows.toString());
                Connections.update(c, sql(SqlFile.ADD_CONTRIBUTIONS), rows.toString());
            }
            return totalChanges(c) - before;
        });
    }

    private static long totalChanges(java.sql.Connection connection) throws SQLException {
        return Connections.query(connection, row -> row.getLong(1), "SELECT total_changes()")
                .get(0);
    }

    /** An entry as add_settings.sql and add_contributions.sql read it. */
    private ObjectNode row(Submitted entry, Map<String, String> titles) {
        ObjectNode row = JSON.objectNode();
        row.put("id", random.nextLong() >>> (Long.SIZE - ID_BITS));
        row.put("settings_hash", entry.settingsHash());
        row.put("model_family", entry.settings().modelFamily());
        row.put("model_id", Version.id(entry.settings().model().hash()));
        entry.settings().model2().ifPresent(model -> row.put("model2_id", Version.id(model.hash())));
        row.put("sampler", entry.settings().sampler());
        row.put("scheduler", entry.settings().scheduler());
        row.put("steps", entry.settings().steps());
        row.put("cfg", entry.settings().cfg());
        row.put("denoise", entry.settings().denoise());
        entry.settings().shift().ifPresent(shift -> row.put("shift", shift));
        entry.settings().guidance().ifPresent(guidance -> row.put("guidance", guidance));
        ArrayNode names = JSON.arrayNode();
        entry.files().stream()
                .filter(file -> file.kind() == Submitted.Kind.MODEL)
                .forEach(file -> name(names, file, titles));
        ArrayNode loras = JSON.arrayNode();
        entry.settings().loras().stream().sorted(LORA_ORDER).forEach(lora -> {
            loras.add(lora(lora));
            entry.files().stream()
                    .filter(file -> file.hash().equals(lora.lora().hash()))
                    .findFirst()
                    .ifPresent(file -> name(names, file, titles));
        });
        row.put("names", names.toString());
        if (!loras.isEmpty()) {
            row.put("loras", loras.toString());
        }
        row.put("day", entry.day());
        row.put("uses", entry.uses());
        row.put("token", entry.token());
        return row;
    }

    /** {@code [civitai id, title]}. */
    private static void name(ArrayNode names, Submitted.PublicFile file, Map<String, String> titles) {
        names.addArray().add(file.civitaiId()).add(titles.getOrDefault(file.hash(), ""));
    }

    /** {@code [id, strength, clip strength]}. */
    private static ArrayNode lora(LoraUse use) {
        Optional<Double> strength = use.strength().map(CanonicalNumber::round);
        Optional<Double> clip =
                use.clipStrength().map(CanonicalNumber::round).filter(c -> !strength.equals(Optional.of(c)));
        ArrayNode lora = JSON.arrayNode().add(Version.id(use.lora().hash()));
        strength.ifPresentOrElse(lora::add, lora::addNull);
        clip.ifPresentOrElse(lora::add, lora::addNull);
        return lora;
    }

    /** How many of these contributions were there. */
    int remove(List<Contract.Contribution> entries) throws SQLException {
        ArrayNode rows = JSON.arrayNode();
        entries.forEach(entry ->
                rows.addObject().put("settings_hash", entry.settingsHash()).put("token", entry.token()));
        return connections.write(
                c -> Connections.query(c, row -> row.getInt(1), sql(SqlFile.DELETE_CONTRIBUTIONS), rows.toString())
                        .size());
    }

    @Override
    public void close() throws SQLException {
        connections.close();
    }
}
