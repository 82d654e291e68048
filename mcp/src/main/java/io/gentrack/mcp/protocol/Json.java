package io.gentrack.mcp.protocol;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Optional;

/** JSON as this module reads and writes it: trees, keys in the order they were put, hostile depth and lengths refused. */
public final class Json {
    /** Longest message taken from a client, in bytes: a workflow with pictures pasted into it is far smaller. */
    public static final int MOST_BYTES = 16 << 20;

    private static final JsonMapper MAPPER = JsonMapper.builder(com.fasterxml.jackson.core.JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(500)
                            .maxStringLength(MOST_BYTES)
                            .build())
                    .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** Empty where the text is no JSON. */
    public static Optional<JsonNode> parse(byte[] utf8) {
        try {
            JsonNode tree = MAPPER.readTree(utf8);
            return tree.isMissingNode() ? Optional.empty() : Optional.of(tree);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Empty where the text is no JSON. */
    public static Optional<JsonNode> parse(String text) {
        try {
            JsonNode tree = MAPPER.readTree(text);
            return tree.isMissingNode() ? Optional.empty() : Optional.of(tree);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** A resource of this module that must be there. */
    public static ObjectNode resource(Class<?> beside, String name) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            return (ObjectNode) MAPPER.readTree(Objects.requireNonNull(in, name + " is missing from the jar"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compact UTF-8 on one line. */
    public static byte[] bytes(JsonNode json) {
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }

    public static String text(JsonNode json) {
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }

    /** For people: indented. */
    public static String pretty(JsonNode json) {
        return json.toPrettyString();
    }

    /** The text of a field, where there is one and it is text. */
    public static Optional<String> string(JsonNode object, String field) {
        return object.path(field) instanceof TextNode text ? Optional.of(text.textValue()) : Optional.empty();
    }

    /** Whole numbers without a decimal point. */
    public static void number(ObjectNode json, String field, double value) {
        json.set(field, number(value));
    }

    /** Whole numbers without a decimal point. */
    public static NumericNode number(double value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? nodes.numberNode((long) value)
                : nodes.numberNode(value);
    }
}
