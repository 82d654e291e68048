package io.gentrack.community.server;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.community.server.Problem.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What openapi.yaml lets a value be.
 *
 * @param detail what it must be, for people
 * @param required whether an object without it is refused
 */
record Shape(Predicate<JsonNode> allows, String detail, boolean required) {
    /** Largest whole number that every JSON reader keeps exactly. */
    static final long LARGEST_EXACT = (1L << 53) - 1;

    static final Shape SETTINGS_HASH = text("[0-9a-f]{64}", "64 lower-case hex digits");
    static final Shape TOKEN = text("[A-Za-z0-9_-]{21}[AQgw]", "16 bytes as base64url");
    static final Shape FAMILY = text("[a-z0-9_]{1,32}", "a model family as gentrack names it");
    static final Shape HASH = text("[0-9A-F]{10}", "an AutoV2 hash: 10 upper-case hex digits");
    static final Shape CIVITAI_ID = integer(1, LARGEST_EXACT, "CivitAI's id of a model version");
    /** One slash, after the groups of RES4LYF's samplers, and dots between digits: no path and no file name fits. */
    static final Shape METHOD = text(
            "(?:(?:multistep|exponential|linear|diag_implicit|fully_implicit|hybrid)/)?"
                    + "[A-Za-z0-9](?:[A-Za-z0-9 _+=()\\[\\]-]|(?<=[0-9])\\.(?=[0-9])){0,47}",
            "a sampler or scheduler as ComfyUI names it, not a path or a file name");

    static final Shape SIGNED = number(-1000, 1000);
    static final Shape STRENGTH = number(-100, 100);
    static final Shape VERSION = text("[0-9]{1,4}\\.[0-9]{1,4}\\.[0-9]{1,4}", "three numbers with dots");

    Shape optional() {
        return new Shape(allows, detail, false);
    }

    boolean allows(JsonNode value) {
        return allows.test(value);
    }

    static Shape text(String pattern, String detail) {
        Pattern compiled = Pattern.compile(pattern);
        return new Shape(v -> v.isTextual() && compiled.matcher(v.textValue()).matches(), detail, true);
    }

    static Shape number(double least, double most) {
        return new Shape(
                v -> v.isNumber() && v.doubleValue() >= least && v.doubleValue() <= most,
                "a number from " + (long) least + " to " + (long) most,
                true);
    }

    /** Whole numbers in any spelling of JSON: {@code 3}, {@code 3.0}. */
    static Shape integer(long least, long most, String detail) {
        return new Shape(
                v -> v.isNumber()
                        && v.doubleValue() >= least
                        && v.doubleValue() <= most
                        && v.doubleValue() == Math.rint(v.doubleValue()),
                detail,
                true);
    }

    static Shape list(int least, int most) {
        return new Shape(
                v -> v.isArray() && v.size() >= least && v.size() <= most,
                least == 0 ? "a list of at most " + most : "a list of " + least + " to " + most,
                true);
    }

    /** Whether it is an object with these fields and no others; what is wrong is added to {@code errors}. */
    static boolean object(JsonNode value, Map<String, Shape> fields, String pointer, List<Place> errors) {
        if (!value.isObject()) {
            errors.add(new Place(pointer, "must be an object"));
            return false;
        }
        int before = errors.size();
        if (value.properties().stream().anyMatch(field -> !fields.containsKey(field.getKey()))) {
            errors.add(new Place(pointer, "has a field that is not one of: " + String.join(" ", fields.keySet())));
        }
        fields.forEach((name, shape) -> {
            JsonNode field = value.get(name);
            if (field == null) {
                if (shape.required()) {
                    errors.add(new Place(pointer + "/" + name, "is missing: " + shape.detail()));
                }
            } else if (!shape.allows(field)) {
                errors.add(new Place(pointer + "/" + name, "must be " + shape.detail()));
            }
        });
        return errors.size() == before;
    }

    /** Two fields of which one makes no sense without the other. */
    static void together(JsonNode value, String name, String needs, String pointer, List<Place> errors) {
        if (value.has(name) && !value.has(needs)) {
            errors.add(new Place(pointer + "/" + needs, "is missing: " + name + " needs it"));
        }
    }

    /** Fields in the order given. */
    static Map<String, Shape> fields(Object... namesAndShapes) {
        Map<String, Shape> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndShapes.length; i += 2) {
            fields.put((String) namesAndShapes[i], (Shape) namesAndShapes[i + 1]);
        }
        return fields;
    }
}
