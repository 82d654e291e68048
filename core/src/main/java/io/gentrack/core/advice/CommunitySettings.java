package io.gentrack.core.advice;

import io.gentrack.core.store.SuggestQuery;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where settings of others come from: asked by {@link Advisor} and by the search for such settings, implemented by the community
 * client. It stands here because those three know no other package in common.
 *
 * <p>Called by several threads at once.
 */
@FunctionalInterface
public interface CommunitySettings {
    /** Of a user who configured no server: nobody is asked, nothing is sent. */
    CommunitySettings NONE = new CommunitySettings() {
        @Override
        public boolean configured() {
            return false;
        }

        @Override
        public Answer search(Query query) {
            return new Answer.Failed("No community server is configured.");
        }
    };

    /** False where {@link #search} has nobody to ask. */
    default boolean configured() {
        return true;
    }

    /**
     * Asks the server, and waits for it a few seconds at most. An interrupt ends the wait: the thread stays interrupted and the answer
     * is {@link Answer.Failed}.
     */
    Answer search(Query query);

    /**
     * What to look for; empty does not restrict.
     *
     * @param family as in {@link io.gentrack.core.settings.Settings#modelFamily()}
     * @param model AutoV2 hash, or a part of the public title
     * @param lora likewise
     * @param loraCivitaiId CivitAI version id
     * @param limit 1 to 50
     * @param offset how many of the best to leave out
     */
    record Query(
            Optional<String> family,
            Optional<String> model,
            Optional<String> lora,
            Optional<Long> loraCivitaiId,
            Optional<String> sampler,
            int limit,
            int offset) {
        public static final int MOST = 50;

        public Query {
            Objects.requireNonNull(family, "family is null");
            Objects.requireNonNull(model, "model is null");
            Objects.requireNonNull(lora, "lora is null");
            Objects.requireNonNull(loraCivitaiId, "loraCivitaiId is null");
            Objects.requireNonNull(sampler, "sampler is null");
            limit = Math.min(Math.max(limit, 1), MOST);
            offset = Math.max(offset, 0);
        }

        /** The part of a question about the history that the community can be asked; it knows no sizes, use cases and times. */
        static Query of(SuggestQuery query, int limit) {
            return new Query(
                    query.family(), query.model(), query.lora(), query.loraCivitaiId(), query.sampler(), limit, 0);
        }
    }

    /** What came of it. */
    sealed interface Answer {
        /**
         * Found, possibly nothing.
         *
         * @param settings best first, at most as many as asked for
         * @param total of all pages, where the server says it
         */
        record Found(List<Advice.Community> settings, OptionalInt total) implements Answer {
            public Found {
                settings = List.copyOf(settings);
                Objects.requireNonNull(total, "total is null");
            }
        }

        /** The server could not be asked; the message says why, as a sentence. */
        record Failed(String message) implements Answer {
            public Failed {
                Objects.requireNonNull(message, "message is null");
            }
        }
    }
}
