package io.gentrack.community.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gentrack.hasher.hash.Cancellation;
import io.gentrack.hasher.http.Backoff;
import io.gentrack.hasher.http.CancellableHttp;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One community server, spoken to as {@code community/openapi.yaml} says. Sends no cookie, no account, no key, and no header
 * that differs between two people; follows no redirection, so that nothing goes to another place than the user named.
 */
public final class CommunityServer {
    /** Waits between tries of a share: 1, 2, 4, 8, 16, 32 seconds, or what the server asks for. */
    public static final Backoff PATIENT = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), 7);

    /** One try: a question that nobody waits for. */
    public static final Backoff ONCE = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), 1);

    private static final Pattern TAG = Pattern.compile("(?:W/)?\"([0-9a-f]{16,64})\"");
    private static final String AGENT = "gentrack";
    private static final long MOST_BYTES = 4 << 20;
    private static final int LONGEST_TEXT = 300;

    /** Who is busy comes back; who is not there at all seldom does while one waits. */
    private static final int MOST_TRIES_OF_AN_ABSENT_SERVER = 4;

    private final JsonMapper json = new JsonMapper();
    private final CancellableHttp http;
    private final ServerAddress address;
    private final Backoff backoff;
    private final Duration timeout;

    /** Is told of each wait before the next try. */
    @FunctionalInterface
    public interface Waiting {
        /** Nobody. */
        Waiting SILENT = (why, pause) -> {};

        void waiting(String why, Duration pause);
    }

    /**
     * @param timeout for one try, answer included
     */
    public CommunityServer(ServerAddress address, Backoff backoff, Duration timeout) {
        this.address = Objects.requireNonNull(address, "address is null");
        this.backoff = Objects.requireNonNull(backoff, "backoff is null");
        this.timeout = Objects.requireNonNull(timeout, "timeout is null");
        // No cookie handler, no authenticator; HTTP/1.1 because an offer of HTTP/2 adds headers.
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.http = new CancellableHttp(client, timeout, MOST_BYTES);
    }

    public ServerAddress address() {
        return address;
    }

    Reply submit(byte[] body, Cancellation cancellation, Waiting waiting) {
        return send(withBody("POST", "/api/v1/settings/submit", body), cancellation, waiting);
    }

    Reply takeBack(byte[] body, Cancellation cancellation, Waiting waiting) {
        return send(withBody("DELETE", "/api/v1/contribution", body), cancellation, waiting);
    }

    /**
     * Asks.
     *
     * @param pathAndQuery below the server's address
     * @param etag of the answer at hand
     */
    Reply get(String pathAndQuery, Optional<String> etag) {
        HttpRequest.Builder request = request(pathAndQuery).GET();
        etag.ifPresent(tag -> request.header("If-None-Match", tag));
        return send(request.build(), new Cancellation(), Waiting.SILENT);
    }

    private HttpRequest withBody(String method, String path, byte[] body) {
        return request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofByteArray(body))
                .build();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path))
                .timeout(timeout)
                .header("Accept", "application/json")
                .header("User-Agent", AGENT);
    }

    /** One request with its repetitions. */
    private Reply send(HttpRequest request, Cancellation cancellation, Waiting waiting) {
        String why = "";
        for (int attempt = 1; attempt <= backoff.attempts(); attempt++) {
            if (cancellation.isCancelled()) {
                return new Reply.Stopped();
            }
            Duration pause = backoff.after(attempt);
            try {
                HttpResponse<byte[]> response = http.exchange(request, cancellation);
                int status = response.statusCode();
                if (status != 429 && status < 500) {
                    return read(response);
                }
                why = status == 429
                        ? address + " asks for patience (status 429: too many requests)"
                        : address + " has trouble (status " + status + ")";
                pause = backoff.asked(pause, response);
            } catch (CancellationException e) {
                return new Reply.Stopped();
            } catch (IOException e) {
                why = address + " cannot be reached (" + reason(e) + ")";
                if (attempt >= MOST_TRIES_OF_AN_ABSENT_SERVER) {
                    break;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Reply.Stopped();
            }
            if (attempt < backoff.attempts()) {
                waiting.waiting(why, pause);
                if (!CancellableHttp.pause(pause, cancellation)) {
                    return new Reply.Stopped();
                }
            }
        }
        return new Reply.NoAnswer(why);
    }

    /** Java often gives no text with the cause that people know best. */
    private static String reason(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "no such host";
            }
        }
        if (e instanceof HttpTimeoutException) {
            return "no answer in time";
        }
        if (e.getMessage() != null) {
            return oneLine(e.getMessage());
        }
        return e instanceof ConnectException
                ? "nothing answers there"
                : e.getClass().getSimpleName();
    }

    private Reply read(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        if (status == 304) {
            return new Reply.Unchanged();
        }
        if (status >= 300 && status < 400) {
            return new Reply.Refused(address + " sends on to "
                    + response.headers()
                            .firstValue("Location")
                            .map(CommunityServer::oneLine)
                            .orElse("another place")
                    + ". Nothing was sent there; if that is right, give that address with --server.");
        }
        JsonNode body;
        try {
            body = json.readTree(response.body());
        } catch (JsonProcessingException e) {
            return noServer(status);
        } catch (IOException e) {
            return new Reply.NoAnswer(address + " cannot be understood: " + oneLine(String.valueOf(e.getMessage())));
        }
        if (status == 200 && body.isObject()) {
            return new Reply.Done(body, etag(response));
        }
        String type = body.path("type").asText("");
        if (!type.startsWith("urn:gentrack:") || type.endsWith(":not-found")) {
            return noServer(status);
        }
        return new Reply.Refused(address + " does not take it (status " + status + "): "
                + oneLine(body.path("detail").asText(body.path("title").asText("no reason given"))) + errors(body));
    }

    /**
     * A tag is sent back with the next question, so it must not be able to name anybody: only the beginning of the answer's own SHA-256 in
     * hex digits is one.
     */
    private static Optional<String> etag(HttpResponse<byte[]> response) {
        Optional<String> tag = response.headers().firstValue("ETag");
        String digits = tag.map(TAG::matcher)
                .filter(Matcher::matches)
                .map(m -> m.group(1))
                .orElse("-");
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(response.body());
            return tag.filter(text -> HexFormat.of().formatHex(digest).startsWith(digits));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private Reply noServer(int status) {
        return new Reply.Refused(address + " is no community server (status " + status
                + "). Check the address: it is the one that `gentrack community serve` prints.");
    }

    private static String errors(JsonNode problem) {
        StringBuilder text = new StringBuilder();
        for (JsonNode error : problem.path("errors")) {
            if (text.length() > LONGEST_TEXT) {
                break;
            }
            text.append("; ")
                    .append(oneLine(error.path("pointer").asText()))
                    .append(": ")
                    .append(oneLine(error.path("detail").asText()));
        }
        return text.toString();
    }

    /** What a server says is shown on a terminal. */
    static String oneLine(String text) {
        String line = text.codePoints()
                .limit(LONGEST_TEXT)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return line.strip();
    }
}
