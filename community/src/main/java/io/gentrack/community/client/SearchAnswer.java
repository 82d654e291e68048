package io.gentrack.community.client;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What came of a question to the community. */
public sealed interface SearchAnswer {
    /**
     * Found, possibly nothing.
     *
     * @param total matches up to the end of this page
     * @param next cursor of the next page
     * @param outdated why this is an older answer than it should be: the server could not be asked again
     */
    record Found(List<SharedSettings> results, long total, Optional<String> next, Optional<String> outdated)
            implements SearchAnswer {
        public Found {
            results = List.copyOf(results);
            Objects.requireNonNull(next, "next is null");
            Objects.requireNonNull(outdated, "outdated is null");
        }
    }

    /** The server could not be asked, and no earlier answer is at hand. Why, for people. */
    record Failed(String reason) implements SearchAnswer {
        public Failed {
            Objects.requireNonNull(reason, "reason is null");
        }
    }
}
