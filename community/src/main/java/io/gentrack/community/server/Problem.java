package io.gentrack.community.server;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ends a request with an answer that says what is wrong with it (RFC 9457). It never repeats what was sent. */
final class Problem extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MOST_PLACES = 10;

    /** What can be wrong; see openapi.yaml. */
    enum Kind {
        MALFORMED_JSON("malformed-json", 400, "The body is not JSON"),
        NOT_FOUND("not-found", 404, "There is nothing here"),
        METHOD_NOT_ALLOWED("method-not-allowed", 405, "Not with this method"),
        TOO_LARGE("too-large", 413, "The body is too large"),
        NOT_JSON("not-json", 415, "The body must be application/json"),
        WRONG_HOST("wrong-host", 421, "This server does not answer to that name"),
        INVALID_REQUEST("invalid-request", 422, "The request breaks the contract"),
        SETTINGS_HASH_MISMATCH("settings-hash-mismatch", 422, "A settings_hash is not that of its settings"),
        TOO_MANY_REQUESTS("too-many-requests", 429, "Too many requests"),
        INTERNAL("internal", 500, "Internal fault");

        private final String code;
        private final int status;
        private final String title;

        Kind(String code, int status, String title) {
            this.code = code;
            this.status = status;
            this.title = title;
        }

        int status() {
            return status;
        }
    }

    /**
     * A place that is wrong.
     *
     * @param pointer JSON pointer into the body, or the name of a parameter; empty for the whole
     */
    record Place(String pointer, String detail) {}

    private final Kind kind;
    private final transient List<Place> places;
    private final transient Map<String, String> headers;

    Problem(Kind kind, String detail) {
        this(kind, detail, List.of(), Map.of());
    }

    Problem(Kind kind, String detail, List<Place> places, Map<String, String> headers) {
        super(detail, null, false, false);
        this.kind = kind;
        this.places = List.copyOf(places);
        this.headers = Map.copyOf(headers);
    }

    static Problem invalid(List<Place> places) {
        return new Problem(
                Kind.INVALID_REQUEST,
                "Something in the request is not as the contract says; see errors.",
                places,
                Map.of());
    }

    Kind kind() {
        return kind;
    }

    Map<String, String> headers() {
        return headers;
    }

    ObjectNode json() {
        return json(kind, getMessage(), places);
    }

    static ObjectNode json(Kind kind, @Nullable String detail, List<Place> places) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("type", "urn:gentrack:problem:" + kind.code);
        json.put("title", kind.title);
        json.put("status", kind.status);
        json.put("detail", detail);
        if (!places.isEmpty()) {
            ArrayNode errors = json.putArray("errors");
            places.stream()
                    .limit(MOST_PLACES)
                    .forEach(place ->
                            errors.addObject().put("pointer", place.pointer()).put("detail", place.detail()));
        }
        return json;
    }
}
