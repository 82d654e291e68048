package io.gentrack.core.graph;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.graph.UiGraph.Broadcast;
import io.gentrack.core.graph.UiGraph.UiInput;
import io.gentrack.core.graph.UiGraph.UiLink;
import io.gentrack.core.graph.UiGraph.UiNode;
import io.gentrack.core.graph.UiGraph.UiPort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON to {@link UiGraph}: both spellings of links, ids as numbers or texts, anything else that is malformed passed over. */
final class UiParser {
    private final NoteList notes;
    private final Map<String, UiGraph> definitions = new HashMap<>();
    private final Map<String, JsonNode> groups = new HashMap<>();
    private int nodes;

    UiParser(NoteList notes) {
        this.notes = notes;
    }

    UiGraph parse(JsonNode json) {
        return graph(json);
    }

    /** Subgraphs by the id that their instances have as type. The ids are UUIDs, so definitions inside definitions share the map. */
    Map<String, UiGraph> definitions() {
        return definitions;
    }

    /** Definitions of group nodes by the type of their instances. */
    Map<String, JsonNode> groups() {
        return groups;
    }

    /** Recursion goes with the nesting of definitions inside definitions, which the depth of the JSON bounds. */
    private UiGraph graph(JsonNode json) {
        for (JsonNode definition : json.path("definitions").path("subgraphs")) {
            String id = text(definition.path("id"));
            if (!id.isEmpty()) {
                definitions.put(id, graph(definition));
            }
        }
        for (Map.Entry<String, JsonNode> group :
                json.path("extra").path("groupNodes").properties()) {
            groups.put("workflow>" + group.getKey(), group.getValue());
            groups.put("workflow/" + group.getKey(), group.getValue());
        }
        Map<String, UiNode> byId = new LinkedHashMap<>();
        for (JsonNode node : json.path("nodes")) {
            if (nodes == ApiGraphs.MAX_NODES) {
                notes.add("too-many-nodes", "", "Only the first " + ApiGraphs.MAX_NODES + " nodes are read.");
                break;
            }
            String id = text(node.path("id"));
            String type = text(node.path("type"));
            if (!id.isEmpty() && !type.isEmpty()) {
                nodes++;
                byId.put(id, node(id, type, node));
            }
        }
        return new UiGraph(
                byId,
                links(json.path("links")),
                ports(json.path("inputs")),
                ports(json.path("outputs")),
                broadcasts(json.path("extra").path("ue_links")));
    }

    static UiNode node(String id, String type, JsonNode node) {
        List<UiInput> inputs = new ArrayList<>();
        for (JsonNode input : node.path("inputs")) {
            JsonNode link = input.path("link");
            inputs.add(new UiInput(
                    text(input.path("name")),
                    text(input.path("type")),
                    text(link),
                    text(input.path("widget").path("name"))));
        }
        List<String> outputTypes = new ArrayList<>();
        List<String> outputNames = new ArrayList<>();
        for (JsonNode output : node.path("outputs")) {
            outputTypes.add(text(output.path("type")));
            outputNames.add(text(output.path("name")));
        }
        return new UiNode(
                id,
                type,
                node.path("mode").asInt(0),
                inputs,
                outputTypes,
                outputNames,
                node.path("widgets_values"),
                node.path("widgets_values_named"),
                node.path("properties"));
    }

    private static Map<String, UiLink> links(JsonNode json) {
        Map<String, UiLink> links = new HashMap<>();
        for (JsonNode link : json) {
            if (link.isArray() && link.size() >= 5) {
                links.put(
                        text(link.get(0)),
                        new UiLink(
                                text(link.get(1)),
                                slot(link.get(2)),
                                text(link.get(3)),
                                slot(link.get(4)),
                                text(link.path(5))));
            } else if (link.isObject()) {
                links.put(
                        text(link.path("id")),
                        new UiLink(
                                text(link.path("origin_id")),
                                slot(link.path("origin_slot")),
                                text(link.path("target_id")),
                                slot(link.path("target_slot")),
                                text(link.path("type"))));
            }
        }
        return links;
    }

    private static List<UiPort> ports(JsonNode json) {
        List<UiPort> ports = new ArrayList<>();
        for (JsonNode port : json) {
            List<String> links = new ArrayList<>();
            for (JsonNode link : port.path("linkIds")) {
                links.add(text(link));
            }
            ports.add(new UiPort(text(port.path("name")), text(port.path("type")), links));
        }
        return ports;
    }

    private static List<Broadcast> broadcasts(JsonNode json) {
        List<Broadcast> broadcasts = new ArrayList<>();
        for (JsonNode link : json) {
            broadcasts.add(new Broadcast(
                    text(link.path("upstream")),
                    slot(link.path("upstream_slot")),
                    text(link.path("downstream")),
                    slot(link.path("downstream_slot"))));
        }
        return broadcasts;
    }

    /** Ids and types are texts or numbers; whole numbers written as doubles lose their point. Anything else is no id: empty. */
    static String text(JsonNode json) {
        if (json.isTextual()) {
            return json.textValue();
        }
        if (json.isIntegralNumber()) {
            return json.asText();
        }
        if (json.isDouble() && json.doubleValue() == json.longValue()) {
            return Long.toString(json.longValue());
        }
        return "";
    }

    private static int slot(JsonNode json) {
        return json.asInt(-1);
    }
}
