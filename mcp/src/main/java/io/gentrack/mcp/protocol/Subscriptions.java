package io.gentrack.mcp.protocol;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Which client wants to be told of which resources, and how it is reached. For clients up to 2025-11-25. Safe for use by several threads.
 */
public final class Subscriptions {
    private static final int MOST_URIS = 200;
    /** Clients come and go without a word; beyond this the one goes that came first and does not listen. */
    private static final int MOST_CLIENTS = 1000;

    private final Map<String, Set<String>> wanted = new LinkedHashMap<>();
    private final Map<String, Consumer<ObjectNode>> listeners = new LinkedHashMap<>();

    /** The client can be told from now on. */
    public synchronized void listen(String client, Consumer<ObjectNode> listener) {
        listeners.put(client, listener);
    }

    /** The client cannot be told any more; what it wants is kept, it may come back. */
    public synchronized void leave(String client, Consumer<ObjectNode> listener) {
        listeners.remove(client, listener);
    }

    synchronized void add(String client, String uri) throws RpcError {
        Set<String> uris = wanted.computeIfAbsent(client, c -> new LinkedHashSet<>());
        if (uris.size() >= MOST_URIS && !uris.contains(uri)) {
            throw new RpcError(RpcError.INVALID_PARAMS, "Too many subscriptions; unsubscribe from some");
        }
        uris.add(uri);
        if (wanted.size() > MOST_CLIENTS) {
            wanted.keySet().stream()
                    .filter(one -> !one.equals(client) && !listeners.containsKey(one))
                    .findFirst()
                    .ifPresent(wanted::remove);
        }
    }

    synchronized void remove(String client, String uri) {
        Set<String> uris = wanted.get(client);
        if (uris != null && uris.remove(uri) && uris.isEmpty()) {
            wanted.remove(client);
        }
    }

    /** Tells those who want to know. */
    void updated(Predicate<String> changed) {
        forEach(changed, (uri, listener) -> {
            ObjectNode message = Json.object().put("jsonrpc", "2.0").put("method", "notifications/resources/updated");
            message.putObject("params").put("uri", uri);
            listener.accept(message);
        });
    }

    private void forEach(Predicate<String> changed, BiConsumer<String, Consumer<ObjectNode>> action) {
        Map<String, Consumer<ObjectNode>> reached;
        Map<String, Set<String>> told = new LinkedHashMap<>();
        synchronized (this) {
            reached = new LinkedHashMap<>(listeners);
            wanted.forEach((client, uris) -> told.put(client, new LinkedHashSet<>(uris)));
        }
        // Outside the lock: a client that is slow to listen holds up no other one's subscriptions.
        reached.forEach((client, listener) -> told.getOrDefault(client, Set.of()).stream()
                .filter(changed)
                .forEach(uri -> action.accept(uri, listener)));
    }
}
