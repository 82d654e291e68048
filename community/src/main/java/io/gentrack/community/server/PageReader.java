package io.gentrack.community.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers searches: the narrowest filter leads to rows through its index, the others are applied to those. */
final class PageReader {
    /** Where filters leave few of many, so many rows are looked at. */
    private static final int MOST_CANDIDATES = 1_000;
    /** As many as the other server may have; see the README of the queries. */
    private static final int LEADS_A_STATEMENT = 5;

    private static final String ORDER = " ORDER BY 1 DESC, 2 DESC LIMIT ";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final ObjectMapper mapper = new ObjectMapper();
    private final CommunityDatabase database;
    private final int cacheTtl;

    /** @param cacheTtl seconds for which an answer may be kept */
    PageReader(CommunityDatabase database, int cacheTtl) {
        this.database = database;
        this.cacheTtl = cacheTtl;
    }

    /**
     * The index that is followed.
     *
     * @param keys what is looked up in it
     * @param answers filters that need not be applied again
     */
    private record Lead(SqlFile sql, ArrayNode keys, Set<String> answers) {}

    private record Found(ObjectNode json, long uses, long id) {}

    ObjectNode read(PageQuery query) throws SQLException {
        List<Found> rows = database.connections().read(connection -> find(connection, query));
        boolean more = rows.size() > query.limit();
        List<Found> results = more ? rows.subList(0, query.limit()) : rows;
        long total = query.cursor().before() + results.size();
        ObjectNode page = JSON.objectNode();
        ArrayNode list = page.putArray("results");
        results.forEach(found -> list.add(found.json()));
        page.put("total", total).put("total_relation", more ? "gte" : "eq");
        if (more) {
            Found last = results.get(results.size() - 1);
            page.put("next", new PageQuery.Cursor(last.uses(), last.id(), total).toString());
        } else {
            page.putNull("next");
        }
        return page.put("cache_ttl", cacheTtl);
    }

    /** Rows of one page; the one after it, where there is one, is the last. */
    private List<Found> find(Connection connection, PageQuery query) throws SQLException {
        Optional<ArrayNode> models = versions(connection, query, "model");
        Lead lead = lead(connection, query, models, versions(connection, query, "lora"));
        if (lead.keys().isEmpty() || models.filter(ArrayNode::isEmpty).isPresent()) {
            return List.of();
        }
        boolean filtered = query.filters().keySet().stream()
                .anyMatch(name -> !lead.answers().contains(name));
        int rows = query.limit() + 1;
        // A combination with two LoRAs that match is found twice.
        Map<Long, Found> found = new HashMap<>();
        for (int at = 0; at < lead.keys().size(); at += LEADS_A_STATEMENT) {
            ArrayNode keys = JSON.arrayNode();
            for (int i = at; i < Math.min(at + LEADS_A_STATEMENT, lead.keys().size()); i++) {
                keys.add(lead.keys().get(i));
            }
            List<@Nullable Object> values = new ArrayList<>(List.of(
                    keys.toString(), query.cursor().uses(), query.cursor().id(), rows));
            if (filtered) {
                values.add(Math.max(rows, MOST_CANDIDATES / lead.keys().size()));
                values.add(query.filter("model_family").orElse(null));
                values.add(query.filter("sampler").orElse(null));
                values.add(query.filter("scheduler").orElse(null));
                values.add(models.map(ArrayNode::toString).orElse(null));
            }
            Connections.query(connection, this::found, leads(lead.sql(), keys.size(), filtered), values.toArray())
                    .forEach(each -> found.put(each.id(), each));
        }
        return found.values().stream()
                .sorted(Comparator.comparingLong(Found::uses)
                        .thenComparingLong(Found::id)
                        .reversed())
                .limit(rows)
                .toList();
    }

    /** One statement of several leads. */
    private String leads(SqlFile lead, int count, boolean filtered) {
        List<String> terms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String term = database.sql(lead)
                    .replace("/*columns*/", database.sql(SqlFile.COLUMNS))
                    .replace("'$[0]", "'$[" + i + "]");
            terms.add(
                    filtered ? "SELECT * FROM (" + term + ORDER + "?5) WHERE " + database.sql(SqlFile.FILTERS) : term);
        }
        return String.join(" UNION ALL ", terms) + ORDER + "?4";
    }

    private Lead lead(Connection connection, PageQuery query, Optional<ArrayNode> models, Optional<ArrayNode> loras)
            throws SQLException {
        if (loras.isPresent()) {
            return new Lead(SqlFile.LEAD_LORA, loras.get(), Set.of("lora_hash", "lora_civitai_id", "lora_name"));
        }
        if (models.isPresent()) {
            return new Lead(SqlFile.LEAD_MODEL, models.get(), Set.of("model_hash", "model_civitai_id", "model_name"));
        }
        Optional<String> sampler = query.filter("sampler");
        Optional<String> scheduler = query.filter("scheduler");
        Optional<String> family = query.filter("model_family");
        boolean pair = sampler.isPresent() && scheduler.isPresent();
        ArrayNode keys = JSON.arrayNode();
        if (!pair && family.isPresent()) {
            return new Lead(SqlFile.LEAD_FAMILY, keys.add(family.get()), Set.of("model_family"));
        }
        if (sampler.isEmpty() && scheduler.isEmpty()) {
            return new Lead(SqlFile.LEAD_POPULAR, keys.addNull(), Set.of());
        }
        if (pair) {
            keys.addArray().add(sampler.get()).add(scheduler.get());
        } else {
            Connections.query(
                    connection,
                    row -> keys.addArray().add(row.getString(1)).add(row.getString(2)),
                    database.sql(SqlFile.METHODS),
                    sampler.orElse(null),
                    scheduler.orElse(null));
        }
        return new Lead(SqlFile.LEAD_METHOD, keys, Set.of("sampler", "scheduler"));
    }

    /** Which models or LoRAs the filters mean; empty where there is no such filter. */
    private Optional<ArrayNode> versions(Connection connection, PageQuery query, String kind) throws SQLException {
        List<List<Long>> lists = new ArrayList<>();
        Optional<String> hash = query.filter(kind + "_hash");
        if (hash.isPresent()) {
            lists.add(ids(connection, SqlFile.VERSIONS_BY_HASH, Version.id(hash.get()), kind));
        }
        Optional<String> id = query.filter(kind + "_civitai_id");
        if (id.isPresent()) {
            lists.add(ids(connection, SqlFile.VERSIONS_BY_CIVITAI_ID, Long.parseLong(id.get()), kind));
        }
        Optional<String> name = query.filter(kind + "_name");
        if (name.isPresent()) {
            String phrase = name.get().strip().replace("\"", "\"\"");
            lists.add(ids(connection, SqlFile.VERSIONS_BY_TITLE, kind + " : \"" + phrase + "\""));
        }
        if (lists.isEmpty()) {
            return Optional.empty();
        }
        ArrayNode ids = JSON.arrayNode();
        lists.get(0).stream()
                .filter(each -> lists.stream().allMatch(list -> list.contains(each)))
                .forEach(ids::add);
        return Optional.of(ids);
    }

    private List<Long> ids(Connection connection, SqlFile file, Object... values) throws SQLException {
        return Connections.query(connection, row -> row.getLong(1), database.sql(file), values);
    }

    private Found found(ResultSet row) throws SQLException {
        Iterator<JsonNode> names = json(row.getString("names")).iterator();
        ObjectNode json = JSON.objectNode();
        json.put("settings_hash", row.getString("settings_hash"));
        json.put("model_family", row.getString("model_family"));
        model(json, "model", row.getLong("model_id"), names.next());
        long model2 = row.getLong("model2_id");
        if (row.wasNull()) {
            json.putNull("model2_hash").putNull("model2_name").putNull("model2_civitai_id");
        } else {
            model(json, "model2", model2, names.next());
        }
        json.put("sampler", row.getString("sampler"));
        json.put("scheduler", row.getString("scheduler"));
        for (String name : List.of("steps", "cfg", "denoise", "shift", "guidance")) {
            double number = row.getDouble(name);
            json.put(name, row.wasNull() ? null : (Double) number);
        }
        loras(json, json(row.getString("loras")), names);
        long uses = row.getLong("uses");
        long users = row.getLong("users");
        json.put("total_uses", uses);
        json.put("unique_users", users);
        json.put("avg_reuse", Math.round(uses * 100.0 / users) / 100.0);
        json.put("last_seen", row.getString("last_day"));
        return new Found(json, uses, row.getLong("id"));
    }

    private JsonNode json(@Nullable String text) throws SQLException {
        try {
            return mapper.readTree(text == null ? "[]" : text);
        } catch (JsonProcessingException e) {
            throw new SQLException("the database holds a list that is no JSON", e);
        }
    }

    private static void model(ObjectNode json, String field, long id, JsonNode name) {
        json.put(field + "_hash", Version.hash(id));
        json.set(field + "_name", name.path(1));
        json.set(field + "_civitai_id", name.path(0));
    }

    /** All of them, and the one where there is one. */
    private static void loras(ObjectNode json, JsonNode stored, Iterator<JsonNode> names) {
        ArrayNode loras = JSON.arrayNode();
        for (JsonNode each : stored) {
            JsonNode name = names.next();
            ObjectNode lora = loras.addObject();
            lora.put("hash", Version.hash(each.path(0).asLong()));
            lora.set("name", name.path(1));
            lora.set("civitai_id", name.path(0));
            lora.set("strength", each.path(1));
            lora.set("clip_strength", each.path(2));
        }
        JsonNode only = loras.size() == 1 ? loras.get(0) : JSON.objectNode();
        for (String name : List.of("hash", "name", "civitai_id", "strength")) {
            json.set("lora_" + name, only.has(name) ? only.path(name) : NullNode.getInstance());
        }
        json.set("loras", loras);
    }
}
