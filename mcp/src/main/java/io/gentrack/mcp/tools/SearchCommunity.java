package io.gentrack.mcp.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.advice.CommunitySettings;
import io.gentrack.core.store.StoreException;
import io.gentrack.mcp.protocol.Call;
import io.gentrack.mcp.protocol.Json;
import io.gentrack.mcp.protocol.Pages;
import io.gentrack.mcp.protocol.ToolResult;
import java.util.Optional;

/** What others shared, if the user wants to know. */
final class SearchCommunity extends ToolBase {
    private final Parts.Source parts;

    SearchCommunity(Parts.Source parts) {
        super("search_community_settings");
        this.parts = parts;
    }

    @Override
    ToolResult run(Arguments arguments, Call call) throws ArgumentException, StoreException {
        CommunitySettings community = parts.get().community();
        CommunitySettings.Query query = new CommunitySettings.Query(
                arguments.text("model_family"),
                arguments.text("model"),
                arguments.text("lora"),
                Optional.empty(),
                arguments.text("sampler"),
                arguments.integer("limit"),
                arguments.cursor());
        ObjectNode json = Json.object();
        json.put("configured", community.configured());
        ArrayNode settings = json.putArray("settings");
        if (!community.configured()) {
            json.put(
                    "hint",
                    "No community server is configured, so nothing was asked or sent. Use suggest_settings for the user's own history.");
            return new ToolResult.Done(json);
        }
        CommunitySettings.Answer answer = community.search(query);
        if (answer instanceof CommunitySettings.Answer.Failed failed) {
            return new ToolResult.Failed(
                    failed.message() + " Use suggest_settings for the user's own history meanwhile.");
        }
        CommunitySettings.Answer.Found found = (CommunitySettings.Answer.Found) answer;
        found.settings().stream()
                .limit(query.limit())
                .map(AdviceEntry::community)
                .forEach(settings::add);
        found.total().ifPresent(total -> json.put("total", total));
        if (found.settings().size() >= query.limit()
                && found.total().orElse(Integer.MAX_VALUE) > query.offset() + query.limit()) {
            json.put("next_cursor", Pages.cursor(query.offset() + query.limit()));
        }
        json.put(
                "hint",
                settings.isEmpty()
                        ? "Nobody shared settings for this. Leave an argument out."
                        : "Shared by others, not tried here: tell the user where they come from.");
        return new ToolResult.Done(json);
    }
}
