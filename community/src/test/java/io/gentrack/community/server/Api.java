package io.gentrack.community.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Talks to a community server; every request comes from an address of its own unless told otherwise. */
final class Api {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger NEXT = new AtomicInteger((int) (System.nanoTime() >>> 8) & 0xFFFFFF);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;

    Api(URI base) {
        this.base = base;
    }

    /** An answer. */
    record Reply(int status, JsonNode json, String text, HttpResponse<String> response) {
        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** Rows that the request changed. */
        long rowsWritten() {
            return Long.parseLong(header("Rows-Written"));
        }

        List<JsonNode> results() {
            return JSON.convertValue(
                    json.path("results"), JSON.getTypeFactory().constructCollectionType(List.class, JsonNode.class));
        }
    }

    static String newAddress() {
        int n = NEXT.incrementAndGet();
        return "10." + (n >> 16 & 255) + "." + (n >> 8 & 255) + "." + (n & 255);
    }

    Reply submit(ObjectNode... entries) throws IOException, InterruptedException {
        return post(submission(entries).toString());
    }

    static ObjectNode submission(ObjectNode... entries) {
        ObjectNode body = JSON.createObjectNode().put("client_version", "0.1.0");
        body.putArray("entries").addAll(Arrays.asList(entries));
        return body;
    }

    Reply post(String body) throws IOException, InterruptedException {
        return send("POST", "/api/v1/settings/submit", body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    Reply forget(String body) throws IOException, InterruptedException {
        return send("DELETE", "/api/v1/contribution", body.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    Reply forget(ObjectNode... entries) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        for (ObjectNode entry : entries) {
            body.withArray("entries")
                    .addObject()
                    .put("settings_hash", entry.path("settings_hash").asText())
                    .put("token", entry.path("token").asText());
        }
        return forget(body.toString());
    }

    /** A search by name and value, ... */
    Reply search(String... filters) throws IOException, InterruptedException {
        return get("/api/v1/settings/search", filters);
    }

    Reply get(String path, String... parameters) throws IOException, InterruptedException {
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < parameters.length; i += 2) {
            query.append(i == 0 ? '?' : '&').append(parameters[i]).append('=').append(encoded(parameters[i + 1]));
        }
        return send("GET", path + query, new byte[0], Map.of());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    Reply send(String method, String target, byte[] body, Map<String, String> headers)
            throws IOException, InterruptedException {
        String address = headers.getOrDefault("X-Forwarded-For", newAddress());
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + target))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .setHeader("X-Forwarded-For", address)
                .setHeader("CF-Connecting-IP", address);
        if (body.length > 0) {
            request.setHeader("Content-Type", "application/json");
        }
        headers.forEach(request::setHeader);
        HttpResponse<String> response =
                http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        String text = response.body();
        return new Reply(
                response.statusCode(), text.isEmpty() ? JSON.missingNode() : JSON.readTree(text), text, response);
    }
}
