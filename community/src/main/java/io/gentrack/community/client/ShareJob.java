package io.gentrack.community.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.store.StoreException;
import io.gentrack.hasher.hash.Cancellation;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Sends a preview, batch after batch, and notes each before and after. Whatever ends it, the next preview holds what the server has
 * not confirmed; what it had taken without saying so counts once, since the same token states the same number.
 */
public final class ShareJob {
    private final CommunityServer server;
    private final Contributions book;
    private final Clock clock;

    public ShareJob(CommunityServer server, Contributions book, Clock clock) {
        this.server = Objects.requireNonNull(server, "server is null");
        this.book = Objects.requireNonNull(book, "book is null");
        this.clock = Objects.requireNonNull(clock, "clock is null");
    }

    /** Hears how far it is. */
    public interface Progress extends CommunityServer.Waiting {
        void sent(int entries, int of);
    }

    /**
     * What a run did.
     *
     * @param accepted entries the server confirmed
     * @param refused how many entries it did not take, by its code and explanation
     * @param left entries without an answer
     * @param problem why some are left
     */
    public record Summary(int accepted, Map<String, Integer> refused, int left, Optional<String> problem) {
        public Summary {
            refused = Map.copyOf(refused);
            Objects.requireNonNull(problem, "problem is null");
        }
    }

    /** Sends exactly these bytes. */
    public Summary run(Preview preview, Cancellation cancellation, Progress progress) throws StoreException {
        String name = server.address().text();
        Map<String, Integer> refused = new LinkedHashMap<>();
        int accepted = 0;
        int done = 0;
        int all = preview.entries().size();
        for (Preview.Batch batch : preview.batches()) {
            if (cancellation.isCancelled()) {
                return new Summary(accepted, refused, all - done, Optional.of("Stopped."));
            }
            byte[] body = batch.body();
            long request = book.sending(name, batch, new String(body, StandardCharsets.UTF_8), clock.instant());
            Reply reply = server.submit(body, cancellation, progress);
            if (!(reply instanceof Reply.Done answer)
                    || !answer.body().path("accepted").isInt()) {
                String why = reply.why(server.address() + " sent no receipt; is it a community server?");
                book.failed(request, why);
                return new Summary(accepted, refused, all - done, Optional.of(why));
            }
            Map<String, String> codes = codes(batch.entries(), answer.body(), refused);
            book.answered(
                    request,
                    name,
                    batch,
                    codes,
                    "accepted " + (batch.entries().size() - codes.size()) + ", refused " + codes.size(),
                    clock.instant());
            accepted += batch.entries().size() - codes.size();
            done += batch.entries().size();
            progress.sent(done, all);
        }
        return new Summary(accepted, refused, 0, Optional.empty());
    }

    /** Refused entries by settings hash; only those that were in the request. */
    private static Map<String, String> codes(List<Entry> entries, JsonNode receipt, Map<String, Integer> refused) {
        Map<String, String> codes = new HashMap<>();
        for (JsonNode one : receipt.path("rejected")) {
            String hash = one.path("settings_hash").asText("");
            boolean ours =
                    entries.stream().anyMatch(entry -> entry.settingsHash().equals(hash));
            if (ours && !codes.containsKey(hash)) {
                String code = CommunityServer.oneLine(one.path("code").asText("refused"));
                codes.put(hash, code);
                refused.merge(
                        code + ": " + CommunityServer.oneLine(one.path("detail").asText("")), 1, Integer::sum);
            }
        }
        return codes;
    }
}
