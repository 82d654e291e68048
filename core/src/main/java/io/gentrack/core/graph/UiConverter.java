package io.gentrack.core.graph;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.graph.UiGraph.UiInput;
import io.gentrack.core.graph.UiGraph.UiNode;
import io.gentrack.core.graph.UiLinks.Resolved;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * UI form to {@link Graph}, as the front-end would send it to the server: subgraphs unfolded, muted and virtual nodes gone, links followed
 * to nodes that run, widget values under their names. What cannot be known is left out with a note.
 */
final class UiConverter {
    /** Subgraphs inside subgraphs; people go three or four levels deep. */
    private static final int MAX_DEPTH = 50;

    /** Links and inputs of all unfolded subgraphs together. */
    private static final int MAX_LINKS = 5_000_000;

    private final WidgetMapper widgets;
    private final NoteList notes;
    private final UiLinks links;
    private final Map<String, Node> nodes = new LinkedHashMap<>();

    private UiConverter(NodeDefinitions definitions, NoteList notes) {
        this.widgets = new WidgetMapper(definitions, notes);
        this.notes = notes;
        this.links = new UiLinks(notes);
    }

    static Graph convert(JsonNode json, NodeDefinitions definitions, NoteList notes) {
        UiParser parser = new UiParser(notes);
        UiGraph root = parser.parse(json);
        UiConverter converter = new UiConverter(definitions, notes);
        List<UiScope> scopes = converter.unfold(UiScope.root(root), parser);
        scopes.forEach(converter::emit);
        return new Graph(converter.nodes, notes.toList());
    }

    /** Opens a scope for every instance of a subgraph that runs, outer ones first. */
    private List<UiScope> unfold(UiScope root, UiParser parser) {
        List<UiScope> scopes = new ArrayList<>();
        Deque<UiScope> open = new ArrayDeque<>(List.of(root));
        int count = root.graph().nodes().size();
        long work = 0;
        while (!open.isEmpty()) {
            UiScope scope = open.remove();
            scopes.add(scope);
            for (UiNode node : scope.graph().nodes().values()) {
                Optional<UiGraph> inside = node.runs() ? inside(node, parser) : Optional.empty();
                if (inside.isEmpty()) {
                    continue;
                }
                UiGraph definition = inside.get();
                count += definition.nodes().size();
                work += definition.links().size()
                        + definition.inputs().size()
                        + node.inputs().size();
                boolean tooLarge = count > ApiGraphs.MAX_NODES || work > MAX_LINKS;
                if (scope.isInside(node.type()) || scope.depth() == MAX_DEPTH || tooLarge) {
                    notes.add(
                            "subgraph-not-unfolded",
                            scope.id(node),
                            "This subgraph contains itself, or the graph is too large with it; its nodes are left out.");
                    continue;
                }
                UiScope child = scope.open(node, definition);
                if (!UiTypes.isGroupNode(node.type())) {
                    child.promote(Promotions.of(
                            scope, node, definition, scope.promotions().inside(node.id()), notes));
                }
                open.add(child);
            }
        }
        return scopes;
    }

    private static Optional<UiGraph> inside(UiNode node, UiParser parser) {
        if (UiTypes.isGroupNode(node.type())) {
            return Optional.ofNullable(parser.groups().get(node.type()))
                    .flatMap(definition -> GroupNodes.unfold(node, definition));
        }
        return Optional.ofNullable(parser.definitions().get(node.type()));
    }

    private void emit(UiScope scope) {
        UiBroadcasts broadcasts = links.broadcasts(scope);
        for (UiNode node : scope.graph().nodes().values()) {
            if (!node.runs()
                    || UiTypes.isVirtual(node.type())
                    || scope.child(node).isPresent()) {
                continue;
            }
            String id = scope.id(node);
            if (UiTypes.isGroupNode(node.type())) {
                notes.add(
                        "group-node-unsupported",
                        id,
                        "The group node " + node.type()
                                + " is not unfolded; open the workflow in ComfyUI, ungroup it and save.");
            }
            nodes.put(id, node(scope, node, id, broadcasts));
        }
    }

    private Node node(UiScope scope, UiNode node, String id, UiBroadcasts broadcasts) {
        Map<String, Input> inputs = new LinkedHashMap<>();
        widgets.map(node, id).forEach((name, value) -> inputs.put(name, literal(value)));
        scope.promotions().inside(node.id()).forEach((name, value) -> inputs.put(name, literal(value)));
        Map<String, String> types = new LinkedHashMap<>();
        for (int slot = 0; slot < node.inputs().size(); slot++) {
            UiInput input = node.inputs().get(slot);
            if (input.name().isEmpty()) {
                continue;
            }
            Resolved resolved = links.input(scope, node, slot);
            if (resolved instanceof Resolved.Own) {
                resolved = broadcasts.to(node, slot).orElse(resolved);
            }
            if (resolved instanceof Resolved.Wire wire) {
                inputs.put(input.name(), new Link(wire.node(), wire.slot()));
                types.put(input.name(), input.type());
            } else if (resolved instanceof Resolved.Value value) {
                inputs.put(input.name(), literal(value.json()));
            } else if (resolved instanceof Resolved.Gone) {
                inputs.remove(input.name());
            }
        }
        return new Node(id, node.type(), inputs, types, node.outputTypes());
    }

    private static Input literal(JsonNode value) {
        return new Literal(value.isObject() && value.has("__value__") ? value.get("__value__") : value);
    }
}
