package io.gentrack.core.extract.description;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gentrack.core.spi.Meaning;
import io.gentrack.core.spi.NodeExtractor;
import io.gentrack.core.spi.NodeView;
import io.gentrack.core.spi.Origin;
import io.gentrack.core.spi.Value;
import io.gentrack.core.spi.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A file of node descriptions: {@code {"pack", "tables", "renamed", "nodes": […]}}. Descriptions are compiled when their node is first
 * met, so that hundreds of packs cost nothing until a graph uses them.
 *
 * @param pack the node pack the file speaks for
 * @param extractors one for each description, in the order of the file
 * @param renamings how the pack calls nodes of others that it offers again
 */
public record DescriptionFile(String pack, List<NodeExtractor> extractors, List<Renaming> renamings) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.ALLOW_COMMENTS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final Set<String> FIELDS = Set.of("pack", "about", "tables", "renamed", "nodes");

    public DescriptionFile {
        extractors = List.copyOf(extractors);
        renamings = List.copyOf(renamings);
    }

    /**
     * Reads a file of our own, compiling lazily.
     *
     * @throws DescriptionException where it is not JSON or not of this form
     */
    public static DescriptionFile read(String json) throws DescriptionException {
        return read(json, false);
    }

    /**
     * Reads a file and compiles every description.
     *
     * @throws DescriptionException naming the description and the field that are wrong
     */
    public static DescriptionFile check(String json) throws DescriptionException {
        return read(json, true);
    }

    private static DescriptionFile read(String json, boolean eager) throws DescriptionException {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            Optional<com.fasterxml.jackson.core.JsonLocation> at = Optional.ofNullable(e.getLocation());
            throw new DescriptionException("not JSON: " + e.getOriginalMessage()
                    + at.map(l -> " (line " + l.getLineNr() + ", column " + l.getColumnNr() + ")")
                            .orElse(""));
        }
        if (!root.isObject() || !root.path("nodes").isArray()) {
            throw new DescriptionException("an object with \"pack\" and \"nodes\" is expected");
        }
        Fields.allow(root, FIELDS);
        Map<String, List<Value>> tables = tables(root.path("tables"));
        List<NodeExtractor> extractors = new ArrayList<>();
        int index = 0;
        for (JsonNode node : root.path("nodes")) {
            try {
                extractors.add(
                        eager
                                ? new NodeDescription(node, tables)
                                : new Lazy(NodeDescription.types(node), node, tables));
            } catch (DescriptionException e) {
                throw e.in("nodes[" + index + "] " + node.path("types"));
            }
            index++;
        }
        return new DescriptionFile(root.path("pack").asText(""), extractors, renamings(root.path("renamed")));
    }

    /** {@code [{"prefix": "BizyAir_", "same_widgets": true}]}. */
    private static List<Renaming> renamings(JsonNode json) throws DescriptionException {
        List<Renaming> renamings = new ArrayList<>();
        for (JsonNode item : json) {
            Fields.allow(item, Set.of("prefix", "suffix", "same_widgets"));
            String prefix = item.path("prefix").asText("");
            String suffix = item.path("suffix").asText("");
            if (prefix.isEmpty() && suffix.isEmpty()) {
                throw new DescriptionException("renamed[" + renamings.size() + "] needs a \"prefix\" or a \"suffix\"");
            }
            renamings.add(new Renaming(prefix, suffix, item.path("same_widgets").asBoolean(false)));
        }
        return renamings;
    }

    private static Map<String, List<Value>> tables(JsonNode json) {
        Map<String, List<Value>> tables = new HashMap<>();
        Origin origin = new Origin.Meant("", "table");
        for (Map.Entry<String, JsonNode> table : json.properties()) {
            for (Map.Entry<String, JsonNode> row : table.getValue().properties()) {
                List<Value> cells = new ArrayList<>();
                for (JsonNode cell : row.getValue().isArray() ? row.getValue() : List.of(row.getValue())) {
                    cells.add(Values.literal(cell, origin));
                }
                tables.put(table.getKey() + '\0' + row.getKey(), List.copyOf(cells));
            }
        }
        return tables;
    }

    /** Compiles on first use. A description that does not compile is a fault of the plug-in and thrown as such. */
    private static final class Lazy implements NodeExtractor {
        private final Set<String> classTypes;
        private final JsonNode json;
        private final Map<String, List<Value>> tables;
        private volatile Optional<NodeDescription> compiled = Optional.empty();

        Lazy(Set<String> classTypes, JsonNode json, Map<String, List<Value>> tables) {
            this.classTypes = classTypes;
            this.json = json;
            this.tables = tables;
        }

        @Override
        public Set<String> classTypes() {
            return classTypes;
        }

        @Override
        public Meaning evaluate(NodeView node) {
            Optional<NodeDescription> description = compiled;
            if (description.isEmpty()) {
                try {
                    description = Optional.of(new NodeDescription(json, tables));
                } catch (DescriptionException e) {
                    throw new IllegalStateException(
                            "the description of " + classTypes + " is wrong: " + e.getMessage(), e);
                }
                compiled = description;
            }
            return description.get().evaluate(node);
        }
    }
}
