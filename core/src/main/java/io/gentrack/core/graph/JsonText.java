package io.gentrack.core.graph;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * JSON as it is found in pictures and saved files: byte order marks, NUL padding, {@code NaN} and text after the value are
 * let pass; size and depth are bounded.
 */
final class JsonText {
    /** Real graphs nest about ten levels deep; recursion over a tree of this depth is safe on any thread. */
    static final int MAX_DEPTH = 500;

    /** In characters. The largest workflow known has 1.6 million; an export of a long history may have tens of millions. */
    static final int MAX_LENGTH = 128 << 20;

    /** In characters; pictures pasted into a node as base64 are the longest strings seen. */
    static final int MAX_STRING = 32 << 20;

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_STRING)
                            .maxDocumentLength(MAX_LENGTH)
                            .build())
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private JsonText() {}

    /** A parsed value, or the reason why there is none. */
    sealed interface Parsed {
        record Value(JsonNode json) implements Parsed {}

        record Failed(String reason) implements Parsed {}
    }

    static String decode(byte[] bytes) {
        return new String(bytes, charsetOf(bytes));
    }

    /** Editors on Windows save UTF-16 with a mark; everything else is UTF-8. */
    private static Charset charsetOf(byte[] bytes) {
        if (bytes.length >= 2) {
            int mark = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
            if (mark == 0xfffe) {
                return StandardCharsets.UTF_16LE;
            }
            if (mark == 0xfeff) {
                return StandardCharsets.UTF_16BE;
            }
        }
        return StandardCharsets.UTF_8;
    }

    static Parsed parse(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isPadding(text.charAt(start))) {
            start++;
        }
        while (end > start && isPadding(text.charAt(end - 1))) {
            end--;
        }
        if (start == end) {
            return new Parsed.Failed("empty");
        }
        if (end - start > MAX_LENGTH) {
            return new Parsed.Failed("larger than " + (MAX_LENGTH >> 20) + " million characters");
        }
        try {
            JsonNode json = MAPPER.readTree(text.substring(start, end));
            return json.isMissingNode() ? new Parsed.Failed("empty") : new Parsed.Value(json);
        } catch (JsonProcessingException e) {
            return new Parsed.Failed(reason(e));
        }
    }

    /** True where a text may hold JSON that is worth a try: an object, an array, or a JSON string around one of them. */
    static boolean looksLikeJson(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isPadding(c)) {
                return c == '{' || c == '[' || c == '"';
            }
        }
        return false;
    }

    private static boolean isPadding(char c) {
        return c <= ' ' || c == '\ufeff';
    }

    private static String reason(JsonProcessingException e) {
        if (e instanceof StreamConstraintsException) {
            String message = e.getOriginalMessage();
            if (message.contains("nesting depth")) {
                return "JSON nested deeper than " + MAX_DEPTH + " levels";
            }
            return "JSON beyond what a workflow can be: " + firstLine(message);
        }
        if (e instanceof JsonEOFException) {
            return "not JSON: it ends too early" + at(e);
        }
        return "not JSON: " + firstLine(e.getOriginalMessage()) + at(e);
    }

    private static String at(JsonProcessingException e) {
        JsonLocation location = e.getLocation();
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        String line = end < 0 ? message : message.substring(0, end);
        return line.length() <= 160 ? line : line.substring(0, 160) + "…";
    }
}
