package io.gentrack.mcp.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** One JSON-RPC message, told apart. */
public sealed interface Message {
    /** Wants an answer; id is text or a whole number, method is text. */
    record Request(ObjectNode json, JsonNode id, String method) implements Message {}

    /** Wants none. */
    record Notification(ObjectNode json, String method) implements Message {}

    /** An answer to a request of ours. */
    record Response(ObjectNode json) implements Message {}

    /** Not a message; {@code error} is to be sent back. */
    record Invalid(ObjectNode error) implements Message {}

    static Message of(JsonNode json) {
        if (!(json instanceof ObjectNode object)
                || !json.path("jsonrpc").asText().equals("2.0")) {
            return invalid(McpServer.noId(), "a JSON-RPC 2.0 object is expected");
        }
        JsonNode id = object.path("id");
        boolean usable = id.isTextual() || id.isIntegralNumber();
        JsonNode method = object.path("method");
        if (method.isMissingNode() && (object.has("result") || object.has("error"))) {
            return new Response(object);
        }
        if (!method.isTextual()) {
            return invalid(usable ? id : McpServer.noId(), "method must be a string");
        }
        if (object.has("params") && !object.path("params").isObject()) {
            return invalid(usable ? id : McpServer.noId(), "params must be an object");
        }
        if (id.isMissingNode()) {
            return new Notification(object, method.textValue());
        }
        return usable
                ? new Request(object, id, method.textValue())
                : invalid(McpServer.noId(), "id must be a string or a whole number");
    }

    /** For bytes that are no JSON. */
    static ObjectNode unparsable() {
        return new RpcError(RpcError.PARSE, "Parse error: the message is not JSON").answer(McpServer.noId());
    }

    /** For more than {@link Json#MOST_BYTES}. */
    static ObjectNode tooLong() {
        return new RpcError(RpcError.INVALID_REQUEST, "Invalid request: more than " + Json.MOST_BYTES + " bytes")
                .answer(McpServer.noId());
    }

    static ObjectNode emptyBatch() {
        return new RpcError(RpcError.INVALID_REQUEST, "Invalid request: an empty batch").answer(McpServer.noId());
    }

    private static Message invalid(JsonNode id, String why) {
        return new Invalid(new RpcError(RpcError.INVALID_REQUEST, "Invalid request: " + why).answer(id));
    }
}
