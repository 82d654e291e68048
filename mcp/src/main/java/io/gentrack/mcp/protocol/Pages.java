package io.gentrack.mcp.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;

/** Lists in pages. A cursor is opaque to clients: the offset, so that it stays valid for any process. */
public final class Pages {
    private static final int SIZE = 50;
    private static final String PREFIX = "from:";

    private Pages() {}

    static ObjectNode page(String field, List<ObjectNode> all, JsonNode params) throws RpcError {
        JsonNode cursor = params.path("cursor");
        OptionalInt from = cursor.isMissingNode() || cursor.isNull()
                ? OptionalInt.of(0)
                : cursor.isTextual() ? offset(cursor.textValue()) : OptionalInt.empty();
        if (from.isEmpty() || from.getAsInt() > all.size()) {
            throw new RpcError(RpcError.INVALID_PARAMS, "Invalid cursor; list again without one");
        }
        int end = Math.min(all.size(), from.getAsInt() + SIZE);
        ObjectNode result = Json.object();
        ArrayNode page = result.putArray(field);
        all.subList(from.getAsInt(), end).forEach(page::add);
        if (end < all.size()) {
            result.put("nextCursor", cursor(end));
        }
        return result;
    }

    public static String cursor(int offset) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((PREFIX + offset).getBytes(StandardCharsets.US_ASCII));
    }

    /** Empty where the text is no cursor of ours. */
    public static OptionalInt offset(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
            if (text.startsWith(PREFIX)) {
                int offset = Integer.parseInt(text.substring(PREFIX.length()));
                return offset >= 0 && offset <= 1_000_000 ? OptionalInt.of(offset) : OptionalInt.empty();
            }
        } catch (IllegalArgumentException e) {
            return OptionalInt.empty();
        }
        return OptionalInt.empty();
    }
}
