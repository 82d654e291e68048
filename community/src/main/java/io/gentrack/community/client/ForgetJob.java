package io.gentrack.community.client;

import io.gentrack.core.store.StoreException;
import io.gentrack.hasher.hash.Cancellation;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Takes back everything that one server has, or may have, from this installation. */
public final class ForgetJob {
    private final CommunityServer server;
    private final Contributions book;
    private final Clock clock;

    public ForgetJob(CommunityServer server, Contributions book, Clock clock) {
        this.server = Objects.requireNonNull(server, "server is null");
        this.book = Objects.requireNonNull(book, "book is null");
        this.clock = Objects.requireNonNull(clock, "clock is null");
    }

    /**
     * What a run did.
     *
     * @param asked contributions of which the server confirmed that it has them no more
     * @param deleted of these, how many it had
     * @param left contributions that it may still have
     * @param problem why some are left
     */
    public record Summary(int asked, int deleted, int left, Optional<String> problem) {
        public Summary {
            Objects.requireNonNull(problem, "problem is null");
        }
    }

    public Summary run(Cancellation cancellation, CommunityServer.Waiting waiting) throws StoreException {
        String name = server.address().text();
        List<Wire.Contribution> all = book.sent(name).entrySet().stream()
                .map(sent ->
                        new Wire.Contribution(sent.getKey(), sent.getValue().token()))
                .sorted(Comparator.comparing(Wire.Contribution::token))
                .toList();
        int asked = 0;
        int deleted = 0;
        while (asked < all.size()) {
            List<Wire.Contribution> part = all.subList(asked, Math.min(asked + Wire.MOST_ENTRIES, all.size()));
            byte[] body = Wire.withdrawal(part);
            long request =
                    book.takingBack(name, part.size(), new String(body, StandardCharsets.UTF_8), clock.instant());
            Reply reply = server.takeBack(body, cancellation, waiting);
            if (!(reply instanceof Reply.Done done)
                    || !done.body().path("deleted").isInt()) {
                String why = reply.why(server.address() + " did not confirm it.");
                book.failed(request, why);
                return new Summary(asked, deleted, all.size() - asked, Optional.of(why));
            }
            int gone = done.body().path("deleted").intValue();
            book.takenBack(request, name, part, "deleted " + gone);
            asked += part.size();
            deleted += gone;
        }
        return new Summary(asked, deleted, 0, Optional.empty());
    }
}
