package io.gentrack.mcp.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.mcp.protocol.Pages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A tool's arguments, read by the tool's own input schema: unknown names, wrong types and values out of range are refused. */
final class Arguments {
    /** Longest text argument but for workflows; file names end long before. */
    private static final int MOST_TEXT = 1000;

    private final ObjectNode given;
    private final JsonNode schema;

    /**
     * Checks names and required ones.
     *
     * @param definition of the tool
     */
    Arguments(ObjectNode given, ObjectNode definition) throws ArgumentException {
        this.given = given;
        this.schema = definition.path("inputSchema");
        List<String> known = new ArrayList<>();
        schema.path("properties").fieldNames().forEachRemaining(known::add);
        for (var names = given.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw new ArgumentException(
                        "There is no argument \"" + clip(name) + "\". Known: " + String.join(", ", known) + ".");
            }
        }
        for (JsonNode required : schema.path("required")) {
            if (absent(required.asText())) {
                throw new ArgumentException("The argument " + required.asText() + " is missing.");
            }
        }
    }

    private boolean absent(String name) {
        JsonNode value = given.path(name);
        return value.isMissingNode() || value.isNull();
    }

    /** Empty where it is absent or blank. */
    Optional<String> text(String name) throws ArgumentException {
        if (absent(name)) {
            return Optional.empty();
        }
        JsonNode value = given.path(name);
        if (!value.isTextual() || value.textValue().length() > MOST_TEXT) {
            throw new ArgumentException(name + " takes a text of at most " + MOST_TEXT + " characters.");
        }
        String text = value.textValue().strip();
        JsonNode choices = schema.path("properties").path(name).path("enum");
        if (choices.isArray()) {
            List<String> known = new ArrayList<>();
            choices.forEach(choice -> known.add(choice.asText()));
            if (!known.contains(text)) {
                throw new ArgumentException(
                        name + " takes one of " + String.join(", ", known) + ", not \"" + clip(text) + "\".");
            }
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    /** With the schema's own default and range. */
    int integer(String name) throws ArgumentException {
        JsonNode property = schema.path("properties").path(name);
        if (absent(name)) {
            return property.path("default").asInt();
        }
        JsonNode value = given.path(name);
        int least = property.path("minimum").asInt();
        int most = property.path("maximum").asInt();
        // Some models write 5.0 for a whole number.
        boolean whole = value.isNumber() && value.doubleValue() == Math.rint(value.doubleValue());
        if (!whole || value.doubleValue() < least || value.doubleValue() > most) {
            throw new ArgumentException(name + " takes a whole number from " + least + " to " + most + ".");
        }
        return value.intValue();
    }

    /** The place the answer before ended at. */
    int cursor() throws ArgumentException {
        Optional<String> cursor = text("cursor");
        if (cursor.isEmpty()) {
            return 0;
        }
        return Pages.offset(cursor.get())
                .orElseThrow(() -> new ArgumentException("cursor is not one of ours. Call again without it."));
    }

    /** An argument that is an object, or JSON text of any length. */
    Optional<JsonNode> any(String name) {
        return absent(name) ? Optional.empty() : Optional.of(given.path(name));
    }

    private static String clip(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
