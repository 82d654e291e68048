package io.gentrack.mcp.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.Optional;

/**
 * A request that cannot be answered with a result. The message is for the reader of the client's log and never holds a stack trace.
 *
 * <p>Codes: JSON-RPC 2.0, and of MCP's own those in {@code schema/2026-07-28/schema.ts} of the specification.
 */
public final class RpcError extends Exception {
    private static final long serialVersionUID = 1L;

    public static final int PARSE = -32700;
    public static final int INVALID_REQUEST = -32600;
    public static final int METHOD_NOT_FOUND = -32601;
    public static final int INVALID_PARAMS = -32602;
    public static final int INTERNAL = -32603;
    /** Only to 2025-11-25; later revisions say {@link #INVALID_PARAMS}. */
    public static final int RESOURCE_NOT_FOUND = -32002;

    public static final int HEADER_MISMATCH = -32020;
    public static final int MISSING_CAPABILITY = -32021;
    public static final int UNSUPPORTED_REVISION = -32022;

    private final int code;
    private final transient Optional<ObjectNode> data;

    public RpcError(int code, String message) {
        this(code, message, Optional.empty());
    }

    public RpcError(int code, String message, Optional<ObjectNode> data) {
        // Expected on hostile input: no stack trace is filled in.
        super(message, null, false, false);
        this.code = code;
        this.data = Objects.requireNonNull(data, "data is null");
    }

    /** For a revision that this server does not speak. */
    public static RpcError unsupported(String requested) {
        ObjectNode data = Json.object();
        Revision.dates().forEach(data.putArray("supported")::add);
        data.put("requested", requested);
        return new RpcError(UNSUPPORTED_REVISION, "Unsupported protocol version", Optional.of(data));
    }

    public int code() {
        return code;
    }

    /**
     * The answer.
     *
     * @param id of the request; JSON null where it could not be read, which is then left out: MCP's schema knows no null id
     */
    public ObjectNode answer(JsonNode id) {
        ObjectNode answer = Json.object();
        answer.put("jsonrpc", "2.0");
        if (!id.isNull()) {
            answer.set("id", id);
        }
        ObjectNode error = answer.putObject("error");
        error.put("code", code);
        error.put("message", getMessage());
        data.ifPresent(d -> error.set("data", d));
        return answer;
    }
}
