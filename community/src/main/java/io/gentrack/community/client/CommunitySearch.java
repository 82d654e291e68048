package io.gentrack.community.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Asks what others use. The same question within the server's {@code cache_ttl} opens no connection; after it, an unchanged answer is
 * only confirmed; where the server is away, an older answer stands. Safe for use by several threads.
 */
public final class CommunitySearch {
    /** Nobody waits long for an opinion. */
    public static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final Duration USUAL = Duration.ofMinutes(5);

    /** A server that is away is not waited for again at once: a language model asks several times a minute. */
    private static final Duration LEFT_ALONE = Duration.ofSeconds(30);

    private final CommunityServer server;
    private final SearchCache cache;
    private final Clock clock;
    private volatile Instant awayUntil = Instant.MIN;
    private volatile String away = "";

    /**
     * @param folder for answers that are kept
     */
    public CommunitySearch(CommunityServer server, Path folder, Clock clock) {
        this.server = Objects.requireNonNull(server, "server is null");
        this.cache = new SearchCache(folder);
        this.clock = Objects.requireNonNull(clock, "clock is null");
    }

    /** Forgets all answers that were kept: who has just shared, or taken back, wants to see what has become of it. */
    public static void forgetAnswers(Path folder) {
        new SearchCache(folder).clear();
    }

    public ServerAddress address() {
        return server.address();
    }

    public SearchAnswer find(CommunityQuery query) {
        Optional<String> problem = query.problem();
        if (problem.isPresent()) {
            return new SearchAnswer.Failed(problem.get());
        }
        String path = query.pathAndQuery();
        String url = server.address() + path;
        Optional<SearchCache.Kept> kept = cache.find(url);
        if (kept.isPresent() && kept.get().until().isAfter(clock.instant())) {
            return found(kept.get().body(), Optional.empty());
        }
        Reply reply = ask(path, kept.flatMap(SearchCache.Kept::etag));
        if (reply instanceof Reply.Done done && done.body().path("results").isArray()) {
            cache.put(url, done.body(), done.etag(), ttl(done.body()), clock.instant());
            return found(done.body(), Optional.empty());
        }
        if (kept.isEmpty()) {
            return new SearchAnswer.Failed(
                    reply.why(server.address() + " sent no settings; is it a community server?"));
        }
        JsonNode body = kept.get().body();
        if (reply instanceof Reply.Unchanged) {
            cache.put(url, body, kept.get().etag(), ttl(body), clock.instant());
            return found(body, Optional.empty());
        }
        return found(body, Optional.of(reply.why(server.address() + " sent no settings")));
    }

    private Reply ask(String path, Optional<String> etag) {
        if (clock.instant().isBefore(awayUntil)) {
            return new Reply.NoAnswer(away);
        }
        Reply reply = server.get(path, etag);
        if (reply instanceof Reply.NoAnswer none) {
            away = none.reason();
            awayUntil = clock.instant().plus(LEFT_ALONE);
        }
        return reply;
    }

    private static Duration ttl(JsonNode body) {
        JsonNode seconds = body.path("cache_ttl");
        return seconds.isIntegralNumber() && seconds.canConvertToInt() ? Duration.ofSeconds(seconds.intValue()) : USUAL;
    }

    private static SearchAnswer found(JsonNode body, Optional<String> outdated) {
        List<SharedSettings> results = new ArrayList<>();
        for (JsonNode result : body.path("results")) {
            if (results.size() == CommunityQuery.MOST) {
                break;
            }
            SharedSettings.read(result).ifPresent(results::add);
        }
        return new SearchAnswer.Found(
                results,
                Math.max(results.size(), body.path("total").asLong(0)),
                Optional.ofNullable(body.path("next").textValue()),
                outdated);
    }
}
