package io.gentrack.mcp.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request under way: how its handler tells of progress and learns that nobody waits any more. */
public final class Call {
    /** Longest a person may think about a question. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Optional<JsonNode> progressToken;
    private final Client client;
    private final Optional<JsonNode> capabilities;
    private final Optional<LogLevel> asked;
    private Optional<LogLevel> logged = Optional.empty();
    private Map<String, ObjectNode> answers = Map.of();
    private double told = Double.NEGATIVE_INFINITY;
    private boolean cancelled;
    private boolean finished;
    private @Nullable Thread runner;

    private Call(
            Optional<JsonNode> progressToken,
            Optional<JsonNode> capabilities,
            Optional<LogLevel> asked,
            Client client) {
        this.progressToken = progressToken;
        this.capabilities = capabilities;
        this.asked = asked;
        this.client = client;
    }

    /**
     * A call for a request that has just come in, of a client that can be told but not asked.
     *
     * @param notifications takes messages for the client that belong to this request
     */
    public static Call of(JsonNode request, Consumer<ObjectNode> notifications) {
        return of(request, Client.listening(notifications));
    }

    /** A call for a request that has just come in. */
    public static Call of(JsonNode request, Client client) {
        JsonNode meta = request.path("params").path("_meta");
        JsonNode token = meta.path("progressToken");
        return new Call(
                token.isTextual() || token.isIntegralNumber() ? Optional.of(token) : Optional.empty(),
                meta.has(McpServer.REVISION_KEY)
                        ? Optional.of(meta.path(McpServer.CAPABILITIES_KEY))
                        : Optional.empty(),
                Json.string(meta, McpServer.LOG_KEY).flatMap(LogLevel::parse),
                client);
    }

    /** Of the stateless era: what was answered in earlier rounds. */
    synchronized void answered(Map<String, ObjectNode> soFar) {
        answers = Map.copyOf(soFar);
    }

    /** What the legacy client asked to be told of; a stateless request says it itself. */
    synchronized void logFrom(LogLevel legacy) {
        logged = capabilities.isPresent() ? asked : Optional.of(legacy);
    }

    /** Tells the client, if it wants to know of so little. */
    public synchronized void log(LogLevel level, String text) {
        if (cancelled || finished || logged.isEmpty() || level.compareTo(logged.get()) < 0) {
            return;
        }
        ObjectNode notification = Json.object().put("jsonrpc", "2.0").put("method", "notifications/message");
        notification.putObject("params").put("level", level.word()).put("data", text);
        client.send(notification);
    }

    /**
     * Asks the client, all at once. Where it cannot answer a question, or refuses to, the answer is missing.
     *
     * @param questions by keys of the handler's choice, the same whenever it asks the same
     * @return results by key
     * @throws InputRequired the handler has to pass it on; it will be run again
     */
    public Map<String, ObjectNode> ask(Map<String, Question> questions) throws InputRequired, InterruptedException {
        Map<String, ObjectNode> results = new LinkedHashMap<>();
        Map<String, Question> missing = new LinkedHashMap<>();
        Map<String, ObjectNode> known = answers();
        for (Map.Entry<String, Question> entry : questions.entrySet()) {
            String key = entry.getKey();
            if (capabilities.isEmpty()) {
                if (client.ask(entry.getValue(), PATIENCE).orElse(null) instanceof ObjectNode result) {
                    results.put(key, result);
                }
            } else if (known.containsKey(key)) {
                results.put(key, known.getOrDefault(key, Json.object()));
            } else if (capabilities.get().has(entry.getValue().capability())) {
                missing.put(key, entry.getValue());
            }
        }
        if (!missing.isEmpty()) {
            throw new InputRequired(missing);
        }
        return results;
    }

    /**
     * For handlers that are no use without a capability of the client. What a legacy client can do shows when it is asked.
     *
     * @param capability {@code elicitation}, {@code sampling} or {@code roots}
     */
    public void require(String capability) throws RpcError {
        if (capabilities.isPresent() && !capabilities.get().has(capability)) {
            ObjectNode data = Json.object();
            data.putObject("requiredCapabilities").putObject(capability);
            throw new RpcError(
                    RpcError.MISSING_CAPABILITY,
                    "The client must declare the capability " + capability,
                    Optional.of(data));
        }
    }

    private synchronized Map<String, ObjectNode> answers() {
        return answers;
    }

    public boolean wantsProgress() {
        return progressToken.isPresent();
    }

    /**
     * Tells the client, if it asked for it. The protocol wants rising numbers; others are dropped.
     *
     * @param total in the unit of {@code done}, where known
     */
    public synchronized void progress(double done, OptionalDouble total, String message) {
        if (progressToken.isEmpty() || cancelled || finished || done <= told) {
            return;
        }
        told = done;
        ObjectNode notification = Json.object();
        notification.put("jsonrpc", "2.0");
        notification.put("method", "notifications/progress");
        ObjectNode params = notification.putObject("params");
        params.set("progressToken", progressToken.get());
        Json.number(params, "progress", done);
        total.ifPresent(t -> Json.number(params, "total", t));
        params.put("message", message);
        client.send(notification);
    }

    public synchronized boolean cancelled() {
        return cancelled;
    }

    /** From any thread: wakes the handler; its answer will not be sent. */
    public synchronized void cancel() {
        if (!cancelled && !finished) {
            cancelled = true;
            if (runner != null) {
                runner.interrupt();
            }
        }
    }

    /** The thread that handles the call says so; false where it was cancelled before. */
    synchronized boolean begin() {
        if (cancelled) {
            return false;
        }
        runner = Thread.currentThread();
        return true;
    }

    /** After this a cancel does nothing; the thread's interrupt mark, which was meant for this call, is cleared. */
    synchronized boolean end() {
        finished = true;
        runner = null;
        if (cancelled) {
            Thread.interrupted();
        }
        return !cancelled;
    }
}
