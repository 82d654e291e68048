package io.gentrack.mcp.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** Settings that others shared. Implemented over the community client where everything is wired. */
public interface CommunitySettings {
    /** Of a user who configured no server. */
    CommunitySettings NOT_CONFIGURED = new CommunitySettings() {
        @Override
        public boolean configured() {
            return false;
        }

        @Override
        public Answer search(Query query) {
            return new Answer.Failed("No community server is configured.");
        }
    };

    boolean configured();

    /** Asks the server. Called by several threads at once. */
    Answer search(Query query) throws InterruptedException;

    /**
     * What to look for.
     *
     * @param model AutoV2 hash
     * @param lora AutoV2 hash
     * @param limit 1 to 50
     */
    record Query(Optional<String> family, Optional<String> model, Optional<String> lora, int limit, int offset) {
        public Query {
            Objects.requireNonNull(family, "family is null");
            Objects.requireNonNull(model, "model is null");
            Objects.requireNonNull(lora, "lora is null");
        }
    }

    /** What came of it. */
    sealed interface Answer {
        /**
         * Found, possibly nothing.
         *
         * @param settings as the server gives them
         * @param total of all pages, where the server says it
         */
        record Found(List<ObjectNode> settings, OptionalInt total) implements Answer {
            public Found {
                settings = List.copyOf(settings);
                Objects.requireNonNull(total, "total is null");
            }
        }

        /** The server could not be asked; the message says why. */
        record Failed(String message) implements Answer {}
    }
}
