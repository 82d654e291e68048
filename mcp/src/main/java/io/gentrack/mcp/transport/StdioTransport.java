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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

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
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final McpServer server;
    private final InputStream in;
    private final OutputStream out;
    private final Duration drain;
    private final Calls calls = new Calls();
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
        workers = new ThreadPoolExecutor(
                WORKERS, WORKERS, 20, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), StdioTransport::thread);
        workers.allowCoreThreadTimeOut(true);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "mcp-" + NUMBER.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Serves until the client closes its end, then lets the answers in flight out and returns.
     *
     * @throws IOException where reading fails
     */
    public void run() throws IOException, InterruptedException {
        LineReader lines = new LineReader(in, Json.MOST_BYTES);
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
            take(json.get()).ifPresent(answer -> answer.thenAccept(a -> a.ifPresent(this::send)));
        }
    }

    /** Revision 2025-03-26 allows several messages in one array and wants one array back. */
    private void batch(ArrayNode batch) throws InterruptedException {
        List<CompletableFuture<Optional<ObjectNode>>> answers = new ArrayList<>();
        if (batch.isEmpty()) {
            send(Message.emptyBatch());
            return;
        }
        for (JsonNode one : batch) {
            take(one).ifPresent(answers::add);
        }
        CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0])).thenRun(() -> {
            ArrayNode all = Json.array();
            answers.forEach(answer -> answer.join().ifPresent(all::add));
            if (!all.isEmpty()) {
                send(all);
            }
        });
    }

    /** Empty for what gets no answer. */
    private Optional<CompletableFuture<Optional<ObjectNode>>> take(JsonNode json) throws InterruptedException {
        Message message = Message.of(json);
        if (message instanceof Message.Invalid invalid) {
            return Optional.of(CompletableFuture.completedFuture(Optional.of(invalid.error())));
        }
        if (message instanceof Message.Notification notification) {
            if (notification.method().equals("notifications/cancelled")) {
                calls.cancel(CLIENT, notification.json());
            }
            return Optional.empty();
        }
        return message instanceof Message.Request request ? Optional.of(start(request)) : Optional.empty();
    }

    private CompletableFuture<Optional<ObjectNode>> start(Message.Request request) throws InterruptedException {
        Call call = Call.of(request.json(), this::send);
        if (!calls.add(CLIENT, request.id(), call)) {
            return CompletableFuture.completedFuture(Optional.of(
                    new RpcError(RpcError.INVALID_REQUEST, "Invalid request: a request with this id is under way")
                            .answer(request.id())));
        }
        CompletableFuture<Optional<ObjectNode>> answer = new CompletableFuture<>();
        places.acquire();
        workers.execute(() -> {
            Optional<ObjectNode> done = Optional.empty();
            try {
                done = server.answer(request.json(), call);
            } finally {
                places.release();
                calls.remove(CLIENT, request.id(), call);
                answer.complete(done);
            }
        });
        return answer;
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
