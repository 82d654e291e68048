package io.gentrack.mcp.transport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.mcp.protocol.Call;
import io.gentrack.mcp.protocol.Json;
import io.gentrack.mcp.protocol.McpServer;
import io.gentrack.mcp.protocol.Message;
import io.gentrack.mcp.protocol.RpcError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One client on standard streams, one JSON-RPC message a line. Reads on the calling thread, works on others; a slow call holds up no
 * other one.
 */
public final class StdioTransport {
    private static final int WORKERS = 32;
    /** Requests that may wait; beyond it the client is no longer read. */
    private static final int WAITING = 4096;
    /** At the end of input: how long answers in flight may still take. */
    private static final Duration DRAIN = Duration.ofSeconds(10);

    private static final String CLIENT = "stdio";

    private final McpServer server;
    private final InputStream in;
    private final OutputStream out;
    private final Duration drain;
    private final Calls calls = new Calls();
    private final Questions questions = new Questions();
    private final Semaphore places = new Semaphore(WAITING);
    private final ThreadPoolExecutor workers;
    private volatile boolean gone;

    public StdioTransport(McpServer server, InputStream in, OutputStream out) {
        this(server, in, out, DRAIN);
    }

    StdioTransport(McpServer server, InputStream in, OutputStream out, Duration drain) {
        this.server = server;
        this.in = in;
        this.out = out;
        this.drain = drain;
        workers = Workers.pool("mcp-", WORKERS);
    }

    /**
     * Serves until the client closes its end, then lets the answers in flight out and returns.
     *
     * @throws IOException where reading fails
     */
    public void run() throws IOException, InterruptedException {
        LineReader lines = new LineReader(in, Json.MOST_BYTES);
        server.subscriptions().listen(CLIENT, this::send);
        try {
            while (!gone) {
                Optional<LineReader.Line> line = lines.next();
                if (line.isEmpty()) {
                    break;
                }
                line(line.get());
            }
        } finally {
            end();
        }
    }

    private void end() throws InterruptedException {
        workers.shutdown();
        if (gone || !workers.awaitTermination(drain.toMillis(), TimeUnit.MILLISECONDS)) {
            calls.cancelAll();
            workers.shutdownNow();
        }
    }

    private void line(LineReader.Line line) throws InterruptedException {
        if (line.blank()) {
            return;
        }
        if (line.tooLong()) {
            send(Message.tooLong());
            return;
        }
        Optional<JsonNode> json = Json.parse(line.bytes());
        if (json.isEmpty()) {
            send(Message.unparsable());
        } else if (json.get() instanceof ArrayNode batch) {
            batch(batch);
        } else {
            take(json.get(), answer -> answer.ifPresent(this::send));
        }
    }

    /** Revision 2025-03-26 allows several messages in one array and wants one array back. */
    private void batch(ArrayNode batch) throws InterruptedException {
        if (batch.isEmpty()) {
            send(Message.emptyBatch());
            return;
        }
        ArrayNode answers = Json.array();
        AtomicInteger open = new AtomicInteger(batch.size());
        for (JsonNode one : batch) {
            take(one, answer -> {
                synchronized (answers) {
                    answer.ifPresent(answers::add);
                    if (open.decrementAndGet() == 0 && !answers.isEmpty()) {
                        send(answers);
                    }
                }
            });
        }
    }

    /** Tells {@code done} once: the answer, or that there is none. */
    private void take(JsonNode json, Consumer<Optional<ObjectNode>> done) throws InterruptedException {
        Message message = Message.of(json);
        if (message instanceof Message.Request request) {
            start(request, done);
        } else if (message instanceof Message.Invalid invalid) {
            done.accept(Optional.of(invalid.error()));
        } else {
            if (message instanceof Message.Response response) {
                questions.answered(response.json());
            }
            if (message instanceof Message.Notification notification
                    && notification.method().equals("notifications/cancelled")) {
                calls.cancel(CLIENT, notification.json());
            }
            done.accept(Optional.empty());
        }
    }

    private void start(Message.Request request, Consumer<Optional<ObjectNode>> done) throws InterruptedException {
        Call call = Call.of(request.json(), questions.client(this::send));
        if (!calls.add(CLIENT, request.id(), call)) {
            done.accept(Optional.of(
                    new RpcError(RpcError.INVALID_REQUEST, "Invalid request: a request with this id is under way")
                            .answer(request.id())));
            return;
        }
        places.acquire();
        workers.execute(() -> {
            Optional<ObjectNode> answer = Optional.empty();
            try {
                answer = server.answer(request.json(), call, CLIENT);
            } finally {
                places.release();
                calls.remove(CLIENT, request.id(), call);
                done.accept(answer);
            }
        });
    }

    private void send(JsonNode message) {
        byte[] bytes = Json.bytes(message);
        synchronized (out) {
            if (gone) {
                return;
            }
            try {
                out.write(bytes);
                out.write('\n');
                out.flush();
            } catch (IOException e) {
                // Nobody reads any more, so nothing is worth finishing.
                gone = true;
            }
        }
        if (gone) {
            calls.cancelAll();
        }
    }
}
