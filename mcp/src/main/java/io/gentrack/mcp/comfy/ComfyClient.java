package io.gentrack.mcp.comfy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.mcp.protocol.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** ComfyUI's HTTP interface, as far as it is needed here. Safe for use by several threads. */
public final class ComfyClient {
    private static final Duration CONNECT = Duration.ofSeconds(4);
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final long MOST_BYTES = 1L << 30;
    /** ComfyUI keeps 10,000. */
    private static final int MOST_ENTRIES = 100_000;

    /** Python writes NaN into its JSON. */
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxDocumentLength(MOST_BYTES)
                            .maxStringLength(64 << 20)
                            .build())
                    .build())
            .build();

    private final URI base;
    /** Made by the first request: it brings a good part of Java with it. */
    private final Supplier<HttpClient> http = new Once();

    /**
     * A client of one server.
     *
     * @param base for example {@code http://127.0.0.1:8188}, with the path of a proxy where there is one
     */
    public ComfyClient(URI base) {
        String text = base.toString();
        this.base = URI.create(text.endsWith("/") ? text : text + "/");
    }

    private static final class Once implements Supplier<HttpClient> {
        private @Nullable HttpClient made;

        @Override
        public synchronized HttpClient get() {
            HttpClient known = made;
            if (known == null) {
                known = HttpClient.newBuilder().connectTimeout(CONNECT).build();
                made = known;
            }
            return known;
        }
    }

    public URI address() {
        return base;
    }

    /**
     * Reads finished runs, the oldest of them first, one at a time, so that a long history needs no memory.
     *
     * @param most of the newest; with an offset, of those that follow the oldest {@code offset}
     * @param wanted which ids to read; others are skipped unparsed
     * @return the ids of all entries of the answer
     */
    List<String> history(int most, OptionalInt offset, Predicate<String> wanted, Consumer<HistoryEntry> sink)
            throws IOException, InterruptedException {
        String query = "history?max_items=" + most + (offset.isPresent() ? "&offset=" + offset.getAsInt() : "");
        try (InputStream body = get(query);
                JsonParser parser = MAPPER.createParser(body)) {
            return entries(parser, wanted, sink);
        }
    }

    /** Tells {@code sink} of one run if it has finished. */
    void finished(String promptId, Consumer<HistoryEntry> sink) throws IOException, InterruptedException {
        try (InputStream body = get("history/" + promptId);
                JsonParser parser = MAPPER.createParser(body)) {
            entries(parser, promptId::equals, sink);
        }
    }

    private static List<String> entries(JsonParser parser, Predicate<String> wanted, Consumer<HistoryEntry> sink)
            throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("/history did not answer with a JSON object");
        }
        List<String> ids = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String id = parser.currentName();
            if (ids.size() == MOST_ENTRIES) {
                throw new IOException("/history has more than " + MOST_ENTRIES + " entries");
            }
            ids.add(id);
            if (parser.nextToken() != JsonToken.START_OBJECT || !wanted.test(id)) {
                parser.skipChildren();
                continue;
            }
            sink.accept(entry(id, parser));
        }
        return ids;
    }

    private static HistoryEntry entry(String id, JsonParser parser) throws IOException {
        JsonNode graph = MissingNode.getInstance();
        JsonNode status = MissingNode.getInstance();
        JsonNode outputs = MissingNode.getInstance();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("prompt") && value == JsonToken.START_ARRAY) {
                // [number, id, graph, extra data, outputs]; the extra data hold the drawn workflow, several times as
                // long.
                for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                    if (i == 2) {
                        graph = MAPPER.readTree(parser);
                    } else {
                        parser.skipChildren();
                    }
                }
            } else if (field.equals("status")) {
                status = MAPPER.readTree(parser);
            } else if (field.equals("outputs")) {
                outputs = MAPPER.readTree(parser);
            } else {
                parser.skipChildren();
            }
        }
        return HistoryEntry.of(id, graph, status, outputs);
    }

    private InputStream get(String path) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = http.get()
                .send(
                        HttpRequest.newBuilder(base.resolve(path))
                                .timeout(ANSWER)
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            response.body().close();
            throw new IOException("/" + path + " answers with status " + response.statusCode());
        }
        return response.body();
    }

    /**
     * Gives ComfyUI a workflow to run.
     *
     * @param clientId whose WebSocket is told of the run
     * @param promptId a lower-case UUID; older servers give one of their own
     */
    Submission submit(JsonNode graph, String clientId, String promptId) throws IOException, InterruptedException {
        ObjectNode body = Json.object();
        body.set("prompt", graph);
        body.put("client_id", clientId);
        body.put("prompt_id", promptId);
        HttpResponse<InputStream> response = http.get()
                .send(
                        HttpRequest.newBuilder(base.resolve("prompt"))
                                .timeout(ANSWER)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        JsonNode answer;
        try (InputStream in = response.body()) {
            answer = MAPPER.readTree(in);
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            throw new IOException("/prompt answers with status " + response.statusCode() + " and no JSON", e);
        }
        JsonNode nodeErrors = answer.path("node_errors");
        if (response.statusCode() == 200 && answer.path("prompt_id").isTextual()) {
            return new Submission.Queued(answer.path("prompt_id").asText(), nodeErrors);
        }
        JsonNode error = answer.path("error");
        String message = error.isTextual()
                ? error.asText()
                : (error.path("message").asText("status " + response.statusCode()) + " "
                                + error.path("details").asText(""))
                        .strip();
        return new Submission.Refused(message, nodeErrors);
    }

    /** True where ComfyUI itself answers. */
    public boolean answers() throws InterruptedException {
        try (InputStream body = get("system_stats")) {
            return MAPPER.readTree(body).has("system");
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Opens the stream of events.
     *
     * @param events text messages of the server, parsed
     * @param closed told once when the stream has ended
     */
    WebSocket listen(String clientId, Consumer<JsonNode> events, Runnable closed)
            throws IOException, InterruptedException {
        String scheme = base.getScheme().equals("https") ? "wss" : "ws";
        URI address = URI.create(scheme
                + base.resolve("ws?clientId=" + clientId)
                        .toString()
                        .substring(base.getScheme().length()));
        try {
            return http.get()
                    .newWebSocketBuilder()
                    .connectTimeout(CONNECT)
                    .buildAsync(address, new EventListener(MAPPER, events, closed))
                    .get(2 * CONNECT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("no events from " + address + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException("no events from " + address + " in time", e);
        }
    }
}
