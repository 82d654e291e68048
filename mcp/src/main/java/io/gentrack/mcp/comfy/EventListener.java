package io.gentrack.mcp.comfy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Puts text messages together and passes them on; previews (binary) and overlong messages are dropped. */
final class EventListener implements WebSocket.Listener {
    private static final int MOST_CHARS = 1 << 20;

    private final JsonMapper json;
    private final Consumer<JsonNode> events;
    private final Runnable closed;
    private final AtomicBoolean over = new AtomicBoolean();
    private final StringBuilder text = new StringBuilder();
    private boolean tooLong;

    EventListener(JsonMapper json, Consumer<JsonNode> events, Runnable closed) {
        this.json = json;
        this.events = events;
        this.closed = closed;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        tooLong |= text.length() + data.length() > MOST_CHARS;
        if (!tooLong) {
            text.append(data);
        }
        if (last) {
            String whole = text.toString();
            boolean complete = !tooLong;
            text.setLength(0);
            tooLong = false;
            if (complete) {
                tell(whole);
            }
        }
        socket.request(1);
        return null;
    }

    private void tell(String message) {
        try {
            events.accept(json.readTree(message));
        } catch (JsonProcessingException e) {
            // Not one of the server's own messages; node packs send all sorts of things.
            return;
        }
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        socket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        end();
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        end();
    }

    private void end() {
        if (over.compareAndSet(false, true)) {
            closed.run();
        }
    }
}
