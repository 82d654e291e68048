package io.gentrack.mcp.comfy;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.store.StoreException;
import java.io.IOException;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows one ComfyUI and logs every run that succeeds, whoever started it.
 *
 * <p>A listener of its own is told only that the queue changed ({@code status}), never of other clients' runs, so each such event, and
 * the clock, lead to a look at {@code /history} ({@link HistoryReader}). What was counted before this process began is known to the
 * store by its graph.
 */
public final class ComfyTracker {
    /**
     * How patient the tracker is.
     *
     * @param debounce of events, which come in threes
     * @param poll between looks at the history where no event comes
     * @param firstWait before the second try to connect; doubled for each further one
     * @param longestWait between tries
     */
    public record Timing(Duration debounce, Duration poll, Duration firstWait, Duration longestWait) {
        /** For use; tests are less patient. */
        public static final Timing USUAL = new Timing(
                Duration.ofMillis(200), Duration.ofSeconds(20), Duration.ofSeconds(1), Duration.ofSeconds(30));
    }

    private final ComfyClient comfy;
    private final GenerationLog log;
    private final TrackerListener listener;
    private final Timing timing;
    private final HistoryReader history;

    private boolean connected;
    private boolean toldLost;
    private volatile boolean ended;
    private volatile @Nullable Thread runner;

    public ComfyTracker(ComfyClient comfy, GenerationLog log, TrackerListener listener, Timing timing) {
        this.comfy = Objects.requireNonNull(comfy, "comfy is null");
        this.log = Objects.requireNonNull(log, "log is null");
        this.listener = Objects.requireNonNull(listener, "listener is null");
        this.timing = Objects.requireNonNull(timing, "timing is null");
        history = new HistoryReader(comfy, this::take);
    }

    /** Runs {@link #run} on a thread of its own that does not keep the process alive. */
    public void start() {
        Thread thread = new Thread(
                () -> {
                    try {
                        run();
                    } catch (InterruptedException e) {
                        // Being interrupted is how it ends.
                        Thread.currentThread().interrupt();
                    }
                },
                "gentrack-tracker");
        thread.setDaemon(true);
        runner = thread;
        thread.start();
    }

    /** Ends what {@link #start} began, and waits for it: nothing is written afterwards. */
    public void stop() throws InterruptedException {
        // An interrupt alone may be lost: a request that it breaks off reports it as a broken connection.
        ended = true;
        Thread thread = runner;
        if (thread != null) {
            thread.interrupt();
            thread.join();
        }
    }

    /** Follows the server, through all its restarts, until the thread is interrupted or {@link #stop} is called. */
    public void run() throws InterruptedException {
        Duration wait = timing.firstWait();
        while (!ended) {
            try {
                follow();
                wait = timing.firstWait();
            } catch (IOException e) {
                lost("ComfyUI at " + comfy.address() + " does not answer: " + e.getMessage() + ".");
            } catch (StoreException e) {
                listener.problem(e.getMessage() + " The run is tried again.");
            }
            if (ended) {
                return;
            }
            TimeUnit.MILLISECONDS.sleep(wait.toMillis());
            Duration doubled = wait.multipliedBy(2);
            wait = doubled.compareTo(timing.longestWait()) > 0 ? timing.longestWait() : doubled;
            if (connected) {
                wait = timing.firstWait();
            }
        }
    }

    private void lost(String why) {
        connected = false;
        if (!toldLost) {
            toldLost = true;
            listener.lost(why);
        }
    }

    /** One connection, from its start to its end. */
    private void follow() throws IOException, InterruptedException, StoreException {
        if (!comfy.answers()) {
            throw new IOException("no ComfyUI there, or it is still starting");
        }
        if (!connected) {
            connected = true;
            toldLost = false;
            listener.connected();
        }
        Bell bell = new Bell();
        Optional<WebSocket> socket = socket(bell);
        try {
            // Once the events come: what ends after this look rings.
            history.look();
            listen(bell, socket.isPresent());
        } finally {
            socket.ifPresent(WebSocket::abort);
        }
    }

    /** Empty where there are no events, as behind some proxies; the clock is enough, only slower. */
    private Optional<WebSocket> socket(Bell bell) throws InterruptedException {
        try {
            return Optional.of(
                    comfy.listen(UUID.randomUUID().toString(), message -> event(bell, message), bell::close));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static void event(Bell bell, JsonNode message) {
        if (message.path("type").asText().equals("status")) {
            bell.change();
        }
    }

    /** Until the connection is over, or turns out to be deaf. */
    private void listen(Bell bell, boolean events) throws IOException, InterruptedException, StoreException {
        while (!ended) {
            Bell.Ring ring = bell.await(timing.poll());
            if (ring == Bell.Ring.CHANGED) {
                TimeUnit.MILLISECONDS.sleep(timing.debounce().toMillis());
            }
            if (ended) {
                return;
            }
            int found = history.look();
            // News that the clock finds and no event told: the server forgot this listener, or its machine went away
            // and came back.
            boolean deaf = ring == Bell.Ring.TIME && (found > 0 || !events);
            if (deaf || ring == Bell.Ring.CLOSED) {
                return;
            }
        }
    }

    private void take(HistoryEntry entry) throws StoreException {
        try {
            GenerationLog.Logged logged = log.log(entry);
            if (logged.counted() > 0) {
                listener.logged(entry.promptId(), logged);
            } else if (!logged.missing().isEmpty()) {
                listener.problem("Run " + entry.promptId() + " is not counted: its workflow does not say "
                        + String.join("; ", logged.missing()) + ".");
            }
        } catch (RuntimeException | StackOverflowError e) {
            listener.problem("Run " + entry.promptId() + " is not counted, by a fault of gentrack: " + e);
        }
    }
}
