package io.gentrack.mcp.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.store.Stats;
import io.gentrack.core.store.StoreException;
import io.gentrack.core.store.SuggestQuery;
import io.gentrack.mcp.protocol.Json;
import io.gentrack.mcp.protocol.Resources;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code gentrack://stats}, and the best combinations of each family at {@code gentrack://family/NAME}. */
final class HistoryResources implements Resources {
    static final String SCHEME = "gentrack://";
    private static final String STATS = SCHEME + "stats";
    private static final String FAMILY = SCHEME + "family/";
    private static final String JSON = "application/json";
    private static final int BEST = 20;

    private final Parts.Source parts;

    HistoryResources(Parts.Source parts) {
        this.parts = parts;
    }

    @Override
    public List<ObjectNode> list() {
        List<ObjectNode> all = new ArrayList<>();
        all.add(Json.object()
                .put("uri", STATS)
                .put("name", "stats")
                .put("title", "Generation statistics")
                .put("description", "Runs and combinations, by model family and sampler.")
                .put("mimeType", JSON));
        try {
            for (Stats.FamilyCount row : parts.get().store().stats().families()) {
                all.add(Json.object()
                        .put("uri", FAMILY + URLEncoder.encode(row.family(), StandardCharsets.UTF_8))
                        .put("name", row.family())
                        .put("title", "Best settings for " + row.family())
                        .put("description", row.uses() + " runs, " + row.combinations() + " combinations.")
                        .put("mimeType", JSON));
            }
        } catch (StoreException e) {
            // The list stays short while the database is busy; reading says why.
            return all;
        }
        return all;
    }

    @Override
    public List<ObjectNode> templates() {
        return List.of(Json.object()
                .put("uriTemplate", FAMILY + "{family}")
                .put("name", "family")
                .put("title", "Best settings of a model family")
                .put("description", "The combinations used most with models of this family.")
                .put("mimeType", JSON));
    }

    @Override
    public Optional<ObjectNode> read(String uri) {
        try {
            if (uri.equals(STATS)) {
                return Optional.of(
                        contents(uri, GenerationStats.json(parts.get().store().stats(), 50, 0)));
            }
            if (uri.startsWith(FAMILY)) {
                return family(uri, URLDecoder.decode(uri.substring(FAMILY.length()), StandardCharsets.UTF_8));
            }
        } catch (StoreException e) {
            return Optional.of(contents(uri, Json.object().put("error", e.getMessage())));
        } catch (IllegalArgumentException e) {
            // An address with a broken percent sign is nobody's.
            return Optional.empty();
        }
        return Optional.empty();
    }

    @Override
    public List<String> complete(String template, String variable, String typed) {
        return Typed.families(parts, typed);
    }

    private Optional<ObjectNode> family(String uri, String name) throws StoreException {
        Optional<String> known = Family.match(name, parts.get().store().stats());
        if (known.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode json = Json.object().put("model_family", known.get());
        ArrayNode best = json.putArray("suggestions");
        parts.get().advisor().get().advise(SuggestQuery.best(BEST).withFamily(known.get()), true).stream()
                .map(advice -> AdviceEntry.of(advice, false))
                .forEach(best::add);
        return Optional.of(contents(uri, json));
    }

    private static ObjectNode contents(String uri, ObjectNode json) {
        return Json.object().put("uri", uri).put("mimeType", JSON).put("text", Json.text(json));
    }
}
