package io.gentrack.mcp.transport;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.mcp.protocol.Call;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The calls under way, so that a client can cancel its own by id. */
final class Calls {
    private final Map<String, Call> running = new ConcurrentHashMap<>();

    /** Ids are a client's own; {@code scope} tells clients apart. As JSON the text "1" and the number 1 are two. */
    private static String key(String scope, JsonNode id) {
        return scope + ' ' + id;
    }

    /** False where the same client has a call of this id under way. */
    boolean add(String scope, JsonNode id, Call call) {
        return running.putIfAbsent(key(scope, id), call) == null;
    }

    void remove(String scope, JsonNode id, Call call) {
        running.remove(key(scope, id), call);
    }

    /** For {@code notifications/cancelled}. An unknown id is a call that ended meanwhile. */
    void cancel(String scope, JsonNode notification) {
        JsonNode id = notification.path("params").path("requestId");
        Optional.ofNullable(running.get(key(scope, id))).ifPresent(Call::cancel);
    }

    void cancelAll() {
        running.values().forEach(Call::cancel);
    }

    int size() {
        return running.size();
    }
}
