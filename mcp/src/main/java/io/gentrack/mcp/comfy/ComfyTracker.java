package io.gentrack.mcp.comfy;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.store.StoreException;
import java.io.IOException;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Follows one ComfyUI and logs every run that succeeds, whoever started it.
 *
 * <p>A listener of its own is told only that the queue changed ({@code status}), never of other clients' runs, so each such event, and
 * the clock, lead to a look at {@code /history}. What was seen is remembered by prompt id; what was counted before this process began
 * is known to the store by its graph.
 */
public final class ComfyTracker {
    private static final int NEWEST = 32;
    private static final int PAGE = 64;
    /** ComfyUI keeps 10,000 entries; twice that bounds both the memory here and a server that pages without end. */
    private static final int MOST_SEEN = 20_000;

    private enum Signal {
        CHANGED,
        CLOSED
    }

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
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>(1024);
    private final Set<String> seen = Collections.newSetFromMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST_SEEN;
        }
    });
    /** There may be entries before the newest that were not looked at: at first, and after a look that was broken off. */
    private boolean behind = true;

    private boolean connected;
    private boolean toldLost;
    private volatile boolean ended;
    private volatile @Nullable Thread runner;

    public ComfyTracker(ComfyClient comfy, GenerationLog log, TrackerListener listener, Timing timing) {
        this.comfy = Objects.requireNonNull(comfy, "comfy is null");
        this.log = Objects.requireNonNull(log, "log is null");
        this.listener = Objects.requireNonNull(listener, "listener is null");
        this.timing = Objects.requireNonNull(timing, "timing is null");
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
        signals.offer(Signal.CLOSED);
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
        behind = true;
        if (!comfy.answers()) {
            throw new IOException("no ComfyUI there, or it is still starting");
        }
        if (!connected) {
            connected = true;
            toldLost = false;
            listener.connected();
        }
        look();
        WebSocket socket = null;
        signals.clear();
        try {
            socket = comfy.listen(UUID.randomUUID().toString(), this::event, () -> signals.offer(Signal.CLOSED));
        } catch (IOException e) {
            // A proxy may let no events through; the clock is enough, only slower.
            signals.clear();
        }
        try {
            // What ended between the first look and the events.
            look();
            listen(socket);
        } finally {
            if (socket != null) {
                socket.abort();
            }
        }
    }

    private void listen(@Nullable WebSocket socket) throws IOException, InterruptedException, StoreException {
        while (!ended) {
            Signal signal = signals.poll(timing.poll().toMillis(), TimeUnit.MILLISECONDS);
            if (signal == Signal.CHANGED) {
                TimeUnit.MILLISECONDS.sleep(timing.debounce().toMillis());
            }
            boolean closed = signal == Signal.CLOSED || signals.contains(Signal.CLOSED);
            signals.clear();
            if (ended) {
                return;
            }
            look();
            if (closed || socket == null) {
                return;
            }
        }
    }

    private void event(JsonNode message) {
        if (message.path("type").asText().equals("status")) {
            signals.offer(Signal.CHANGED);
        }
    }

    /** Logs what is new in the history. */
    private void look() throws IOException, InterruptedException, StoreException {
        Sink sink = new Sink();
        ComfyClient.Page newest = comfy.history(NEWEST, OptionalInt.empty(), sink::wanted, sink::take);
        sink.check();
        if (behind || (newest.taken() == newest.size() && newest.size() >= NEWEST)) {
            pageAll();
            behind = false;
        }
    }

    /** From the oldest entry on. */
    private void pageAll() throws IOException, InterruptedException, StoreException {
        String before = "";
        for (int offset = 0; offset < MOST_SEEN; offset += PAGE) {
            Sink sink = new Sink();
            ComfyClient.Page page = comfy.history(PAGE, OptionalInt.of(offset), sink::wanted, sink::take);
            sink.check();
            if (page.size() < PAGE || page.first().equals(before)) {
                return;
            }
            before = page.first();
        }
    }

    /** Logs entries while they are read. After the database failed the rest is left for the next look. */
    private final class Sink {
        private @Nullable StoreException fault;

        boolean wanted(String promptId) {
            return fault == null && !seen.contains(promptId);
        }

        void take(HistoryEntry entry) {
            if (fault != null) {
                return;
            }
            try {
                GenerationLog.Logged logged = log.log(entry);
                seen.add(entry.promptId());
                if (logged.counted() > 0) {
                    listener.logged(entry.promptId(), logged);
                } else if (!logged.missing().isEmpty()) {
                    listener.problem("Run " + entry.promptId() + " is not counted: its workflow does not say "
                            + String.join("; ", logged.missing()) + ".");
                }
            } catch (StoreException e) {
                fault = e;
            } catch (RuntimeException | StackOverflowError e) {
                seen.add(entry.promptId());
                listener.problem("Run " + entry.promptId() + " is not counted, by a fault of gentrack: " + e);
            }
        }

        void check() throws StoreException {
            if (fault != null) {
                throw fault;
            }
        }
    }
}
