package io.gentrack.mcp.transport;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.mcp.protocol.Call;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The calls under way, so that a client can cancel its own by id. */
final class Calls {
    /** Ids are a client's own; {@code scope} tells clients apart. */
    private record Key(String scope, JsonNode id) {}

    private final Map<Key, Call> running = new ConcurrentHashMap<>();

    /** False where the same client has a call of this id under way. */
    boolean add(String scope, JsonNode id, Call call) {
        return running.putIfAbsent(new Key(scope, id), call) == null;
    }

    void remove(String scope, JsonNode id, Call call) {
        running.remove(new Key(scope, id), call);
    }

    /** For {@code notifications/cancelled}. An unknown id is a call that ended meanwhile. */
    void cancel(String scope, JsonNode notification) {
        JsonNode id = notification.path("params").path("requestId");
        Optional.ofNullable(running.get(new Key(scope, id))).ifPresent(Call::cancel);
    }

    void cancelAll() {
        running.values().forEach(Call::cancel);
    }

    int size() {
        return running.size();
    }
}
