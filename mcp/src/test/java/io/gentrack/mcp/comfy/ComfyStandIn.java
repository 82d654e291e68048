package io.gentrack.mcp.comfy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.mcp.protocol.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * ComfyUI as a client sees it: HTTP and WebSocket on one port, finished runs in memory, status events to everybody, progress only to
 * who submitted, a success told before it is in the history. Behaves as version 0.38 does; see the facts about it.
 */
public final class ComfyStandIn implements AutoCloseable {
    /** How a run ends. */
    public enum End {
        SUCCESS,
        ERROR,
        INTERRUPTED
    }

    private final Map<String, ObjectNode> history = new LinkedHashMap<>();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Map<String, OutputStream> listeners = new ConcurrentHashMap<>();
    private ServerSocket server;
    private final int port;
    private volatile End next = End.SUCCESS;
    private volatile boolean partErrors;
    private final AtomicInteger answersBeforeBreak = new AtomicInteger(Integer.MAX_VALUE);
    private volatile long runMillis;
    private final AtomicInteger answersSoFar = new AtomicInteger();
    private volatile IntConsumer beforeHistory = answer -> {};
    private volatile int kept = 10_000;
    private volatile boolean offsets = true;

    public ComfyStandIn() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        port = server.getLocalPort();
        serve(server);
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** How the runs that are submitted from now on end, and after how long. */
    public void submittedEnd(End end, long millis) {
        next = end;
        runMillis = millis;
    }

    /** Submissions are queued, but some outputs have errors. */
    public void answerWithNodeErrors() {
        partErrors = true;
    }

    /** After so many answers about the history one breaks off in the middle. */
    public void breakOffAfter(int answers) {
        answersBeforeBreak.set(answers);
    }

    /** Called with the number of the answer before an answer about the history is made, counted from 0. */
    public void beforeHistory(IntConsumer what) {
        answersSoFar.set(0);
        beforeHistory = what;
    }

    /** Restarts behind a proxy that keeps the connections: only the history is gone. */
    public void forget() {
        synchronized (history) {
            history.clear();
        }
    }

    /** The connections stay, but nobody is told anything any more. */
    public void forgetListeners() {
        listeners.clear();
    }

    /** Drops the oldest entry for each one above so many. */
    public void keep(int most) {
        kept = most;
    }

    /** Like servers before 0.3.60: the newest, whatever the offset. */
    public void ignoreOffsets() {
        offsets = false;
    }

    public int listeners() {
        return listeners.size();
    }

    private void serve(ServerSocket on) {
        daemon(() -> {
            while (true) {
                try {
                    Socket socket = on.accept();
                    synchronized (this) {
                        if (on.isClosed()) {
                            // Taken in the moment the process died.
                            socket.close();
                            return;
                        }
                        sockets.add(socket);
                    }
                    daemon(() -> connection(socket));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "comfy-stand-in");
        thread.setDaemon(true);
        thread.start();
    }

    /** The process dies: connections break, the history is gone. */
    public synchronized void stop() throws IOException {
        server.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
        listeners.clear();
        synchronized (history) {
            history.clear();
        }
    }

    /** On the same port. */
    public synchronized void startAgain() throws IOException {
        for (int tries = 1; ; tries++) {
            server = new ServerSocket();
            server.setReuseAddress(true);
            try {
                server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
                break;
            } catch (BindException e) {
                // A client that tried the free port was given it as its own, and met itself; it lets go soon.
                server.close();
                if (tries == 200) {
                    throw e;
                }
                pause(20);
            }
        }
        serve(server);
    }

    /** A run of somebody's browser, from start to end. */
    public String run(JsonNode graph, End end, String... cached) {
        String id = UUID.randomUUID().toString();
        finish(id, "browser", graph, end, cached);
        return id;
    }

    private void finish(String id, String clientId, JsonNode graph, End end, String... cached) {
        status(1);
        status(1);
        if (end == End.SUCCESS) {
            tell(
                    clientId,
                    Json.object()
                            .put("type", "execution_success")
                            .set("data", Json.object().put("prompt_id", id)));
        }
        ObjectNode entry = Json.object();
        ArrayNode prompt = entry.putArray("prompt");
        prompt.add(0).add(id).add(graph);
        prompt.addObject().putObject("extra_pnginfo").putObject("workflow").putArray("nodes");
        prompt.addArray().add("6");
        if (end == End.SUCCESS) {
            entry.putObject("outputs")
                    .putObject("6")
                    .putArray("images")
                    .addObject()
                    .put("filename", id + ".png")
                    .put("subfolder", "")
                    .put("type", "output");
        } else {
            entry.putObject("outputs");
        }
        ObjectNode status = entry.putObject("status");
        status.put("status_str", end == End.SUCCESS ? "success" : "error");
        status.put("completed", end == End.SUCCESS);
        ArrayNode messages = status.putArray("messages");
        long now = Instant.now().toEpochMilli();
        message(messages, "execution_start", Json.object().put("prompt_id", id).put("timestamp", now));
        ObjectNode fromCache = Json.object().put("prompt_id", id).put("timestamp", now);
        ArrayNode nodes = fromCache.putArray("nodes");
        for (String node : cached) {
            nodes.add(node);
        }
        message(messages, "execution_cached", fromCache);
        message(
                messages,
                switch (end) {
                    case SUCCESS -> "execution_success";
                    case ERROR -> "execution_error";
                    case INTERRUPTED -> "execution_interrupted";
                },
                Json.object()
                        .put("prompt_id", id)
                        .put("node_id", "4")
                        .put("node_type", "KSampler")
                        .put("exception_message", "out of memory\n")
                        .put("timestamp", now));
        entry.putObject("meta");
        synchronized (history) {
            history.put(id, entry);
            if (history.size() > kept) {
                history.remove(history.keySet().iterator().next());
            }
        }
        status(0);
    }

    private static void message(ArrayNode messages, String type, ObjectNode body) {
        messages.addArray().add(type).add(body);
    }

    private void status(int remaining) {
        ObjectNode message = Json.object().put("type", "status");
        message.putObject("data").putObject("status").putObject("exec_info").put("queue_remaining", remaining);
        for (String client : List.copyOf(listeners.keySet())) {
            tell(client, message);
        }
    }

    private void tell(String client, JsonNode message) {
        OutputStream out = listeners.get(client);
        if (out == null) {
            return;
        }
        byte[] text = Json.bytes(message);
        try {
            synchronized (out) {
                out.write(0x81);
                if (text.length < 126) {
                    out.write(text.length);
                } else {
                    out.write(126);
                    out.write(text.length >> 8);
                    out.write(text.length);
                }
                out.write(text);
                out.flush();
            }
        } catch (IOException e) {
            listeners.remove(client);
        }
    }

    private void connection(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            while (true) {
                String first = line(in);
                if (first.isEmpty()) {
                    return;
                }
                Map<String, String> headers = new LinkedHashMap<>();
                for (String header = line(in); !header.isEmpty(); header = line(in)) {
                    int colon = header.indexOf(':');
                    headers.put(
                            header.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
                            header.substring(colon + 1).strip());
                }
                String[] words = first.split(" ", -1);
                URI uri = URI.create(words[1]);
                if (uri.getPath().equals("/ws")) {
                    events(uri, headers, in, out);
                    return;
                }
                byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
                answer(out, words[0], uri, body);
            }
        } catch (IOException e) {
            return;
        } finally {
            sockets.remove(socket);
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private void events(URI uri, Map<String, String> headers, InputStream in, OutputStream out) throws IOException {
        String client = uri.getQuery().replaceAll(".*clientId=", "");
        out.write(
                ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                                + accept(headers.get("sec-websocket-key")) + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        out.flush();
        listeners.put(client, out);
        status(0);
        // What a client says over the socket means nothing to the server; it is read until the client leaves.
        in.transferTo(OutputStream.nullOutputStream());
        listeners.remove(client);
    }

    private static String accept(String key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                                    .getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(OutputStream out, String method, URI uri, byte[] body) throws IOException {
        String path = uri.getPath();
        if (path.equals("/system_stats")) {
            send(out, 200, Json.object().set("system", Json.object().put("comfyui_version", "0.38.0")));
        } else if (path.equals("/prompt") && method.equals("POST")) {
            submit(out, Json.parse(body).orElseThrow());
        } else if (path.equals("/history")) {
            beforeHistory.accept(answersSoFar.getAndIncrement());
            ObjectNode page = page(uri.getQuery() == null ? "" : uri.getQuery());
            if (answersBeforeBreak.getAndDecrement() == 0) {
                byte[] half = Json.bytes(page);
                out.write(("HTTP/1.1 200 x\r\nContent-Length: " + half.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                out.write(half, 0, half.length / 2);
                throw new IOException("broken off, as asked");
            }
            send(out, 200, page);
        } else if (path.startsWith("/history/")) {
            ObjectNode one = Json.object();
            synchronized (history) {
                String id = path.substring("/history/".length());
                if (history.containsKey(id)) {
                    one.set(id, history.get(id));
                }
            }
            send(out, 200, one);
        } else {
            send(out, 404, Json.object());
        }
    }

    /** {@code max_items} are the newest; with an {@code offset}, those after the oldest {@code offset}. Oldest first in both cases. */
    private ObjectNode page(String query) {
        int most = Integer.MAX_VALUE;
        int offset = -1;
        for (String part : query.split("&", -1)) {
            if (part.startsWith("max_items=")) {
                most = Integer.parseInt(part.substring(10));
            } else if (part.startsWith("offset=") && offsets) {
                offset = Integer.parseInt(part.substring(7));
            }
        }
        synchronized (history) {
            List<String> ids = new ArrayList<>(history.keySet());
            int from = offset < 0 ? Math.max(0, ids.size() - most) : Math.min(offset, ids.size());
            ObjectNode page = Json.object();
            for (String id : ids.subList(from, (int) Math.min(ids.size(), (long) from + most))) {
                page.set(id, history.get(id));
            }
            return page;
        }
    }

    private void submit(OutputStream out, JsonNode request) throws IOException {
        JsonNode graph = request.path("prompt");
        ObjectNode nodeErrors = Json.object();
        for (var node : graph.properties()) {
            if (node.getValue().path("class_type").asText().equals("NoSuchNode")) {
                nodeErrors
                        .putObject(node.getKey())
                        .put("class_type", "NoSuchNode")
                        .putArray("errors")
                        .addObject()
                        .put("type", "missing_node_type");
            }
        }
        if (!nodeErrors.isEmpty()) {
            ObjectNode refusal = Json.object();
            refusal.putObject("error")
                    .put("type", "prompt_outputs_failed_validation")
                    .put("message", "Prompt outputs failed validation")
                    .put("details", "");
            refusal.set("node_errors", nodeErrors);
            send(out, 400, refusal);
            return;
        }
        if (partErrors) {
            nodeErrors.putObject("9").put("class_type", "SaveImage").putArray("errors");
        }
        String id = request.path("prompt_id").asText();
        String client = request.path("client_id").asText();
        End end = next;
        long millis = runMillis;
        ObjectNode answer = Json.object().put("prompt_id", id).put("number", 1);
        answer.set("node_errors", nodeErrors);
        send(out, 200, answer);
        daemon(() -> {
            for (int step = 1; step <= 2; step++) {
                pause(millis / 2);
                ObjectNode progress = Json.object().put("type", "progress");
                progress.putObject("data")
                        .put("node", "4")
                        .put("value", step)
                        .put("max", 2)
                        .put("prompt_id", id);
                tell(client, progress);
            }
            finish(id, client, graph, end);
        });
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(OutputStream out, int status, JsonNode json) throws IOException {
        byte[] body = Json.bytes(json);
        out.write(("HTTP/1.1 " + status + " x\r\nContent-Type: application/json\r\nContent-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
