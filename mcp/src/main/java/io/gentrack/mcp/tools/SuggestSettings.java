package io.gentrack.mcp.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.advice.Advice;
import io.gentrack.core.settings.FamilyTables;
import io.gentrack.core.store.Stats;
import io.gentrack.core.store.StoreException;
import io.gentrack.core.store.SuggestQuery;
import io.gentrack.core.store.UseCase;
import io.gentrack.mcp.protocol.Call;
import io.gentrack.mcp.protocol.Json;
import io.gentrack.mcp.protocol.Pages;
import io.gentrack.mcp.protocol.ToolResult;
import java.util.List;
import java.util.Optional;

/** What worked before, as ready-to-use node inputs. */
final class SuggestSettings extends ToolBase {
    private static final String HOW_TO_USE =
            "Best first. Put the values of node_inputs into the workflow's nodes of these types; where it uses other nodes, into"
                    + " their inputs of the same meaning. Seeds and prompts are yours.";

    private final Parts.Source parts;

    SuggestSettings(Parts.Source parts) {
        super("suggest_settings");
        this.parts = parts;
    }

    @Override
    ToolResult run(Arguments arguments, Call call) throws ArgumentException, StoreException {
        Parts all = parts.get();
        int limit = arguments.integer("limit");
        int offset = arguments.cursor();
        Optional<String> asked = arguments.text("model_family");
        Optional<String> family = asked.isPresent() ? Optional.of(family(asked.get(), all)) : Optional.empty();
        // One more than asked for tells whether there is a next page.
        SuggestQuery query = new SuggestQuery(
                family,
                arguments.text("model"),
                arguments.text("lora"),
                Optional.empty(),
                Optional.empty(),
                arguments.text("use_case").flatMap(UseCase::parse),
                Optional.empty(),
                Optional.empty(),
                limit + 1,
                offset);
        List<Advice> found = all.advisor().get().advise(query, true);
        // Only history has pages: presets and the community fill up the first one.
        long used = found.stream().filter(Advice.History.class::isInstance).count();
        ObjectNode json = Json.object();
        ArrayNode suggestions = json.putArray("suggestions");
        found.stream()
                .limit(limit)
                .map(advice -> AdviceEntry.of(advice, query.useCase().isPresent()))
                .forEach(suggestions::add);
        if (used > limit) {
            json.put("next_cursor", Pages.cursor(offset + limit));
        }
        json.put("hint", used > 0 ? HOW_TO_USE : nothingUsed(all, query, asked, !found.isEmpty()));
        return new ToolResult.Done(json);
    }

    /** The family of the history that is meant, else as gentrack would call it. */
    private static String family(String asked, Parts parts) throws StoreException {
        Optional<String> known = Family.match(asked, parts.store().stats());
        return known.isPresent() ? known.get() : FamilyTables.builtIn().canonical(asked);
    }

    private static String nothingUsed(Parts parts, SuggestQuery query, Optional<String> family, boolean advised)
            throws StoreException {
        if (query.offset() > 0) {
            return "No more suggestions.";
        }
        String why = why(parts.store().stats(), query, family);
        if (advised) {
            return why + " These are starting settings that others published. " + HOW_TO_USE;
        }
        return parts.community().configured() ? why + " Others' settings: search_community_settings." : why;
    }

    private static String why(Stats stats, SuggestQuery query, Optional<String> family) {
        if (stats.executions() == 0) {
            return "Nothing is tracked yet. The user can run: gentrack import FOLDER-OF-PICTURES, or keep ComfyUI running"
                    + " beside this server.";
        }
        StringBuilder why = new StringBuilder("No generations");
        family.ifPresent(f -> why.append(" for the model family ").append(f));
        query.model()
                .ifPresent(
                        m -> why.append(" with a model named like \"").append(m).append('"'));
        query.lora()
                .ifPresent(
                        l -> why.append(" with a LoRA named like \"").append(l).append('"'));
        query.useCase().ifPresent(u -> why.append(" for ").append(u.label()));
        return why.append(". Leave an argument out, or ask by model_family. Known families: ")
                .append(Family.known(stats))
                .append('.')
                .toString();
    }
}
