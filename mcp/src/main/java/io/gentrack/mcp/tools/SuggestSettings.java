package io.gentrack.mcp.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.settings.Settings;
import io.gentrack.core.store.Stats;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.core.store.SuggestQuery;
import io.gentrack.core.store.Suggestion;
import io.gentrack.core.store.UseCase;
import io.gentrack.mcp.protocol.Call;
import io.gentrack.mcp.protocol.Json;
import io.gentrack.mcp.protocol.Pages;
import io.gentrack.mcp.protocol.ToolResult;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What worked before, as ready-to-use node inputs. */
final class SuggestSettings extends ToolBase {
    private final Parts.Source parts;

    SuggestSettings(Parts.Source parts) {
        super("suggest_settings");
        this.parts = parts;
    }

    @Override
    ToolResult run(Arguments arguments, Call call) throws ArgumentException, StoreException {
        Store store = parts.get().store();
        int limit = arguments.integer("limit");
        int offset = arguments.cursor();
        Optional<String> asked = arguments.text("model_family");
        Optional<String> model = arguments.text("model");
        Optional<String> lora = arguments.text("lora");
        Optional<UseCase> useCase = arguments.text("use_case").flatMap(UseCase::parse);
        Optional<String> family = Optional.empty();
        if (asked.isPresent()) {
            Stats stats = store.stats();
            family = Family.match(asked.get(), stats);
            if (family.isEmpty()) {
                return nothing("No generations for the model family " + asked.get() + ". Known families: "
                        + Family.known(stats) + ".");
            }
        }
        // One more than asked for tells whether there is a next page.
        List<Suggestion> found = store.suggest(new SuggestQuery(
                family,
                model,
                lora,
                Optional.empty(),
                Optional.empty(),
                useCase,
                Optional.empty(),
                Optional.empty(),
                limit + 1,
                offset));
        if (found.isEmpty()) {
            return nothing(offset > 0 ? "No more suggestions." : why(store.stats(), model, lora, useCase));
        }
        ObjectNode json = Json.object();
        ArrayNode suggestions = json.putArray("suggestions");
        found.stream().limit(limit).forEach(one -> suggestions.add(json(one, useCase.isPresent())));
        if (found.size() > limit) {
            json.put("next_cursor", Pages.cursor(offset + limit));
        }
        json.put(
                "hint",
                "Best first. Put the values of node_inputs into the workflow's nodes of these types; where it uses other nodes, into"
                        + " their inputs of the same meaning. Seeds and prompts are yours.");
        return new ToolResult.Done(json);
    }

    private static String why(Stats stats, Optional<String> model, Optional<String> lora, Optional<UseCase> useCase) {
        if (stats.executions() == 0) {
            return "Nothing is tracked yet. The user can run: gentrack import FOLDER-OF-PICTURES, or keep ComfyUI running"
                    + " beside this server.";
        }
        StringBuilder why = new StringBuilder("No generations");
        model.ifPresent(m -> why.append(" with a model named like \"").append(m).append('"'));
        lora.ifPresent(l -> why.append(" with a LoRA named like \"").append(l).append('"'));
        useCase.ifPresent(u -> why.append(" for ").append(u.label()));
        return why.append(". Leave an argument out, or ask by model_family. Known families: ")
                .append(Family.known(stats))
                .append('.')
                .toString();
    }

    private ToolResult nothing(String why) throws StoreException {
        ObjectNode json = Json.object();
        json.putArray("suggestions");
        json.put(
                "hint",
                parts.get().community().configured() ? why + " Others' settings: search_community_settings." : why);
        return new ToolResult.Done(json);
    }

    static ObjectNode json(Suggestion suggestion, boolean matching) {
        Settings settings = suggestion.settings();
        ObjectNode json = Json.object();
        json.put("source", "history");
        json.put("settings_hash", suggestion.settingsHash());
        json.put("uses", suggestion.uses());
        if (matching) {
            json.put("matching_uses", suggestion.matchingUses());
        }
        json.put("last_used", suggestion.lastUsed().toString());
        json.put("rating", suggestion.rating().name().toLowerCase(Locale.ROOT));
        json.put("model_family", settings.modelFamily());
        json.put("model", settings.model().name());
        json.put("model_hash", settings.model().hash());
        settings.model2().ifPresent(second -> json.put("model2", second.name()));
        suggestion
                .mostUsedSize()
                .ifPresent(size -> json.put("width", size.width()).put("height", size.height()));
        json.set("node_inputs", NodeInputs.of(settings, suggestion.mostUsedSize()));
        return json;
    }
}
