package io.gentrack.mcp.transport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.gentrack.mcp.protocol.Call;
import io.gentrack.mcp.protocol.Json;
import io.gentrack.mcp.protocol.McpServer;
import io.gentrack.mcp.protocol.Message;
import io.gentrack.mcp.protocol.RpcError;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Streamable HTTP at {@code /mcp}, bound to loopback. Without sessions to keep: a legacy client is given an id at {@code initialize}
 * only so that its cancellations cannot meet another client's calls, and its subscriptions find the stream it opens with GET.
 *
 * <p>An answer is one JSON object, or a stream of events where the request asked for progress or there is more to say than the answer;
 * closing that stream cancels the call.
 */
public final class HttpTransport implements AutoCloseable {
    /** The endpoint's path. */
    public static final String PATH = "/mcp";

    private static final String SESSION = "Mcp-Session-Id";
    private static final int WORKERS = 64;
    private static final int MOST_LISTENERS = 64;

    static {
        // Without it every answer waits about 40 ms for the client's delayed acknowledgement.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final McpServer server;
    private final Optional<String> token;
    private final Consumer<Throwable> faults;
    private final HttpServer http;
    private final ExecutorService workers;
    private final Calls calls = new Calls();
    private final Questions questions = new Questions();
    /** Streams that clients opened to listen. */
    private final Semaphore places = new Semaphore(MOST_LISTENERS);

    private HttpTransport(McpServer server, HttpServer http, Optional<String> token, Consumer<Throwable> faults) {
        this.server = Objects.requireNonNull(server, "server is null");
        this.http = http;
        this.token = token;
        this.faults = faults;
        workers = Workers.pool("mcp-http-", WORKERS);
    }

    /**
     * Starts to serve.
     *
     * @param port 0 takes a free one
     * @param token that clients must send as {@code Authorization: Bearer}; empty lets every program of this machine in
     * @param faults told of faults of this program
     * @throws IOException where the port cannot be had
     */
    public static HttpTransport start(McpServer server, int port, Optional<String> token, Consumer<Throwable> faults)
            throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        HttpTransport transport = new HttpTransport(server, http, token, faults);
        http.setExecutor(transport.workers);
        http.createContext("/", transport::exchange);
        http.start();
        return transport;
    }

    public int port() {
        return http.getAddress().getPort();
    }

    private void exchange(HttpExchange exchange) {
        boolean stays = false;
        try {
            stays = handle(exchange);
        } catch (IOException e) {
            // The client went away; there is nobody to tell.
            return;
        } catch (RuntimeException | StackOverflowError e) {
            faults.accept(e);
            failQuietly(exchange);
        } finally {
            if (!stays) {
                exchange.close();
            }
        }
    }

    private static void failQuietly(HttpExchange exchange) {
        try {
            if (exchange.getResponseCode() == -1) {
                exchange.sendResponseHeaders(500, -1);
            }
        } catch (IOException e) {
            // The client went away as well.
            return;
        }
    }

    /** True where the exchange stays open. */
    private boolean handle(HttpExchange exchange) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        if (!HttpRules.loopbackHost(headers)) {
            plain(exchange, 421, "This server answers only to localhost.");
        } else if (!HttpRules.goodOrigin(headers)) {
            plain(exchange, 403, "Pages from other sites may not call this server.");
        } else if (!HttpRules.authorized(headers, token)) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
            plain(exchange, 401, "A bearer token is needed; see the file or variable the server was started with.");
        } else if (!exchange.getRequestURI().getPath().equals(PATH)) {
            plain(exchange, 404, "The endpoint is " + PATH + ".");
        } else if (exchange.getRequestMethod().equals("GET")
                && session(exchange).isPresent()
                && HttpRules.accepts(headers, "text/event-stream")
                && places.tryAcquire()) {
            listen(exchange, session(exchange).get());
            return true;
        } else if (!exchange.getRequestMethod().equals("POST")) {
            exchange.getResponseHeaders().set("Allow", "POST");
            plain(exchange, 405, "Only POST, or GET with the session's id to listen.");
        } else if (!HttpRules.json(headers)) {
            plain(exchange, 415, "Content-Type must be application/json.");
        } else if (!HttpRules.accepts(headers, "application/json")
                && !HttpRules.accepts(headers, "text/event-stream")) {
            plain(exchange, 406, "Accept must allow application/json and text/event-stream.");
        } else {
            post(exchange);
        }
        return false;
    }

    /** Tells of what the client subscribed to, until it leaves. */
    private void listen(HttpExchange exchange, String client) throws IOException {
        EventStream events = new EventStream(exchange);
        Consumer<ObjectNode> listener = events::event;
        events.onLost(() -> {
            server.subscriptions().leave(client, listener);
            places.release();
            exchange.close();
        });
        // A client that sees its stream open is told from then on.
        server.subscriptions().listen(client, listener);
        try {
            events.open();
        } catch (IOException e) {
            server.subscriptions().leave(client, listener);
            places.release();
            throw e;
        }
    }

    private void post(HttpExchange exchange) throws IOException {
        byte[] body;
        try (InputStream in = exchange.getRequestBody()) {
            body = in.readNBytes(Json.MOST_BYTES + 1);
        }
        if (body.length > Json.MOST_BYTES) {
            json(exchange, 413, Message.tooLong());
            return;
        }
        Optional<JsonNode> json = Json.parse(body);
        if (json.isEmpty()) {
            json(exchange, 400, Message.unparsable());
        } else if (json.get() instanceof ArrayNode batch) {
            batch(exchange, batch);
        } else {
            single(exchange, Message.of(json.get()));
        }
    }

    private void single(HttpExchange exchange, Message message) throws IOException {
        if (message instanceof Message.Invalid invalid) {
            json(exchange, 400, invalid.error());
        } else if (message instanceof Message.Request request) {
            request(exchange, request);
        } else {
            if (message instanceof Message.Response response) {
                questions.answered(response.json());
            }
            if (message instanceof Message.Notification notification
                    && notification.method().equals("notifications/cancelled")) {
                Optional<String> client = session(exchange);
                client.ifPresent(c -> calls.cancel(c, notification.json()));
            }
            exchange.sendResponseHeaders(202, -1);
        }
    }

    /** Revision 2025-03-26 allows several messages in one array. */
    private void batch(HttpExchange exchange, ArrayNode batch) throws IOException {
        if (batch.isEmpty()) {
            json(exchange, 400, Message.emptyBatch());
            return;
        }
        ArrayNode answers = Json.array();
        for (JsonNode one : batch) {
            Message message = Message.of(one);
            if (message instanceof Message.Invalid invalid) {
                answers.add(invalid.error());
            } else if (message instanceof Message.Request request) {
                server.answer(request.json(), Call.of(request.json(), n -> {})).ifPresent(answers::add);
            }
        }
        if (answers.isEmpty()) {
            exchange.sendResponseHeaders(202, -1);
        } else {
            json(exchange, 200, answers);
        }
    }

    private void request(HttpExchange exchange, Message.Request request) throws IOException {
        try {
            HttpRules.check(request, exchange.getRequestHeaders());
        } catch (RpcError e) {
            json(exchange, 400, e.answer(request.id()));
            return;
        }
        boolean mayStream = HttpRules.accepts(exchange.getRequestHeaders(), "text/event-stream");
        boolean stream = request.json().path("params").path("_meta").has("progressToken") && mayStream;
        EventStream events = new EventStream(exchange);
        Call call =
                mayStream ? Call.of(request.json(), questions.client(events::event)) : Call.of(request.json(), n -> {});
        events.onLost(call::cancel);
        // A modern client cancels by closing; ids of clients that nobody can tell apart must not meet.
        String scope = session(exchange).orElseGet(() -> UUID.randomUUID().toString());
        if (!calls.add(scope, request.id(), call)) {
            json(
                    exchange,
                    400,
                    new RpcError(RpcError.INVALID_REQUEST, "Invalid request: a request with this id is under way")
                            .answer(request.id()));
            return;
        }
        try {
            if (stream) {
                events.open();
            }
            Optional<ObjectNode> answer =
                    server.answer(request.json(), call, session(exchange).orElse(""));
            if (events.opened()) {
                answer.ifPresent(events::event);
            } else if (answer.isPresent()) {
                if (request.method().equals("initialize") && answer.get().has("result")) {
                    exchange.getResponseHeaders().set(SESSION, UUID.randomUUID().toString());
                }
                json(exchange, status(request, answer.get()), answer.get());
            } else {
                exchange.sendResponseHeaders(202, -1);
            }
        } finally {
            calls.remove(scope, request.id(), call);
            events.close();
        }
    }

    private static Optional<String> session(HttpExchange exchange) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(SESSION))
                .filter(id -> id.length() <= 100);
    }

    /** The modern era repeats some errors in the status; the legacy era has 200 for whatever the body says. */
    private static int status(Message.Request request, ObjectNode answer) {
        boolean modern = request.json().path("params").path("_meta").has("io.modelcontextprotocol/protocolVersion");
        int code = answer.path("error").path("code").asInt();
        if (code == RpcError.UNSUPPORTED_REVISION
                || code == RpcError.HEADER_MISMATCH
                || code == RpcError.MISSING_CAPABILITY) {
            return 400;
        }
        if (!modern) {
            return 200;
        }
        if (code == RpcError.METHOD_NOT_FOUND) {
            return 404;
        }
        return code == RpcError.INVALID_PARAMS ? 400 : 200;
    }

    private static void plain(HttpExchange exchange, int status, String why) throws IOException {
        json(
                exchange,
                status,
                new RpcError(RpcError.INVALID_REQUEST, why).answer(Json.array().nullNode()));
    }

    private static void json(HttpExchange exchange, int status, JsonNode body) throws IOException {
        byte[] bytes = Json.bytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Ends at once; calls in flight are cancelled. */
    @Override
    public void close() {
        calls.cancelAll();
        http.stop(0);
        workers.shutdownNow();
    }
}
