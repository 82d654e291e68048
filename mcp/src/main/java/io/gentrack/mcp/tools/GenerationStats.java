package io.gentrack.mcp.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.settings.Settings;
import io.gentrack.core.store.Stats;
import io.gentrack.core.store.StoreException;
import io.gentrack.core.store.Suggestion;
import io.gentrack.mcp.protocol.Call;
import io.gentrack.mcp.protocol.Json;
import io.gentrack.mcp.protocol.Pages;
import io.gentrack.mcp.protocol.ToolResult;

/** The store at a glance. */
final class GenerationStats extends ToolBase {
    private final Parts.Source parts;

    GenerationStats(Parts.Source parts) {
        super("generation_stats");
        this.parts = parts;
    }

    @Override
    ToolResult run(Arguments arguments, Call call) throws ArgumentException, StoreException {
        return new ToolResult.Done(json(parts.get().store().stats(), arguments.integer("limit"), arguments.cursor()));
    }

    static ObjectNode json(Stats stats, int limit, int offset) {
        ObjectNode json = Json.object();
        json.put("executions", stats.executions());
        json.put("combinations", stats.combinations());
        stats.first().ifPresent(first -> json.put("first", first.toString()));
        stats.last().ifPresent(last -> json.put("last", last.toString()));
        stats.mostUsed().ifPresent(best -> json.set("most_used", mostUsed(best)));
        ArrayNode families = json.putArray("families");
        stats.families().stream()
                .skip(offset)
                .limit(limit)
                .forEach(row -> families.addObject()
                        .put("family", row.family())
                        .put("uses", row.uses())
                        .put("combinations", row.combinations()));
        json.put("total_families", stats.families().size());
        ArrayNode samplers = json.putArray("samplers");
        stats.samplers().stream()
                .skip(offset)
                .limit(limit)
                .forEach(row -> samplers.addObject()
                        .put("sampler", row.sampler())
                        .put("scheduler", row.scheduler())
                        .put("uses", row.uses())
                        .put("combinations", row.combinations()));
        json.put("total_samplers", stats.samplers().size());
        if (offset + limit < Math.max(stats.families().size(), stats.samplers().size())) {
            json.put("next_cursor", Pages.cursor(offset + limit));
        }
        if (stats.executions() == 0) {
            json.put("hint", "Nothing is tracked yet. The user can run: gentrack import FOLDER-OF-PICTURES.");
        }
        return json;
    }

    private static ObjectNode mostUsed(Suggestion best) {
        Settings settings = best.settings();
        ObjectNode json = Json.object();
        json.put("settings_hash", best.settingsHash());
        json.put("uses", best.uses());
        json.put(
                "summary",
                settings.modelFamily() + " / " + settings.model().name() + " / " + settings.sampler() + "/"
                        + settings.scheduler() + " / " + (long) settings.steps() + " steps");
        return json;
    }
}
