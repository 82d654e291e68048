package io.gentrack.core.graph;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.core.graph.UiGraph.UiInput;
import io.gentrack.core.graph.UiGraph.UiLink;
import io.gentrack.core.graph.UiGraph.UiNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One place where a graph is in force: the root, or one instance of a subgraph. A subgraph used twice has two scopes. */
final class UiScope {
    /** The instance that opened a scope, and where it stands. */
    record Opening(UiScope scope, UiNode instance) {}

    private final UiGraph graph;
    private final String definition;
    private final String prefix;
    private final Optional<Opening> opening;
    private final int depth;

    private final Map<String, UiScope> children = new HashMap<>();
    private final Map<String, UiNode> setters = new HashMap<>();
    private final Map<String, Integer> outputs = new HashMap<>();
    private final Map<Integer, UiLink> linksOut = new HashMap<>();
    private final Map<String, Integer> instanceInputs = new HashMap<>();
    private final Set<String> inputNames = new HashSet<>();
    private Promotions promotions = Promotions.NONE;

    private UiScope(UiGraph graph, String definition, String prefix, Optional<Opening> opening, int depth) {
        this.graph = graph;
        this.definition = definition;
        this.prefix = prefix;
        this.opening = opening;
        this.depth = depth;
        for (UiNode node : graph.nodes().values()) {
            if (UiTypes.isSetter(node.type())) {
                setters.putIfAbsent(
                        UiTypes.variable(
                                node.type(), UiParser.text(node.values().path(0))),
                        node);
            }
        }
        if (opening.isPresent()) {
            indexWalls(opening.get().instance());
        }
    }

    private void indexWalls(UiNode instance) {
        graph.inputs().forEach(input -> inputNames.add(input.name()));
        for (int i = 0; i < graph.outputs().size(); i++) {
            outputs.putIfAbsent(graph.outputs().get(i).name(), i);
        }
        for (UiLink link : graph.links().values()) {
            if (link.target().equals(UiGraph.OUTPUT_BOX)) {
                linksOut.putIfAbsent(link.targetSlot(), link);
            }
        }
        for (int i = 0; i < instance.inputs().size(); i++) {
            instanceInputs.putIfAbsent(instance.inputs().get(i).name(), i);
        }
    }

    /**
     * The instance's input for a slot of the input box: by name, since lists of instances may be older than the definition; else by place,
     * unless that place belongs to another name.
     */
    Optional<Integer> instanceInput(int slot) {
        if (slot < 0 || opening.isEmpty()) {
            return Optional.empty();
        }
        Integer byName = slot < graph.inputs().size()
                ? instanceInputs.get(graph.inputs().get(slot).name())
                : null;
        if (byName != null) {
            return Optional.of(byName);
        }
        List<UiInput> inputs = opening.get().instance().inputs();
        boolean another =
                slot >= inputs.size() || inputNames.contains(inputs.get(slot).name());
        return another ? Optional.empty() : Optional.of(slot);
    }

    /** The link that ends at the output box where the instance's output is, by name, else by place. */
    Optional<UiLink> linkOut(String name, int slot) {
        Integer byName = name.isEmpty() ? null : outputs.get(name);
        return Optional.ofNullable(linksOut.get(byName == null ? slot : byName));
    }

    static UiScope root(UiGraph graph) {
        return new UiScope(graph, "", "", Optional.empty(), 0);
    }

    UiScope open(UiNode instance, UiGraph definition) {
        UiScope child = new UiScope(
                definition, instance.type(), id(instance) + ":", Optional.of(new Opening(this, instance)), depth + 1);
        children.put(instance.id(), child);
        return child;
    }

    /** What the instance says about widgets inside. */
    void promote(Promotions values) {
        promotions = values;
    }

    /** True when the definition is open already around here: a subgraph that contains itself. */
    boolean isInside(String definitionId) {
        Optional<UiScope> scope = Optional.of(this);
        while (scope.isPresent()) {
            if (scope.get().definition.equals(definitionId)) {
                return true;
            }
            scope = scope.get().opening.map(Opening::scope);
        }
        return false;
    }

    /** The node's id in API form: {@code 12}, inside subgraphs {@code 5:12}, {@code 4:5:12}. */
    String id(UiNode node) {
        return prefix + node.id();
    }

    UiGraph graph() {
        return graph;
    }

    int depth() {
        return depth;
    }

    Optional<Opening> opening() {
        return opening;
    }

    Promotions promotions() {
        return promotions;
    }

    Optional<UiScope> child(UiNode instance) {
        return Optional.ofNullable(children.get(instance.id()));
    }

    /** The first SetNode of this variable in this very graph. */
    Optional<UiNode> setter(String variable) {
        return Optional.ofNullable(setters.get(variable));
    }

    Optional<JsonNode> promoted(UiNode node, String widget) {
        return promotions.inside(node.id(), widget);
    }
}
