package io.gentrack.core.advice;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The starting settings that are known: the program's own with the user's merged over them.
 *
 * <p>The user's file is JSON with comments. A preset of a new name is added; of a known name, only the fields that are given
 * change; a field that is {@code null} is left open, a preset that is {@code null} is taken away:
 *
 * <pre>{@code
 * { "presets": {
 *     "sdxl": { "steps": 30, "cfg": [5, 7] },      // 5 to 7
 *     "my_portraits": { "family": "sdxl", "sampler": ["dpmpp_2m", "dpmpp_2m_sde"], "scheduler": "karras", "sizes": ["832x1216"] },
 *     "sdxl_turbo": null
 * } }
 * }</pre>
 */
public final class Presets {
    /** Bytes; a file of presets is some kilobytes. */
    private static final long LARGEST = 1 << 20;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();

    private static final ObjectNode OWN = ownTree();

    private final List<Preset> all;
    private final String version;

    private Presets(List<Preset> all, String version) {
        this.all = List.copyOf(all);
        this.version = version;
    }

    /**
     * What came of reading the user's file.
     *
     * @param notes what in it was not understood, for the user; that part is as if it were not there
     */
    public record Loaded(Presets presets, List<String> notes) {
        public Loaded {
            notes = List.copyOf(notes);
        }
    }

    /** The program's own alone. */
    public static Presets builtIn() {
        return merged(OWN, JSON.createObjectNode(), "presets.json").presets();
    }

    /**
     * With the user's file over them, where there is one.
     *
     * @param file need not exist
     */
    public static Loaded with(Path file) {
        if (!Files.exists(file)) {
            return new Loaded(builtIn(), List.of());
        }
        try {
            if (Files.size(file) > LARGEST) {
                return unread(file + " is larger than 1 MiB and was not read; presets are a few lines each.");
            }
            JsonNode read = JSON.readTree(Files.readString(file, StandardCharsets.UTF_8));
            JsonNode users = read.path("presets");
            return users.isObject()
                    ? merged(OWN, (ObjectNode) users, file.toString())
                    : unread(file + " has no object \"presets\"; the built-in presets are used alone.");
        } catch (JsonProcessingException e) {
            return unread(file + " is not JSON (" + e.getOriginalMessage() + ", line "
                    + (e.getLocation() == null ? "?" : e.getLocation().getLineNr())
                    + "); mend it. Until then the built-in presets are used alone.");
        } catch (IOException e) {
            return unread(file + " cannot be read (" + e.getMessage() + "); the built-in presets are used alone.");
        }
    }

    private static Loaded unread(String note) {
        return new Loaded(builtIn(), List.of(note));
    }

    private static ObjectNode ownTree() {
        try (InputStream in = Presets.class.getResourceAsStream("presets.json")) {
            if (in == null) {
                throw new IllegalStateException("the program's own file presets.json is missing from its jar");
            }
            return (ObjectNode) JSON.readTree(in).get("presets");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Loaded merged(ObjectNode own, ObjectNode users, String file) {
        Map<String, Preset> presets = new LinkedHashMap<>();
        List<String> notes = new ArrayList<>();
        own.properties().forEach(e -> presets.put(e.getKey(), PresetReader.read(e.getKey(), e.getValue(), false)));
        for (Map.Entry<String, JsonNode> entry : users.properties()) {
            String name = entry.getKey();
            if (entry.getValue().isNull()) {
                presets.remove(name);
                continue;
            }
            if (!entry.getValue().isObject()) {
                notes.add(file + ": the preset \"" + name + "\" is not an object and is left out.");
                continue;
            }
            ObjectNode fields = own.path(name).isObject() ? own.path(name).deepCopy() : JSON.createObjectNode();
            entry.getValue().properties().forEach(field -> fields.set(field.getKey(), field.getValue()));
            try {
                presets.put(name, PresetReader.read(name, fields, true));
            } catch (IllegalArgumentException e) {
                notes.add(file + ": the preset \"" + name + "\" is left out: " + e.getMessage());
            }
        }
        String version = Integer.toHexString(
                31 * own.toString().hashCode() + users.toString().hashCode());
        return new Loaded(new Presets(List.copyOf(presets.values()), version), notes);
    }

    /** The usual ones of a family first, as they stand in the file. */
    public List<Preset> all() {
        return all;
    }

    /** Changes with any of the presets: a stored name may then be another. */
    public String version() {
        return version;
    }
}
