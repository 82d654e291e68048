package io.gentrack.hasher.civitai;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Executors;

/** Behaves as the public site does by facts: known versions by hash, JSON and HTML errors, and faults on demand. */
final class StandInSite implements AutoCloseable {
    /** A fault to give instead of an answer. */
    record Fault(int status, String body, Map<String, String> headers, long stallMs) {
        static Fault status(int status) {
            return new Fault(status, "{\"error\":\"x\"}", Map.of(), 0);
        }
    }

    private final HttpServer server;
    private final Map<String, String> versions = new HashMap<>();
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    StandInSite() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    URI address() {
        return URI.create("http://" + server.getAddress().getAddress().getHostAddress() + ":"
                + server.getAddress().getPort());
    }

    void knows(String sha256, String version) {
        versions.put(sha256, version);
    }

    synchronized void next(Fault... some) {
        faults.addAll(List.of(some));
    }

    /** Method, path and body of every request so far. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private synchronized Fault fault() {
        return faults.poll();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(exchange.getRequestMethod() + " " + path + " " + body);
        Fault fault = fault();
        if (fault != null) {
            fault.headers().forEach(exchange.getResponseHeaders()::set);
            send(exchange, fault.status(), fault.body(), fault.stallMs());
        } else if (path.equals("/api/v1/model-versions/by-hash/ids")) {
            send(exchange, 200, ids(body), 0);
        } else if (path.startsWith("/api/v1/model-versions/by-hash/")) {
            String version = versions.get(path.substring(path.lastIndexOf('/') + 1));
            send(
                    exchange,
                    version == null ? 404 : 200,
                    version == null ? "{\"error\":\"Model not found\"}" : version,
                    0);
        } else {
            send(exchange, 404, "<!DOCTYPE html><html>Not here</html>", 0);
        }
    }

    /** Known ones twice, upper-case, with nulls between them. */
    private String ids(String body) {
        StringBuilder out = new StringBuilder("[null");
        for (String sha256 : new TreeSet<>(versions.keySet())) {
            if (body.contains(sha256)) {
                String entry = "{\"modelVersionId\":1,\"modelId\":2,\"hash\":\""
                        + sha256.toUpperCase(java.util.Locale.ROOT) + "\"}";
                out.append(',').append(entry).append(",null,").append(entry);
            }
        }
        return out.append("]").toString();
    }

    private static void send(HttpExchange exchange, int status, String text, long stallMs) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
        exchange.getResponseBody().flush();
        try {
            Thread.sleep(stallMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        exchange.getResponseBody().write(bytes, bytes.length / 2, bytes.length - bytes.length / 2);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
