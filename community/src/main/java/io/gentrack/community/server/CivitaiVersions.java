package io.gentrack.community.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code GET /api/v1/model-versions/by-hash/{AutoV2}} (CivitAI, August 2026). At most 40 look-ups for one submission, six at once, and none
 * after the first that got no answer, so that an outage costs seconds; what is left over comes with a later submission.
 */
final class CivitaiVersions implements PublicVersions {
    private static final int MOST_LOOKUPS = 40;
    private static final int AT_ONCE = 6;
    private static final int MOST_BYTES = 1 << 20;
    private static final int LONGEST_TITLE = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PATIENCE_WITH_ALL = Duration.ofSeconds(20);

    private static final Set<String> LORA_TYPES = Set.of("lora", "locon", "dora", "lycoris");
    /** Files that lie beside a model and are none. */
    private static final Set<String> OTHER_FILES =
            Set.of("training data", "vae", "config", "archive", "text encoder", "negative", "workflow");

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    private final ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE, task -> {
        Thread thread = new Thread(task, "gentrack-civitai");
        thread.setDaemon(true);
        return thread;
    });
    private final String site;

    /**
     * @param site scheme, host and perhaps a path, without {@code /api/v1}
     */
    CivitaiVersions(URI site) {
        String text = site.toString();
        this.site = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    @Override
    public Map<String, Optional<Version>> lookUp(Collection<String> hashes) {
        Map<String, Optional<Version>> found = new ConcurrentHashMap<>();
        AtomicBoolean away = new AtomicBoolean();
        List<Callable<Void>> tasks = new ArrayList<>();
        hashes.stream()
                .limit(MOST_LOOKUPS)
                .forEach(hash -> tasks.add(() -> {
                    if (!away.get()) {
                        ask(hash).ifPresentOrElse(answer -> found.put(hash, answer.version()), () -> away.set(true));
                    }
                    return null;
                }));
        try {
            workers.invokeAll(tasks, PATIENCE_WITH_ALL.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Map.copyOf(found);
    }

    /** What the site said: a version, or that there is none. */
    private record Said(Optional<Version> version) {}

    /** Empty where there was no answer: no network, no JSON, too long, too slow. */
    private Optional<Said> ask(String hash) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(site + "/api/v1/model-versions/by-hash/" + hash))
                .timeout(PATIENCE)
                .header("Accept", "application/json")
                .header("User-Agent", "gentrack")
                .build();
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            JsonNode body;
            try (InputStream in = response.body()) {
                byte[] bytes = in.readNBytes(MOST_BYTES + 1);
                body = bytes.length > MOST_BYTES ? MissingNode.getInstance() : json.readTree(bytes);
            }
            if (response.statusCode() == 404 && body.path("error").isTextual()) {
                return Optional.of(new Said(Optional.empty()));
            }
            return response.statusCode() == 200
                    ? version(body, hash).map(version -> new Said(Optional.of(version)))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Version> version(JsonNode body, String hash) {
        long id = body.path("id").asLong();
        if (!body.path("id").isIntegralNumber() || id < 1 || id > Shape.LARGEST_EXACT) {
            return Optional.empty();
        }
        String title = Stream.of(body.path("model").path("name"), body.path("name"))
                .map(CivitaiVersions::part)
                .filter(each -> !each.isEmpty())
                .collect(Collectors.joining(" - "));
        int most = title.offsetByCodePoints(0, Math.min(title.codePointCount(0, title.length()), LONGEST_TITLE));
        return Optional.of(
                new Version(id, kind(body, hash), title.isEmpty() ? "Version " + id : title.substring(0, most), false));
    }

    private static Version.Kind kind(JsonNode body, String hash) {
        for (JsonNode file : body.path("files")) {
            if (file.path("hashes").path("AutoV2").asText("").equalsIgnoreCase(hash)
                    && OTHER_FILES.contains(lower(file.path("type")))) {
                return Version.Kind.OTHER;
            }
        }
        String type = lower(body.path("model").path("type"));
        if (LORA_TYPES.contains(type)) {
            return Version.Kind.LORA;
        }
        if (type.equals("checkpoint")) {
            return Version.Kind.MODEL;
        }
        return type.isEmpty() || type.equals("other") ? Version.Kind.ANY : Version.Kind.OTHER;
    }

    private static String lower(JsonNode text) {
        return part(text).toLowerCase(Locale.ROOT);
    }

    /** A text of the site in one line. */
    private static String part(JsonNode text) {
        return text.isTextual()
                ? text.textValue()
                        .replaceAll("[\\p{IsWhite_Space}\\p{C}]+", " ")
                        .strip()
                : "";
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
