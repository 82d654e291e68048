package io.gentrack.core.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.gentrack.core.graph.UiGraph.UiNode;
import java.util.Map;
import java.util.TreeMap;

/**
 * Inputs without a widget: a script keeps the value among the node's properties and adds it to what is sent to the server, objects as
 * texts of JSON.
 */
final class KeptInputs {
    private KeptInputs() {}

    static Map<String, JsonNode> of(UiNode node, NodeDefinition definition) {
        Map<String, JsonNode> inputs = new TreeMap<>();
        definition.kept().forEach((input, where) -> {
            JsonNode value = node.properties();
            for (String member : where.split("\\.", -1)) {
                value = value.path(member);
            }
            if (value.isContainerNode()) {
                inputs.put(input, TextNode.valueOf(value.toString()));
            } else if (!value.isMissingNode() && !value.isNull()) {
                inputs.put(input, value);
            }
        });
        return inputs;
    }
}
