package io.gentrack.core.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gentrack.core.graph.UiGraph.UiInput;
import io.gentrack.core.graph.UiGraph.UiLink;
import io.gentrack.core.graph.UiGraph.UiNode;
import io.gentrack.core.graph.UiGraph.UiPort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Group nodes, which subgraphs replaced in 2025: {@code extra.groupNodes[name] = {nodes, links, external, config}}, used by nodes of type
 * {@code workflow>name}. The inside is put into the shape of a subgraph, one for each instance, since an instance holds the widget values
 * of all inner nodes in a row. Where rows, inputs or outputs of instance and definition do not fit together, nothing is unfolded.
 */
final class GroupNodes {
    /** People put a handful of nodes into a group; matching names is quadratic. */
    private static final int MAX_NODES = 500;

    private final UiNode instance;
    private final List<JsonNode> inner = new ArrayList<>();
    private final List<List<UiInput>> inputs = new ArrayList<>();
    private final Map<String, UiLink> links = new HashMap<>();
    private final Set<List<Integer>> linkedFrom = new HashSet<>();
    private final Set<List<Integer>> external = new HashSet<>();
    private final JsonNode config;

    private GroupNodes(UiNode instance, JsonNode definition) {
        this.instance = instance;
        this.config = definition.path("config");
        definition.path("nodes").forEach(inner::add);
        for (JsonNode node : inner) {
            List<UiInput> list = new ArrayList<>();
            for (UiInput input : UiParser.node("0", "group", node).inputs()) {
                list.add(new UiInput(input.name(), input.type(), "", input.widget()));
            }
            inputs.add(list);
        }
        definition.path("external").forEach(output -> external.add(pair(output)));
        definition.path("links").forEach(this::link);
    }

    private static List<Integer> pair(JsonNode json) {
        return List.of(json.path(0).asInt(-1), json.path(1).asInt(-1));
    }

    /** {@code [origin index, slot, target index, slot, …]}; a link from outside has no origin index. */
    private void link(JsonNode json) {
        int target = json.path(2).asInt(-1);
        int slot = json.path(3).asInt(-1);
        boolean inside = json.path(0).isInt() && json.path(0).asInt() < inner.size();
        if (inside
                && target >= 0
                && target < inner.size()
                && slot >= 0
                && slot < inputs.get(target).size()) {
            connect(target, slot, json.path(0).asText(), json.path(1).asInt(-1));
            linkedFrom.add(pair(json));
        }
    }

    private void connect(int target, int slot, String origin, int originSlot) {
        String id = "g" + links.size();
        UiInput input = inputs.get(target).get(slot);
        inputs.get(target).set(slot, new UiInput(input.name(), input.type(), id, input.widget()));
        links.put(id, new UiLink(origin, originSlot, Integer.toString(target), slot, input.type()));
    }

    /** The inside of one instance; empty when it does not fit its definition. */
    static Optional<UiGraph> unfold(UiNode instance, JsonNode definition) {
        if (definition.path("nodes").size() > MAX_NODES || instance.inputs().size() > MAX_NODES) {
            return Optional.empty();
        }
        int count = 0;
        for (JsonNode node : definition.path("nodes")) {
            count += node.path("inputs").size();
        }
        if (count > 2 * MAX_NODES) {
            return Optional.empty();
        }
        GroupNodes group = new GroupNodes(instance, definition);
        Optional<List<JsonNode>> values = group.values();
        if (values.isEmpty() || !group.connectInputs() || !group.connectOutputs()) {
            return Optional.empty();
        }
        Map<String, UiNode> nodes = new LinkedHashMap<>();
        for (int i = 0; i < group.inner.size(); i++) {
            String id = Integer.toString(i);
            UiNode node = UiParser.node(id, UiParser.text(group.inner.get(i).path("type")), group.inner.get(i));
            nodes.put(
                    id,
                    new UiNode(
                            id,
                            node.type(),
                            node.mode(),
                            group.inputs.get(i),
                            node.outputTypes(),
                            node.outputNames(),
                            values.get().get(i),
                            node.named(),
                            node.properties()));
        }
        return Optional.of(new UiGraph(
                nodes,
                group.links,
                instance.inputs().stream()
                        .map(input -> new UiPort(input.name(), input.type(), List.of()))
                        .toList(),
                List.of(),
                List.of()));
    }

    /** The instance's row of values, cut by the lengths of the inner rows; a hidden widget makes the lengths differ. */
    private Optional<List<JsonNode>> values() {
        List<JsonNode> rows = new ArrayList<>();
        int next = 0;
        for (JsonNode node : inner) {
            ArrayNode row = JsonNodeFactory.instance.arrayNode();
            for (int i = node.path("widgets_values").size(); i > 0; i--) {
                row.add(instance.values().path(next++));
            }
            rows.add(row);
        }
        return next == instance.values().size() && !instance.values().isObject() ? Optional.of(rows) : Optional.empty();
    }

    /** Each input of the instance stands for the first inner input of its type and name that is open; false if a linked one finds none. */
    private boolean connectInputs() {
        for (int port = 0; port < instance.inputs().size(); port++) {
            if (!connectInput(port) && !instance.inputs().get(port).link().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    private boolean connectInput(int port) {
        UiInput outer = instance.inputs().get(port);
        for (int node = 0; node < inner.size(); node++) {
            for (int slot = 0; slot < inputs.get(node).size(); slot++) {
                UiInput input = inputs.get(node).get(slot);
                if (input.link().isEmpty()
                        && (isReroute(node)
                                ? isNamedByType(outer)
                                : input.type().equals(outer.type()) && isCalled(node, input, outer.name()))) {
                    connect(node, slot, UiGraph.INPUT_BOX, port);
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isReroute(int node) {
        return UiParser.text(inner.get(node).path("type")).equals("Reroute");
    }

    /** A reroute's input has neither name nor type of its own; the front-end calls it by the type of what it carries. */
    private static boolean isNamedByType(UiInput outer) {
        return outer.name().equals(outer.type()) || outer.name().endsWith(" " + outer.type());
    }

    /** The front-end puts the node's title before a name that is taken, and lets people rename. */
    private boolean isCalled(int node, UiInput input, String name) {
        String renamed = config.path(Integer.toString(node))
                .path("input")
                .path(input.name())
                .path("name")
                .asText(input.name());
        return name.equals(renamed) || name.endsWith(" " + input.name());
    }

    /** Outputs that are used inside only are not shown; the rest come in order. */
    private boolean connectOutputs() {
        int port = 0;
        for (int node = 0; node < inner.size(); node++) {
            JsonNode outputs = inner.get(node).path("outputs");
            for (int slot = 0; outputs.isArray() && slot < outputs.size(); slot++) {
                List<Integer> place = List.of(node, slot);
                boolean shown = config.path(Integer.toString(node))
                        .path("output")
                        .path(Integer.toString(slot))
                        .path("visible")
                        .asBoolean(!linkedFrom.contains(place) || external.contains(place));
                if (!shown) {
                    continue;
                }
                String type = UiParser.text(outputs.get(slot).path("type"));
                if (port >= instance.outputTypes().size()
                        || !UiTypes.fit(type, instance.outputTypes().get(port))) {
                    return false;
                }
                links.put("o" + port, new UiLink(Integer.toString(node), slot, UiGraph.OUTPUT_BOX, port, type));
                port++;
            }
        }
        return port == instance.outputTypes().size();
    }
}
