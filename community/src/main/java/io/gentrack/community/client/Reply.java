package io.gentrack.community.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Objects;
import java.util.Optional;

/** What became of a request. */
sealed interface Reply {
    /**
     * The server did it.
     *
     * @param etag of an answer that may be kept
     */
    record Done(JsonNode body, Optional<String> etag) implements Reply {
        public Done {
            Objects.requireNonNull(body, "body is null");
            Objects.requireNonNull(etag, "etag is null");
        }
    }

    /** What is at hand is still right. */
    record Unchanged() implements Reply {}

    /** The server, or what stands at its address, says no; the same request would get the same answer. Why, for people. */
    record Refused(String reason) implements Reply {}

    /** No answer, or only outages and requests for patience. Why, for people. */
    record NoAnswer(String reason) implements Reply {}

    /** The user stopped it. */
    record Stopped() implements Reply {}

    /**
     * Why it did not go well, for people.
     *
     * @param otherwise where the server did something, but not what was asked
     */
    default String why(String otherwise) {
        if (this instanceof Refused no) {
            return no.reason();
        }
        if (this instanceof NoAnswer none) {
            return none.reason();
        }
        return this instanceof Stopped ? "Stopped." : otherwise;
    }
}
