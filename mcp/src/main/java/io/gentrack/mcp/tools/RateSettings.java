package io.gentrack.mcp.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.store.Rating;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.core.store.Suggestion;
import io.gentrack.mcp.protocol.Call;
import io.gentrack.mcp.protocol.Json;
import io.gentrack.mcp.protocol.ToolResult;
import java.util.Locale;

/** The user's thumb on a combination. */
final class RateSettings extends ToolBase {
    private final Parts.Source parts;

    RateSettings(Parts.Source parts) {
        super("rate_settings");
        this.parts = parts;
    }

    @Override
    ToolResult run(Arguments arguments, Call call) throws ArgumentException, StoreException {
        String hash = arguments
                .text("settings_hash")
                .orElseThrow(() -> new ArgumentException("settings_hash is empty."))
                .toLowerCase(Locale.ROOT);
        Rating rating = Rating.valueOf(arguments.text("rating").orElse("none").toUpperCase(Locale.ROOT));
        Store store = parts.get().store();
        if (!store.rate(hash, rating)) {
            throw new ArgumentException("No combination has the settings_hash \""
                    + hash.substring(0, Math.min(80, hash.length())) + "\". Take one from suggest_settings.");
        }
        ObjectNode json = Json.object();
        json.put("settings_hash", hash);
        json.put("rating", rating.name().toLowerCase(Locale.ROOT));
        json.put("uses", store.find(hash).map(Suggestion::uses).orElse(0L));
        return new ToolResult.Done(json);
    }
}
