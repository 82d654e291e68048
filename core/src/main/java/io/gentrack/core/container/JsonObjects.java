package io.gentrack.core.container;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes JSON objects apart no further than to find the texts in them. Streams, so that neither depth nor size of what is skipped costs
 * memory; members that are objects are given by where their bytes lie.
 */
final class JsonObjects {
    private static final Set<String> NAMES =
            Set.of(Findings.PROMPT, Findings.WORKFLOW, Findings.PARAMETERS, "extrametadata");

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Limits.JSON_DEPTH)
                    .maxStringLength(Limits.TEXT_BYTES)
                    .maxNameLength(1 << 16)
                    .build())
            // ComfyUI writes "is_changed": NaN; Infinity and raw line breaks occur as well.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            // Names come from strangers: none of them should stay in the JVM's own table. (Jackson's own must stay on:
            // without it
            // Jackson decodes to characters first, and then knows no byte offsets.)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private JsonObjects() {}

    /** A member that is a string ({@code text} present) or an object or array ({@code [from, to)} in the bytes scanned). */
    record Member(Optional<String> text, long from, long to) {

        /** The member's bytes; of a string its value. */
        byte[] bytes(byte[] scanned) {
            return text.map(string -> string.getBytes(StandardCharsets.UTF_8))
                    .orElseGet(() -> Arrays.copyOfRange(scanned, (int) from, (int) to));
        }

        /** True for an object, and for a string that holds one. */
        boolean isObject(byte[] scanned) {
            return text.isEmpty()
                    ? scanned[(int) from] == '{'
                    : Texts.startsObject(Texts.unwrapped(Texts.trim(bytes(scanned))));
        }
    }

    /**
     * What was seen in one object.
     *
     * @param found members by lower-case name; only those that can be texts of ours
     * @param nodes members that are objects with a string {@code class_type}: nodes of an API graph
     * @param hasNodeList whether there is an array {@code nodes}, as in a UI graph
     * @param broken why the JSON could not be read to its end; what was seen before stands
     */
    record Scan(Map<String, Member> found, int nodes, boolean hasNodeList, Optional<String> broken) {
        /** Jackson takes zeros near the start for UTF-32, and says so by an I/O fault where there is none. */
        static final Scan OTHER_LETTERS = new Scan(Map.of(), 0, false, Optional.of("its letters are not UTF-8"));

        Optional<Member> member(String name) {
            return Optional.ofNullable(found.get(name));
        }

        boolean isApiGraph() {
            return nodes > 0 && broken.isEmpty();
        }

        boolean isUiGraph() {
            return hasNodeList && broken.isEmpty();
        }
    }

    static Scan scan(byte[] text) {
        try (JsonParser parser = JSON.createParser(text)) {
            return scan(parser, List.of());
        } catch (CharConversionException e) {
            return Scan.OTHER_LETTERS;
        } catch (IOException e) {
            // Closing a parser over an array does no I/O.
            throw new UncheckedIOException(e);
        }
    }

    /** Scans the object at {@code path} of the object in the stream; empty where there is none. Reads no further than its end. */
    static Scan scan(InputStream in, List<String> path) throws IOException {
        try (JsonParser parser = JSON.createParser(in)) {
            return scan(parser, path);
        } catch (CharConversionException e) {
            return Scan.OTHER_LETTERS;
        }
    }

    /** The value of the JSON string that {@code text} starts with; empty where it is none or breaks off. */
    static byte[] stringValue(byte[] text) {
        try (JsonParser parser = JSON.createParser(text)) {
            return parser.nextToken() == JsonToken.VALUE_STRING
                    ? parser.getText().getBytes(StandardCharsets.UTF_8)
                    : new byte[0];
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private static Scan scan(JsonParser parser, List<String> path) throws IOException {
        Map<String, Member> found = new LinkedHashMap<>();
        int nodes = 0;
        boolean hasNodeList = false;
        try {
            if (parser.nextToken() != JsonToken.START_OBJECT || !descend(parser, path)) {
                return new Scan(found, 0, false, Optional.empty());
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String raw = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value == null) {
                    break;
                }
                String name = raw.length() > 16 ? raw : raw.toLowerCase(Locale.ROOT);
                boolean ours = NAMES.contains(name);
                if (value == JsonToken.START_OBJECT || value == JsonToken.START_ARRAY) {
                    long from = parser.currentTokenLocation().getByteOffset();
                    if (value == JsonToken.START_OBJECT) {
                        // "prompt": {"class_type": …} would be an envelope around one node: no graph has such a key.
                        nodes += skipObject(parser) && !ours ? 1 : 0;
                    } else {
                        hasNodeList |= name.equals("nodes");
                        parser.skipChildren();
                    }
                    if (ours && from >= 0) {
                        long to = parser.currentLocation().getByteOffset();
                        found.put(name, new Member(Optional.empty(), from, to));
                    }
                } else if (ours && value == JsonToken.VALUE_STRING) {
                    found.put(name, new Member(Optional.of(parser.getText()), 0, 0));
                }
            }
            return new Scan(found, nodes, hasNodeList, Optional.empty());
        } catch (JacksonException e) {
            return new Scan(found, nodes, hasNodeList, Optional.of(reason(e)));
        } catch (CharConversionException e) {
            return new Scan(found, nodes, hasNodeList, Scan.OTHER_LETTERS.broken());
        }
    }

    /** Goes to the START_OBJECT at the path; the parser stands on a START_OBJECT. */
    private static boolean descend(JsonParser parser, List<String> path) throws IOException {
        for (String step : path) {
            boolean there = false;
            while (!there && parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equals(step);
                JsonToken value = parser.nextToken();
                there = wanted && value == JsonToken.START_OBJECT;
                if (!there) {
                    parser.skipChildren();
                }
            }
            if (!there) {
                return false;
            }
        }
        return true;
    }

    /** Reads over the object the parser stands on; true when it has a string {@code class_type}. */
    private static boolean skipObject(JsonParser parser) throws IOException {
        boolean node = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean classType = parser.currentName().equals("class_type");
            node |= parser.nextToken() == JsonToken.VALUE_STRING && classType;
            parser.skipChildren();
        }
        return node;
    }

    private static String reason(JacksonException e) {
        String line = e.getOriginalMessage();
        int end = line.indexOf('\n');
        line = end < 0 ? line : line.substring(0, end);
        return line.length() > 160 ? line.substring(0, 160) + "…" : line;
    }
}
