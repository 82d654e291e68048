package io.gentrack.community.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;

/** A community server as small as it can be: the greatest number of each token, and faults on demand. */
final class StandInServer implements AutoCloseable {
    /** What to do with the next request instead of answering well. */
    enum Fault {
        /** Nothing is taken. */
        BUSY_429,
        TROUBLE_503,
        /** All is taken, and the answer is lost. */
        NO_ANSWER,
        /** The request is not understood. */
        INVALID_422,
        ELSEWHERE_307,
        HTML_404
    }

    /** One request. */
    record Seen(String method, String path, Map<String, List<String>> headers, String body) {}

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final List<Seen> seen = Collections.synchronizedList(new ArrayList<>());
    final Map<String, Integer> uses = Collections.synchronizedMap(new HashMap<>());
    final Set<String> refusing = Collections.synchronizedSet(new TreeSet<>());
    volatile String page = "{\"results\":[],\"total\":0,\"next\":null,\"cache_ttl\":60}";
    /** Instead of the checksum of the page; empty for that. */
    volatile String etag = "";

    StandInServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    ServerAddress address() {
        return ServerAddress.parse("http://127.0.0.1:" + server.getAddress().getPort())
                .orElseThrow();
    }

    synchronized void next(Fault... some) {
        faults.addAll(List.of(some));
    }

    List<Seen> seen() {
        return List.copyOf(seen);
    }

    private synchronized Fault fault() {
        return faults.poll();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        seen.add(new Seen(exchange.getRequestMethod(), path, Map.copyOf(exchange.getRequestHeaders()), body));
        Fault fault = fault();
        if (fault == Fault.NO_ANSWER) {
            taken(exchange.getRequestMethod(), body);
            exchange.close();
        } else if (fault != null) {
            fault(exchange, fault);
        } else if (exchange.getRequestMethod().equals("GET")) {
            page(exchange);
        } else {
            send(exchange, 200, taken(exchange.getRequestMethod(), body));
        }
    }

    private static void fault(HttpExchange exchange, Fault fault) throws IOException {
        switch (fault) {
            case BUSY_429 -> {
                exchange.getResponseHeaders().set("Retry-After", "1");
                send(exchange, 429, "{\"type\":\"urn:gentrack:problem:too-many-requests\"}");
            }
            case TROUBLE_503 -> send(exchange, 503, "<html>");
            case INVALID_422 ->
                send(
                        exchange,
                        422,
                        "{\"type\":\"urn:gentrack:problem:invalid-request\",\"title\":\"t\",\"status\":422,\"detail\":\"not well-formed\","
                                + "\"errors\":[{\"pointer\":\"/entries/0/steps\",\"detail\":\"too\\u001b[31m many\"}]}");
            case ELSEWHERE_307 -> {
                exchange.getResponseHeaders().set("Location", "http://127.0.0.1:9/other");
                send(exchange, 307, "{}");
            }
            case HTML_404 -> send(exchange, 404, "<!DOCTYPE html>");
            case NO_ANSWER -> throw new IllegalStateException("answered above");
        }
    }

    private void page(HttpExchange exchange) throws IOException {
        String tag = etag.isEmpty() ? checksum(page) : etag;
        if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            exchange.sendResponseHeaders(304, -1);
            exchange.close();
            return;
        }
        exchange.getResponseHeaders().set("ETag", tag);
        send(exchange, 200, page);
    }

    static String checksum(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return '"' + HexFormat.of().formatHex(digest, 0, 16) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }

    private String taken(String method, String body) throws IOException {
        JsonNode json = JSON.readTree(body);
        if (method.equals("DELETE")) {
            int deleted = 0;
            for (JsonNode entry : json.path("entries")) {
                deleted += uses.remove(entry.path("token").asText()) == null ? 0 : 1;
            }
            return "{\"deleted\":" + deleted + "}";
        }
        List<String> rejected = new ArrayList<>();
        int accepted = 0;
        int index = 0;
        for (JsonNode entry : json.path("entries")) {
            String hash = entry.path("settings_hash").asText();
            if (refusing.contains(hash)) {
                rejected.add("{\"index\":" + index + ",\"settings_hash\":\"" + hash
                        + "\",\"code\":\"not-public\",\"detail\":\"no such file\"}");
            } else {
                uses.merge(entry.path("token").asText(), entry.path("uses").asInt(), Math::max);
                accepted++;
            }
            index++;
        }
        return "{\"accepted\":" + accepted + ",\"rejected\":[" + String.join(",", rejected) + "],\"thank_you\":true}";
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
