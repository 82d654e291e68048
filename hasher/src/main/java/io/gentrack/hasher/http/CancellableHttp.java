package io.gentrack.hasher.http;

import io.gentrack.hasher.hash.Cancellation;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Exchanges and waits that end within a tenth of a second when they are cancelled. */
public final class CancellableHttp {
    private static final long CANCEL_CHECK_MS = 100;

    private final HttpClient http;
    private final Duration timeout;
    private final long mostBytes;

    /**
     * @param timeout for one exchange, the body of the answer included
     * @param mostBytes of an answer; a longer one is an {@link IOException}
     */
    public CancellableHttp(HttpClient http, Duration timeout, long mostBytes) {
        this.http = http;
        this.timeout = timeout;
        this.mostBytes = mostBytes;
    }

    /**
     * One exchange. The client's own time-out ends with the headers; this one covers the body too.
     *
     * @throws CancellationException where it was cancelled
     */
    public HttpResponse<byte[]> exchange(HttpRequest request, Cancellation cancellation)
            throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> running =
                http.sendAsync(request, headers -> new LimitedBody(mostBytes));
        long end = System.nanoTime() + timeout.toNanos();
        try {
            while (true) {
                try {
                    return running.get(CANCEL_CHECK_MS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    if (cancellation.isCancelled()) {
                        throw new CancellationException();
                    }
                    if (System.nanoTime() > end) {
                        throw new HttpTimeoutException("no answer within " + timeout.toSeconds() + " s");
                    }
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } finally {
            running.cancel(true);
        }
    }

    /** Waits before the next try. False where it was cut short. */
    public static boolean pause(Duration pause, Cancellation cancellation) {
        long end = System.nanoTime() + pause.toNanos();
        try {
            for (long left = pause.toMillis(); left > 0; left = (end - System.nanoTime()) / 1_000_000) {
                if (cancellation.isCancelled()) {
                    return false;
                }
                Thread.sleep(Math.min(left, CANCEL_CHECK_MS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !cancellation.isCancelled();
    }
}
