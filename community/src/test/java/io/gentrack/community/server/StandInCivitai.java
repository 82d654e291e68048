package io.gentrack.community.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Behaves as CivitAI's look-up by hash does; knows what a test publishes. */
final class StandInCivitai implements AutoCloseable {
    private static final String PATH = "/api/v1/model-versions/by-hash/";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, String> versions = new ConcurrentHashMap<>();
    private final Map<String, String> faults = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** @param port 0 takes a free one */
    StandInCivitai(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** A file of a model version. */
    void publishes(String hash, long id, String type, String name, String version, String fileType) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", id).put("modelId", id / 10 + 1).put("name", version).put("baseModel", "SDXL 1.0");
        json.putObject("model").put("name", name).put("type", type);
        json.putArray("files")
                .addObject()
                .put("type", fileType)
                .putObject("hashes")
                .put("AutoV2", hash);
        versions.put(hash, json.toString());
    }

    void withdraws(String hash) {
        versions.remove(hash);
    }

    /** From now on this body with status 503 for a hash, until it is empty. */
    void fails(String hash, String body) {
        if (body.isEmpty()) {
            faults.remove(hash);
        } else {
            faults.put(hash, body);
        }
    }

    /** Every hash asked about, in order. */
    List<String> asked() {
        return asked;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String hash = path.startsWith(PATH) ? path.substring(PATH.length()) : "";
        asked.add(hash);
        int status = 200;
        String body = versions.getOrDefault(hash, "");
        if (faults.containsKey(hash)) {
            status = 503;
            body = faults.get(hash);
        } else if (body.isEmpty()) {
            status = 404;
            body = "{\"error\":\"Model not found\"}";
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
