package io.gentrack.mcp.transport;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import io.gentrack.mcp.protocol.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The answer to one request as server-sent events. A comment now and then keeps it open and finds out that the client has left. */
final class EventStream {
    private static final long KEEP_ALIVE_SECONDS = 2;

    private static final ScheduledExecutorService CLOCK = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "mcp-http-clock");
        thread.setDaemon(true);
        return thread;
    });

    private final HttpExchange exchange;
    private Runnable lost = () -> {};
    private @Nullable ScheduledFuture<?> keepAlive;
    private boolean opened;
    private boolean closed;

    EventStream(HttpExchange exchange) {
        this.exchange = exchange;
    }

    void onLost(Runnable action) {
        lost = action;
    }

    synchronized boolean opened() {
        return opened;
    }

    /** Does so once; the first event does as well. */
    synchronized void open() throws IOException {
        if (opened) {
            return;
        }
        opened = true;
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        exchange.getResponseHeaders().set("X-Accel-Buffering", "no");
        exchange.sendResponseHeaders(200, 0);
        keepAlive = CLOCK.scheduleWithFixedDelay(
                () -> write(":\n\n".getBytes(StandardCharsets.US_ASCII)),
                KEEP_ALIVE_SECONDS,
                KEEP_ALIVE_SECONDS,
                TimeUnit.SECONDS);
    }

    void event(JsonNode message) {
        write(("event: message\ndata: " + Json.text(message) + "\n\n").getBytes(StandardCharsets.UTF_8));
    }

    private void write(byte[] bytes) {
        synchronized (this) {
            if (closed) {
                return;
            }
            try {
                open();
                exchange.getResponseBody().write(bytes);
                exchange.getResponseBody().flush();
                return;
            } catch (IOException e) {
                end();
            }
        }
        lost.run();
    }

    synchronized void close() {
        end();
    }

    private void end() {
        closed = true;
        if (keepAlive != null) {
            keepAlive.cancel(false);
        }
    }
}
