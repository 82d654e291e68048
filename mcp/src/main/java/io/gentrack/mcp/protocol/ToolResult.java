package io.gentrack.mcp.protocol;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;

/** What a tool comes to. */
public sealed interface ToolResult {
    /**
     * Done.
     *
     * @param json fits the tool's output schema; optional fields that do not apply are left out
     */
    record Done(ObjectNode json) implements ToolResult {
        public Done {
            Objects.requireNonNull(json, "json is null");
        }
    }

    /**
     * Could not be done.
     *
     * @param message the cause and the next step, for a language model to act on
     */
    record Failed(String message) implements ToolResult {
        public Failed {
            Objects.requireNonNull(message, "message is null");
        }
    }

    /** Content blocks as they are, for tools without an output schema. */
    record Content(ArrayNode blocks) implements ToolResult {
        public Content {
            Objects.requireNonNull(blocks, "blocks is null");
        }
    }
}
