package io.gentrack.community.client;

import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.hasher.cache.PublicIdentity;
import io.gentrack.hasher.civitai.Answer;
import io.gentrack.hasher.civitai.CivitaiClient;
import io.gentrack.hasher.hash.Cancellation;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Asks CivitAI about files that are not here and that pictures name by AutoV2. Every answer is kept at once; a run that was
 * stopped or that the site did not answer goes on next time.
 */
public final class PublicLookup {
    private final CivitaiClient client;
    private final Store store;

    public PublicLookup(CivitaiClient client, Store store) {
        this.client = Objects.requireNonNull(client, "client is null");
        this.store = Objects.requireNonNull(store, "store is null");
    }

    /**
     * What a run did.
     *
     * @param problem why the site gave no answer, or none to the rest; for people
     */
    public record Summary(int asked, int found, int missed, Optional<String> problem) {
        public Summary {
            Objects.requireNonNull(problem, "problem is null");
        }
    }

    /** The hashes that {@link #run} would send. */
    public List<String> open(Instant now) throws StoreException {
        return PublicFiles.open(store, now);
    }

    public Summary run(Instant now, Cancellation cancellation) throws StoreException {
        List<String> open = open(now);
        int found = 0;
        int missed = 0;
        for (String autoV2 : open) {
            Answer<PublicIdentity> answer = client.byAutoV2(autoV2, cancellation);
            if (answer instanceof Answer.Hit<PublicIdentity> hit) {
                PublicFiles.put(store, autoV2, Optional.of(hit.value()), now);
                store.publicLora(autoV2, hit.value().versionId());
                found++;
            } else if (answer instanceof Answer.Miss<PublicIdentity>) {
                PublicFiles.put(store, autoV2, Optional.empty(), now);
                missed++;
            } else {
                String why = answer instanceof Answer.NoAnswer<PublicIdentity> none ? none.reason() : "stopped";
                return new Summary(open.size(), found, missed, Optional.of(why));
            }
        }
        return new Summary(open.size(), found, missed, Optional.empty());
    }
}
