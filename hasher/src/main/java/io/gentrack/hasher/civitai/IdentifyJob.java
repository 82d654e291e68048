package io.gentrack.hasher.civitai;

import io.gentrack.hasher.cache.CachedFile;
import io.gentrack.hasher.cache.HashCache;
import io.gentrack.hasher.cache.PublicIdentity;
import io.gentrack.hasher.hash.Cancellation;
import io.gentrack.hasher.job.ModelExplainer;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Asks the public site about all contents of the cache that were never asked about, or whose last miss is old. Every
 * answer is written at once; a run that was stopped or that the site did not answer goes on next time.
 */
public final class IdentifyJob {
    /** A model may be published later: a miss is asked again after this. */
    public static final Duration MISS_HOLDS = Duration.ofDays(14);

    private static final int BATCH = 1_000;

    private final CivitaiClient client;
    private final HashCache cache;
    private final ModelExplainer explainer = new ModelExplainer();

    /** A job that asks this site and writes to this cache. */
    public IdentifyJob(CivitaiClient client, HashCache cache) {
        this.client = client;
        this.cache = cache;
    }

    /**
     * What a run did.
     *
     * @param unanswered contents that stay open, since the site gave no answer or the run was stopped
     * @param problem why the site gave none; for people
     */
    public record Summary(int asked, int found, int missed, int unanswered, Optional<String> problem) {}

    /** The contents that {@link #run} would ask about, so that a user can be told how many digests are sent. */
    public List<String> open(Instant now) throws SQLException {
        return List.copyOf(open(cache.all().values(), now).keySet());
    }

    /** Asks; {@code found} hears of every match as it is stored. */
    public Summary run(Instant now, Cancellation cancellation, Consumer<PublicIdentity> found) throws SQLException {
        Map<String, List<CachedFile>> open = open(cache.all().values(), now);
        List<String> digests = List.copyOf(open.keySet());
        int hits = 0;
        int misses = 0;
        for (int at = 0; at < digests.size(); at += BATCH) {
            List<String> batch = digests.subList(at, Math.min(digests.size(), at + BATCH));
            Answer<Set<String>> known = client.known(batch, cancellation);
            if (!(known instanceof Answer.Hit<Set<String>> answered)) {
                return new Summary(digests.size(), hits, misses, digests.size() - hits - misses, reason(known));
            }
            for (String sha256 : batch) {
                Answer<PublicIdentity> answer =
                        answered.value().contains(sha256) ? client.byHash(sha256, cancellation) : new Answer.Miss<>();
                if (answer instanceof Answer.Hit<PublicIdentity> hit) {
                    store(sha256, open.getOrDefault(sha256, List.of()), hit.value(), now);
                    found.accept(hit.value());
                    hits++;
                } else if (answer instanceof Answer.Miss<PublicIdentity>) {
                    cache.setIdentity(sha256, Optional.empty(), now);
                    misses++;
                } else {
                    return new Summary(digests.size(), hits, misses, digests.size() - hits - misses, reason(answer));
                }
            }
        }
        return new Summary(digests.size(), hits, misses, 0, Optional.empty());
    }

    /** The match, and the family that it makes known better. */
    private void store(String sha256, List<CachedFile> rows, PublicIdentity identity, Instant now) throws SQLException {
        cache.setIdentity(sha256, Optional.of(identity), now);
        Optional<CachedFile> here =
                rows.stream().filter(row -> Files.isRegularFile(row.path())).findFirst();
        if (here.isPresent()) {
            ModelExplainer.Explanation explanation =
                    explainer.explain(here.get().path(), here.get().kind(), Optional.of(identity));
            if (explanation.toRow().family().isPresent()) {
                cache.setFamily(sha256, explanation.toRow());
            }
        }
    }

    private static Map<String, List<CachedFile>> open(Collection<CachedFile> rows, Instant now) {
        Map<String, List<CachedFile>> open = new LinkedHashMap<>();
        rows.stream()
                .filter(row -> row.identity().isEmpty())
                .filter(row -> row.checkedAt().isEmpty()
                        || row.checkedAt().get().plus(MISS_HOLDS).isBefore(now))
                .sorted(java.util.Comparator.comparing(row -> row.path().toString()))
                .forEach(row -> open.computeIfAbsent(row.sha256(), any -> new ArrayList<>())
                        .add(row));
        return open;
    }

    private static Optional<String> reason(Answer<?> answer) {
        return answer instanceof Answer.NoAnswer<?> none ? Optional.of(none.reason()) : Optional.empty();
    }
}
