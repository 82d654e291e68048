package io.gentrack.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Answers as CivitAI's API does (August 2026), on this machine, so that sharing can be tried without the real site. It knows the two
 * public files that pictures in {@code samples/} name. Needs nothing but a JDK:
 *
 * <pre>java cli/src/test/java/io/gentrack/cli/StandInCivitai.java 8190</pre>
 */
final class StandInCivitai implements AutoCloseable {
    private static final String BY_HASH = "/api/v1/model-versions/by-hash";
    private static final Pattern SHA256 = Pattern.compile("\"([0-9a-fA-F]{64})\"");
    private static final int MOST = 100;

    /** A published version with one model file. */
    record Published(int id, int modelId, String model, String version, String base, String type, String sha256) {
        String autoV2() {
            return sha256.substring(0, 10).toUpperCase(Locale.ROOT);
        }

        /** Hashes are found in any case. */
        boolean has(String hash) {
            return sha256.equalsIgnoreCase(hash) || autoV2().equalsIgnoreCase(hash);
        }

        /** As the site does, with a file beside that is no model. */
        String json() {
            return "{\"id\":" + id + ",\"modelId\":" + modelId + ",\"name\":\"" + version + "\",\"baseModel\":\"" + base
                    + "\",\"status\":\"Published\",\"trainedWords\":[],\"model\":{\"name\":\"" + model
                    + "\",\"type\":\""
                    + type
                    + "\",\"nsfw\":false},\"files\":[{\"id\":1,\"name\":\"data.zip\",\"type\":\"Training Data\",\"hashes\":{}},"
                    + "{\"id\":2,\"name\":\"model.safetensors\",\"type\":\"Model\",\"primary\":true,\"hashes\":{\"AutoV2\":\""
                    + autoV2() + "\",\"SHA256\":\"" + sha256.toUpperCase(Locale.ROOT) + "\"}}]}";
        }
    }

    /** What to do with the next request instead of answering it. */
    enum Fault {
        TOO_MANY(429, "{\"error\":\"Too many requests\"}"),
        TROUBLE(503, "<html>Service unavailable</html>"),
        NONSENSE(200, "<!DOCTYPE html><html>Are you human?</html>");

        private final int status;
        private final String body;

        Fault(int status, String body) {
            this.status = status;
            this.body = body;
        }
    }

    /** The checkpoint and the LoRA of the samples. */
    static final List<Published> OF_THE_SAMPLES = List.of(
            new Published(
                    128078,
                    101055,
                    "SD XL",
                    "v1.0 VAE fix",
                    "SDXL 1.0",
                    "Checkpoint",
                    "31e35c80fc4829d14f90153f4c74cd59c90b779f6afe05a74cd6120b893f7e5b"),
            new Published(
                    135867,
                    122359,
                    "Detail Tweaker XL",
                    "v1.0",
                    "SDXL 1.0",
                    "LORA",
                    "0d9bd1b873a7863e128b4672e3e245838858f71469a3cec58123c16c06f83bd7"));

    private final HttpServer server;
    private final List<Published> published = Collections.synchronizedList(new ArrayList<>(OF_THE_SAMPLES));
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    StandInCivitai(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
    }

    public static void main(String[] args) throws IOException {
        StandInCivitai site = new StandInCivitai(args.length == 0 ? 8190 : Integer.parseInt(args[0]));
        System.out.println("A stand-in for CivitAI answers at " + site.address() + " until you end it with Ctrl-C.");
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void publish(Published one) {
        published.add(one);
    }

    synchronized void next(Fault... some) {
        faults.addAll(List.of(some));
    }

    /** Method, path and body of every request so far. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private synchronized Optional<Fault> fault() {
        return Optional.ofNullable(faults.poll());
    }

    private Optional<Published> find(String hash) {
        return List.copyOf(published).stream().filter(one -> one.has(hash)).findFirst();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(exchange.getRequestMethod() + " " + path + " " + body);
        Optional<Fault> fault = fault();
        if (fault.isPresent()) {
            send(exchange, fault.get().status, fault.get().body);
        } else if (path.equals(BY_HASH) || path.equals(BY_HASH + "/ids")) {
            many(exchange, body, path.endsWith("/ids"));
        } else if (path.startsWith(BY_HASH + "/")) {
            Optional<Published> found = find(path.substring(BY_HASH.length() + 1));
            send(
                    exchange,
                    found.isPresent() ? 200 : 404,
                    found.map(Published::json).orElse("{\"error\":\"Model not found\"}"));
        } else if (path.equals("/api/v1/enums")) {
            send(exchange, 200, "{\"BaseModel\":[\"SDXL 1.0\",\"Flux.1 D\"]}");
        } else {
            send(exchange, 404, "<!DOCTYPE html><html><body>This page could not be found</body></html>");
        }
    }

    /** Misses are dropped; null elements and the same one twice do occur. */
    private void many(HttpExchange exchange, String body, boolean idsOnly) throws IOException {
        List<String> asked = new ArrayList<>();
        Matcher matcher = SHA256.matcher(body);
        while (matcher.find()) {
            asked.add(matcher.group(1));
        }
        if (!body.strip().startsWith("[") || (!idsOnly && asked.size() > MOST)) {
            send(exchange, 400, "{\"error\":\"Expected an array of SHA256 hashes\"}");
            return;
        }
        String found = asked.stream()
                .flatMap(hash -> find(hash).stream()
                        .map(one -> idsOnly
                                ? "{\"modelVersionId\":" + one.id() + ",\"modelId\":" + one.modelId() + ",\"hash\":\""
                                        + hash.toUpperCase(Locale.ROOT) + "\"}"
                                : one.json()))
                .map(one -> one + ",null," + one)
                .collect(Collectors.joining(","));
        send(exchange, 200, "[" + found + "]");
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", text.startsWith("<") ? "text/html" : "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
