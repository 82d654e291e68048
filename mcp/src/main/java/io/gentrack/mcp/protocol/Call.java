package io.gentrack.mcp.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request under way: how its handler tells of progress and learns that nobody waits any more. */
public final class Call {
    private final Optional<JsonNode> progressToken;
    private final Consumer<ObjectNode> notifications;
    private double told = Double.NEGATIVE_INFINITY;
    private boolean cancelled;
    private boolean finished;
    private @Nullable Thread runner;

    private Call(Optional<JsonNode> progressToken, Consumer<ObjectNode> notifications) {
        this.progressToken = progressToken;
        this.notifications = notifications;
    }

    /**
     * A call for a request that has just come in.
     *
     * @param notifications takes messages for the client that belong to this request
     */
    public static Call of(JsonNode request, Consumer<ObjectNode> notifications) {
        JsonNode token = request.path("params").path("_meta").path("progressToken");
        return new Call(
                token.isTextual() || token.isIntegralNumber() ? Optional.of(token) : Optional.empty(), notifications);
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
        notifications.accept(notification);
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
