package io.gentrack.mcp.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.store.StoreException;
import io.gentrack.mcp.protocol.Call;
import io.gentrack.mcp.protocol.Json;
import io.gentrack.mcp.protocol.Tool;
import io.gentrack.mcp.protocol.ToolResult;

/** What the tools share: a definition beside the class, and expected failures as results. */
abstract class ToolBase {
    private final ObjectNode definition;

    ToolBase(String name) {
        definition = Json.resource(ToolBase.class, name + ".json");
    }

    abstract ToolResult run(Arguments arguments, Call call)
            throws ArgumentException, StoreException, InterruptedException;

    final Tool tool() {
        return new Tool(definition, this::call);
    }

    private ToolResult call(ObjectNode given, Call call) throws InterruptedException {
        try {
            return run(new Arguments(given, definition), call);
        } catch (ArgumentException | StoreException e) {
            return new ToolResult.Failed(String.valueOf(e.getMessage()));
        }
    }
}
