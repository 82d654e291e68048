package io.gentrack.mcp.comfy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Runs one workflow on ComfyUI and waits for its end. Safe for use by several threads. */
public final class Runner {
    /** Without events the history is asked this often. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    /** Told how far a run is, on the thread that waits. */
    @FunctionalInterface
    public interface Progress {
        /**
         * One step of one node.
         *
         * @param node id of the node at work
         * @param step of this node, 1 to {@code steps}
         */
        void step(String node, int step, int steps);
    }

    /** What became of a workflow. */
    public sealed interface Result {
        /** The server refused it. */
        record Refused(Submission.Refused refusal) implements Result {}

        /** It ended, well or not. */
        record Ended(Submission.Queued queued, HistoryEntry entry) implements Result {}

        /** It is still under way. */
        record Running(Submission.Queued queued) implements Result {}
    }

    private final ComfyClient comfy;

    public Runner(ComfyClient comfy) {
        this.comfy = Objects.requireNonNull(comfy, "comfy is null");
    }

    /**
     * Hands the workflow over and waits.
     *
     * @param graph API format
     * @param patience how long to wait for the end; a run that takes longer goes on
     * @throws InterruptedException where nobody waits any more; the run goes on
     */
    public Result run(JsonNode graph, Duration patience, Progress progress) throws IOException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        String clientId = UUID.randomUUID().toString();
        BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>(1000);
        WebSocket socket = patience.isZero() ? null : listen(clientId, events);
        try {
            Submission submission =
                    comfy.submit(graph, clientId, UUID.randomUUID().toString());
            if (submission instanceof Submission.Refused refused) {
                return new Result.Refused(refused);
            }
            return await((Submission.Queued) submission, events, end, progress);
        } finally {
            if (socket != null) {
                socket.abort();
            }
        }
    }

    private @Nullable WebSocket listen(String clientId, BlockingQueue<JsonNode> events) throws InterruptedException {
        try {
            return comfy.listen(clientId, events::offer, () -> {});
        } catch (IOException e) {
            // Events only tell of progress; the end is in the history.
            return null;
        }
    }

    private Result await(Submission.Queued queued, BlockingQueue<JsonNode> events, long end, Progress progress)
            throws IOException, InterruptedException {
        while (true) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return new Result.Running(queued);
            }
            JsonNode event = events.poll(Math.min(left, LOOK.toNanos()), TimeUnit.NANOSECONDS);
            if (event != null && event.path("type").asText().equals("progress")) {
                JsonNode data = event.path("data");
                progress.step(
                        data.path("node").asText(),
                        data.path("value").asInt(),
                        data.path("max").asInt());
                continue;
            }
            AtomicReference<HistoryEntry> found = new AtomicReference<>();
            comfy.finished(queued.promptId(), found::set);
            Optional<HistoryEntry> entry = Optional.ofNullable(found.get());
            if (entry.isPresent()) {
                return new Result.Ended(queued, entry.get());
            }
        }
    }
}
