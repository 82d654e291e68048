package io.gentrack.mcp.transport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.mcp.protocol.Client;
import io.gentrack.mcp.protocol.Json;
import io.gentrack.mcp.protocol.Question;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Requests to clients that wait for their answer. Their ids cannot be guessed, so one client cannot answer for another. */
final class Questions {
    private final Map<String, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();

    /** A client that is reached by {@code messages}; its answers come in by {@link #answered}. */
    Client client(Consumer<ObjectNode> messages) {
        return new Client() {
            @Override
            public void send(ObjectNode message) {
                messages.accept(message);
            }

            @Override
            public Optional<JsonNode> ask(Question question, Duration patience) throws InterruptedException {
                return Questions.this.ask(question, patience, messages);
            }
        };
    }

    private Optional<JsonNode> ask(Question question, Duration patience, Consumer<ObjectNode> messages)
            throws InterruptedException {
        String id = UUID.randomUUID().toString();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        open.put(id, answer);
        try {
            ObjectNode request =
                    Json.object().put("jsonrpc", "2.0").put("id", id).put("method", question.method());
            request.set("params", question.params());
            messages.accept(request);
            JsonNode response = answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return response.path("result").isObject() ? Optional.of(response.path("result")) : Optional.empty();
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("answers are only ever completed", e);
        } finally {
            open.remove(id);
        }
    }

    /** An answer to nothing that was asked, or to what nobody waits for any more, is dropped. */
    void answered(JsonNode response) {
        Optional.ofNullable(open.get(response.path("id").asText())).ifPresent(waiting -> waiting.complete(response));
    }
}
