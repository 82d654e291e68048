package io.gentrack.mcp.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** The way to the client of one request, while it is under way. Used by several threads at once. */
public interface Client {
    /** Of a client that can be told but not asked. */
    static Client listening(Consumer<ObjectNode> messages) {
        Objects.requireNonNull(messages, "messages is null");
        return new Client() {
            @Override
            public void send(ObjectNode message) {
                messages.accept(message);
            }

            @Override
            public Optional<JsonNode> ask(Question question, Duration patience) {
                return Optional.empty();
            }
        };
    }

    /** Sends a notification that belongs to the request. */
    void send(ObjectNode message);

    /**
     * Sends a request to the client, as clients up to 2025-11-25 take them, and waits.
     *
     * @return the result; empty where the client refused, or took longer
     */
    Optional<JsonNode> ask(Question question, Duration patience) throws InterruptedException;
}
