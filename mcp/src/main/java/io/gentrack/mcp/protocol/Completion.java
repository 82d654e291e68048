package io.gentrack.mcp.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** {@code completion/complete}: what an argument that is being typed may become. */
final class Completion {
    private static final int MOST = 100;

    private Completion() {}

    static ObjectNode result(List<String> values) {
        ObjectNode result = Json.object();
        ObjectNode completion = result.putObject("completion");
        ArrayNode shown = completion.putArray("values");
        values.stream().limit(MOST).forEach(shown::add);
        completion.put("total", values.size());
        completion.put("hasMore", values.size() > MOST);
        return result;
    }

    static String required(JsonNode object, String field) throws RpcError {
        return Json.string(object, field)
                .orElseThrow(() -> new RpcError(RpcError.INVALID_PARAMS, "completion/complete needs " + field));
    }
}
