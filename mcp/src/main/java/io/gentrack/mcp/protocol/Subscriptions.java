package io.gentrack.mcp.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Which client wants to be told of which resources, and how it is reached. For clients up to 2025-11-25. */
public final class Subscriptions {
    /** A client that wants more is refused; one that comes later pushes nobody out. */
    private static final int MOST_URIS = 200;

    private static final int MOST_CLIENTS = 1000;

    private final Map<String, Set<String>> wanted = new ConcurrentHashMap<>();
    private final Map<String, Consumer<ObjectNode>> listeners = new ConcurrentHashMap<>();

    /** The client can be told from now on. */
    public void listen(String client, Consumer<ObjectNode> listener) {
        listeners.put(client, listener);
    }

    /** The client cannot be told any more; what it wants is kept, it may come back. */
    public void leave(String client, Consumer<ObjectNode> listener) {
        listeners.remove(client, listener);
    }

    void add(String client, String uri) throws RpcError {
        if (!wanted.containsKey(client) && wanted.size() >= MOST_CLIENTS) {
            throw new RpcError(RpcError.INTERNAL, "Too many clients subscribe");
        }
        Set<String> uris = wanted.computeIfAbsent(client, c -> new LinkedHashSet<>());
        synchronized (uris) {
            if (uris.size() >= MOST_URIS && !uris.contains(uri)) {
                throw new RpcError(RpcError.INVALID_PARAMS, "Too many subscriptions; unsubscribe from some");
            }
            uris.add(uri);
        }
    }

    void remove(String client, String uri) {
        Set<String> uris = wanted.getOrDefault(client, Set.of());
        synchronized (uris) {
            if (!uris.isEmpty()) {
                uris.remove(uri);
            }
        }
    }

    /** Tells those who want to know. */
    void updated(Predicate<String> changed) {
        listeners.forEach((client, listener) -> {
            Set<String> uris = wanted.getOrDefault(client, Set.of());
            List<String> told;
            synchronized (uris) {
                told = uris.stream().filter(changed).toList();
            }
            for (String uri : told) {
                ObjectNode message =
                        Json.object().put("jsonrpc", "2.0").put("method", "notifications/resources/updated");
                message.putObject("params").put("uri", uri);
                listener.accept(message);
            }
        });
    }
}
