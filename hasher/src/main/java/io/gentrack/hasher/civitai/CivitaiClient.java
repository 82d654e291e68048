package io.gentrack.hasher.civitai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.gentrack.hasher.cache.PublicIdentity;
import io.gentrack.hasher.hash.Cancellation;
import io.gentrack.hasher.http.Backoff;
import io.gentrack.hasher.http.CancellableHttp;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;

/**
 * The two calls of CivitAI's API (August 2026) that identify files, and of mirrors that speak the same. Sends nothing but
 * digests of files; no token, no file name. Waits out 429 and outages, and stops at once when cancelled.
 */
public final class CivitaiClient {
    /** Where the public site is. */
    public static final URI SITE = URI.create("https://civitai.com");

    /** Most digests of one batch request. */
    public static final int MAX_BATCH = 10_000;

    private static final long MAX_ANSWER_BYTES = 32L << 20;
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern AUTO_V2 = Pattern.compile("[0-9a-fA-F]{10}");

    private final ObjectMapper json = new ObjectMapper();
    private final CancellableHttp http;
    private final URI base;
    private final Backoff backoff;
    private final Duration timeout;

    /** A client of the public site. */
    public CivitaiClient() {
        this(SITE, Backoff.DEFAULT, Duration.ofSeconds(30));
    }

    /**
     * A client of any site with the same API.
     *
     * @param base scheme, host and perhaps a path, without {@code /api/v1}
     * @param timeout for one request, answer included
     */
    public CivitaiClient(URI base, Backoff backoff, Duration timeout) {
        this.base = base;
        this.backoff = backoff;
        this.timeout = timeout;
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        this.http = new CancellableHttp(client, timeout, MAX_ANSWER_BYTES);
    }

    /** The site asked, for people. */
    public URI base() {
        return base;
    }

    /**
     * Which of these contents the site knows: the digests (lower-case) with a published version. Digests that are not in
     * the set are misses.
     *
     * @param sha256 at most {@link #MAX_BATCH} full digests
     */
    public Answer<Set<String>> known(Collection<String> sha256, Cancellation cancellation) {
        ArrayNode body = json.createArrayNode();
        sha256.stream().distinct().forEach(body::add);
        if (body.size() > MAX_BATCH) {
            throw new IllegalArgumentException("more than " + MAX_BATCH + " digests in one batch");
        }
        Answer<JsonNode> answer = send(
                request("/api/v1/model-versions/by-hash/ids")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                        .build(),
                cancellation);
        if (!(answer instanceof Answer.Hit<JsonNode> hit)) {
            // A batch for which nothing is known is an empty list; "not found" here means that there is no such call.
            return answer instanceof Answer.Stopped<JsonNode>
                    ? new Answer.Stopped<>()
                    : new Answer.NoAnswer<>(
                            answer instanceof Answer.NoAnswer<JsonNode> none
                                    ? none.reason()
                                    : base + " has no batch look-up");
        }
        if (!hit.value().isArray()) {
            return new Answer.NoAnswer<>(base + " sent no list");
        }
        Set<String> known = new LinkedHashSet<>();
        for (JsonNode entry : hit.value()) {
            // Null elements and the same hash twice do occur.
            String hash = entry.path("hash").asText("");
            if (SHA256.matcher(hash).matches() && entry.path("modelVersionId").canConvertToLong()) {
                known.add(hash.toLowerCase(Locale.ROOT));
            }
        }
        return new Answer.Hit<>(known);
    }

    /** The oldest published version with a file of this content. */
    public Answer<PublicIdentity> byHash(String sha256, Cancellation cancellation) {
        if (!SHA256.matcher(sha256).matches()) {
            throw new IllegalArgumentException("not a full SHA-256: " + sha256);
        }
        return identified(version(sha256, cancellation), "SHA256", sha256);
    }

    /**
     * The oldest published version with a file of this AutoV2, for a file that is not here. Ten digits are few, so only a
     * version that lists a file with them is a match.
     */
    public Answer<PublicIdentity> byAutoV2(String autoV2, Cancellation cancellation) {
        if (!AUTO_V2.matcher(autoV2).matches()) {
            throw new IllegalArgumentException("not an AutoV2: " + autoV2);
        }
        Answer<JsonNode> answer = version(autoV2, cancellation);
        return answer instanceof Answer.Hit<JsonNode> hit
                        && typeOfFile(hit.value(), "AutoV2", autoV2).isEmpty()
                ? new Answer.Miss<>()
                : identified(answer, "AutoV2", autoV2);
    }

    private Answer<JsonNode> version(String hash, Cancellation cancellation) {
        return send(request("/api/v1/model-versions/by-hash/" + hash).GET().build(), cancellation);
    }

    private Answer<PublicIdentity> identified(Answer<JsonNode> answer, String kindOfHash, String hash) {
        if (answer instanceof Answer.Hit<JsonNode> hit) {
            return identity(hit.value(), kindOfHash, hash)
                    .<Answer<PublicIdentity>>map(Answer.Hit::new)
                    .orElseGet(() -> new Answer.NoAnswer<>(base + " sent a version without ids"));
        }
        if (answer instanceof Answer.Miss<JsonNode>) {
            return new Answer.Miss<>();
        }
        return answer instanceof Answer.NoAnswer<JsonNode> none
                ? new Answer.NoAnswer<>(none.reason())
                : new Answer.Stopped<>();
    }

    private static Optional<PublicIdentity> identity(JsonNode version, String kindOfHash, String hash) {
        if (!version.path("id").canConvertToLong() || !version.path("modelId").canConvertToLong()) {
            return Optional.empty();
        }
        String model = version.path("model").path("name").asText("");
        String name = version.path("name").asText("");
        String title = model.isEmpty() || name.isEmpty() ? model + name : model + " - " + name;
        return Optional.of(new PublicIdentity(
                version.path("id").asLong(),
                version.path("modelId").asLong(),
                title,
                version.path("baseModel").asText(""),
                typeOfFile(version, kindOfHash, hash).orElse("")));
    }

    /** The type of the very file; empty where the list is empty or lacks the hash: then nothing may be concluded. */
    private static Optional<String> typeOfFile(JsonNode version, String kindOfHash, String hash) {
        for (JsonNode file : version.path("files")) {
            if (file.path("hashes").path(kindOfHash).asText("").equalsIgnoreCase(hash)) {
                return Optional.of(file.path("type").asText(""));
            }
        }
        return Optional.empty();
    }

    private HttpRequest.Builder request(String path) {
        String root = base.toString();
        return HttpRequest.newBuilder(
                        URI.create((root.endsWith("/") ? root.substring(0, root.length() - 1) : root) + path))
                .timeout(timeout)
                .header("Accept", "application/json")
                .header("User-Agent", "gentrack");
    }

    /** One request with its repetitions. */
    private Answer<JsonNode> send(HttpRequest request, Cancellation cancellation) {
        String reason = "";
        for (int attempt = 1; attempt <= backoff.attempts(); attempt++) {
            if (cancellation.isCancelled()) {
                return new Answer.Stopped<>();
            }
            Duration pause = backoff.after(attempt);
            try {
                HttpResponse<byte[]> response = http.exchange(request, cancellation);
                int status = response.statusCode();
                if (status == 429 || status >= 500) {
                    reason = base + " answers with status " + status;
                    pause = backoff.asked(pause, response);
                } else {
                    return read(status, response.body());
                }
            } catch (CancellationException e) {
                return new Answer.Stopped<>();
            } catch (IOException e) {
                reason = base + " cannot be reached: "
                        + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return new Answer.Stopped<>();
            }
            if (attempt < backoff.attempts() && !CancellableHttp.pause(pause, cancellation)) {
                return new Answer.Stopped<>();
            }
        }
        return new Answer.NoAnswer<>(reason);
    }

    private Answer<JsonNode> read(int status, byte[] bytes) throws IOException {
        JsonNode tree;
        try {
            tree = json.readTree(bytes);
        } catch (JsonProcessingException e) {
            // A mistyped address gives a page for people, with status 404 too.
            return new Answer.NoAnswer<>(base + " sent no JSON (status " + status + "); is the address right?");
        }
        if (status == 200) {
            return new Answer.Hit<>(tree);
        }
        if (status == 404 && tree.hasNonNull("error")) {
            return new Answer.Miss<>();
        }
        return new Answer.NoAnswer<>(base + " answers with status " + status + ": "
                + tree.path("error").asText("no reason given"));
    }
}
