package io.gentrack.mcp.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;

/**
 * Something a client can call.
 *
 * @param definition as {@code tools/list} shows it: name, title, description, inputSchema, outputSchema, annotations
 */
public record Tool(ObjectNode definition, Handler handler) {
    /** Does the work. May be called by several threads at once. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Runs the tool once.
         *
         * @param arguments as the client sent them, an empty object where it sent none
         * @throws InterruptedException where the call was cancelled meanwhile
         * @throws InputRequired by {@link Call#ask}, to be passed on
         * @throws RpcError where the request cannot be served at all, as by {@link Call#require}
         */
        ToolResult call(ObjectNode arguments, Call call) throws InterruptedException, InputRequired, RpcError;
    }

    public Tool {
        Objects.requireNonNull(definition, "definition is null");
        Objects.requireNonNull(handler, "handler is null");
    }

    public String name() {
        return definition.path("name").asText();
    }
}
