package io.gentrack.community.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.gentrack.community.server.Problem.Place;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What a search asks for.
 *
 * @param filters by name of openapi.yaml
 * @param limit rows of a page
 */
record PageQuery(Map<String, String> filters, int limit, Cursor cursor) {
    private static final int USUAL_LIMIT = 10;
    private static final int MOST_ROWS = 100;
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,16}");
    private static final Pattern CURSOR = Pattern.compile("[0-9]{1,16}\\.[0-9]{1,16}\\.[0-9]{1,9}");

    private static final Shape ID = whole(1, Shape.LARGEST_EXACT, Shape.CIVITAI_ID.detail());
    private static final Shape NAME =
            new Shape(v -> isNamePart(v.asText()), "part of a name, 3 to 64 characters", false);
    private static final Map<String, Shape> PAGING = Shape.fields(
            "limit",
            whole(1, MOST_ROWS, "a whole number from 1 to " + MOST_ROWS),
            "cursor",
            new Shape(v -> CURSOR.matcher(v.asText()).matches(), "\"next\" of the page before", false));

    /** Filters of the most used ones. */
    static final Map<String, Shape> POPULAR = Shape.fields("model_family", Shape.FAMILY);

    /** Filters of a search. */
    static final Map<String, Shape> SEARCH = Shape.fields(
            "model_family", Shape.FAMILY,
            "model_hash", Shape.HASH,
            "model_civitai_id", ID,
            "model_name", NAME,
            "lora_hash", Shape.HASH,
            "lora_civitai_id", ID,
            "lora_name", NAME,
            "sampler", Shape.METHOD,
            "scheduler", Shape.METHOD);

    PageQuery {
        filters = Map.copyOf(filters);
    }

    /**
     * Where the page before ended.
     *
     * @param before rows until there
     */
    record Cursor(long uses, long id, long before) {
        static final Cursor START = new Cursor(Shape.LARGEST_EXACT, 0, 0);

        static Cursor read(String text) {
            String[] parts = text.split("\\.", 3);
            return new Cursor(Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        }

        @Override
        public String toString() {
            return uses + "." + id + "." + before;
        }
    }

    Optional<String> filter(String name) {
        return Optional.ofNullable(filters.get(name));
    }

    /**
     * Reads the query part of an address.
     *
     * @param query as it came, without the question mark; empty where there is none
     */
    static PageQuery read(String query, Map<String, Shape> filters, boolean needsFilter) throws Problem {
        Map<String, Shape> allowed = new LinkedHashMap<>(filters);
        allowed.putAll(PAGING);
        List<Place> errors = new ArrayList<>();
        Map<String, String> found = new LinkedHashMap<>();
        for (String pair : query.isEmpty() ? new String[0] : query.split("&", 100)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            Shape shape = allowed.get(name);
            if (shape == null) {
                errors.add(new Place(
                        "", "there is a parameter that is not one of: " + String.join(" ", allowed.keySet())));
            } else if (found.putIfAbsent(name, value) != null) {
                errors.add(new Place(name, "is given twice"));
            } else if (!shape.allows(TextNode.valueOf(value))) {
                errors.add(new Place(name, "must be " + shape.detail()));
            }
        }
        if (errors.isEmpty() && needsFilter && found.keySet().stream().noneMatch(filters::containsKey)) {
            errors.add(new Place("", "needs one of: " + String.join(" ", filters.keySet())));
        }
        if (!errors.isEmpty()) {
            throw Problem.invalid(errors);
        }
        int limit = Optional.ofNullable(found.remove("limit"))
                .map(Integer::parseInt)
                .orElse(USUAL_LIMIT);
        Cursor cursor =
                Optional.ofNullable(found.remove("cursor")).map(Cursor::read).orElse(Cursor.START);
        return new PageQuery(found, limit, cursor);
    }

    private static String decoded(String text) throws Problem {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid(List.of(new Place("", "the parameters are not percent-encoded UTF-8")));
        }
    }

    private static Shape whole(long least, long most, String detail) {
        Predicate<JsonNode> allows = value -> {
            String text = value.asText();
            return DIGITS.matcher(text).matches() && Long.parseLong(text) >= least && Long.parseLong(text) <= most;
        };
        return new Shape(allows, detail, false);
    }

    private static boolean isNamePart(String text) {
        String trimmed = text.strip();
        return text.chars().noneMatch(c -> c < ' ')
                && trimmed.codePointCount(0, trimmed.length()) >= 3
                && text.codePointCount(0, text.length()) <= 64;
    }
}
