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

/**
 * Follows a link of the canvas to what the server would see: through reroutes, Get/Set pairs, bypassed nodes and the boxes of subgraphs.
 * Goes in a loop, not by recursion, and remembers where it was, so a cycle ends.
 */
final class UiLinks {
    /** What stands behind an input. */
    sealed interface Resolved {
        /** An output of a node that runs. */
        record Wire(String node, int slot) implements Resolved {}

        /** A value: of a primitive node, or a widget that the subgraph instance shows. */
        record Value(JsonNode json) implements Resolved {}

        /** Nothing is linked; the node's own widget holds. */
        record Own() implements Resolved {}

        /** There is a link, but it leads to nothing that runs. */
        record Gone() implements Resolved {}
    }

    private static final Resolved OWN = new Resolved.Own();
    private static final Resolved GONE = new Resolved.Gone();

    private record Step(UiScope scope, String node, int slot, boolean output) {}

    /**
     * Where the walk stands: at an input or at an output of a node.
     *
     * @param type the type that is wanted here
     * @param own true while only walls of subgraphs lie between the start and here: if nothing follows, nothing was linked
     */
    private record Place(UiScope scope, UiNode node, int slot, boolean output, String type, boolean own) {}

    /** Real graphs need a few steps for each link; only a graph made to be slow needs this many. */
    private static final int MAX_WORK = 5_000_000;

    private final NoteList notes;
    private final Map<UiScope, UiBroadcasts> broadcasts = new HashMap<>();
    private int work;

    UiLinks(NoteList notes) {
        this.notes = notes;
    }

    /** Use-Everywhere reaches the inputs of a subgraph instance, and through them the nodes inside. */
    UiBroadcasts broadcasts(UiScope scope) {
        return broadcasts.computeIfAbsent(scope, s -> UiBroadcasts.of(s, this, notes));
    }

    Resolved input(UiScope scope, UiNode node, int slot) {
        return walk(new Place(scope, node, slot, false, node.inputs().get(slot).type(), true));
    }

    Resolved output(UiScope scope, UiNode node, int slot, String type) {
        return walk(new Place(scope, node, slot, true, type, false));
    }

    private Resolved walk(Place start) {
        Set<Step> visited = new HashSet<>();
        Place place = start;
        while (true) {
            if (isSpent(place.node().inputs().size())) {
                return GONE;
            }
            if (!visited.add(new Step(place.scope(), place.node().id(), place.slot(), place.output()))) {
                return GONE;
            }
            Turn turn = place.output() ? atOutput(place) : atInput(place);
            if (turn instanceof Turn.End end) {
                return end.resolved();
            }
            place = ((Turn.Next) turn).place();
        }
    }

    private boolean isSpent(int inputs) {
        if (work > MAX_WORK) {
            return true;
        }
        work += 1 + inputs;
        if (work > MAX_WORK) {
            notes.add(
                    "links-too-long",
                    "",
                    "The links of this graph are too long to follow; the rest of them is left open.");
        }
        return work > MAX_WORK;
    }

    private sealed interface Turn {
        record End(Resolved resolved) implements Turn {}

        record Next(Place place) implements Turn {}
    }

    private static final Turn NOTHING = new Turn.End(GONE);

    private Turn atInput(Place place) {
        UiInput input = place.node().inputs().get(place.slot());
        if (input.link().isEmpty()) {
            return place.own() ? new Turn.End(OWN) : NOTHING;
        }
        UiLink link = place.scope().graph().links().get(input.link());
        if (link == null) {
            return place.own() ? new Turn.End(OWN) : NOTHING;
        }
        return origin(place.scope(), link, input.type(), place.own());
    }

    /** From a link to the output it begins at. */
    private Turn origin(UiScope scope, UiLink link, String type, boolean own) {
        if (link.origin().equals(UiGraph.INPUT_BOX)) {
            return scope.opening()
                    .map(opening -> outOfTheBox(scope, opening, link.originSlot(), own))
                    .orElse(NOTHING);
        }
        UiNode node = scope.graph().nodes().get(link.origin());
        return node == null ? NOTHING : new Turn.Next(new Place(scope, node, link.originSlot(), true, type, false));
    }

    /** From the input box of a subgraph to the input of its instance. */
    private Turn outOfTheBox(UiScope inner, UiScope.Opening opening, int slot, boolean own) {
        UiNode instance = opening.instance();
        Optional<Integer> input = inner.instanceInput(slot);
        if (input.isPresent() && !instance.inputs().get(input.get()).link().isEmpty()) {
            return new Turn.Next(new Place(
                    opening.scope(),
                    instance,
                    input.get(),
                    false,
                    instance.inputs().get(input.get()).type(),
                    own));
        }
        Optional<UiBroadcasts.Sent> sent =
                input.flatMap(at -> broadcasts(opening.scope()).sent(instance, at));
        if (sent.isPresent()) {
            String type = instance.inputs().get(input.get()).type();
            return new Turn.Next(
                    new Place(opening.scope(), sent.get().node(), sent.get().slot(), true, type, false));
        }
        Optional<JsonNode> shown = inner.promotions().input(slot);
        if (shown.isPresent()) {
            return new Turn.End(new Resolved.Value(shown.get()));
        }
        return own ? new Turn.End(OWN) : NOTHING;
    }

    private Turn atOutput(Place place) {
        UiScope scope = place.scope();
        UiNode node = place.node();
        if (node.mode() == UiNode.MUTED) {
            return NOTHING;
        }
        if (node.mode() == UiNode.BYPASSED) {
            return into(place, bypass(node, place.slot(), place.type()));
        }
        Optional<UiScope> inner = scope.child(node);
        if (inner.isPresent()) {
            return intoTheSubgraph(inner.get(), node, place.slot(), place.type());
        }
        if (UiTypes.isPrimitive(node.type())) {
            JsonNode value = node.values().path(0);
            return value.isMissingNode() ? NOTHING : new Turn.End(new Resolved.Value(value));
        }
        if (UiTypes.isGetter(node.type())) {
            return atGetter(scope, node, place.type());
        }
        if (UiTypes.isReroute(node.type()) || UiTypes.isSetter(node.type())) {
            return into(place, node.inputs().isEmpty() ? -1 : 0);
        }
        if (UiTypes.isVirtual(node.type())) {
            return NOTHING;
        }
        return new Turn.End(new Resolved.Wire(scope.id(node), place.slot()));
    }

    private static Turn into(Place place, int input) {
        if (input < 0) {
            return NOTHING;
        }
        return new Turn.Next(new Place(place.scope(), place.node(), input, false, place.type(), false));
    }

    /** A GetNode takes what the SetNode of the same name is given, in its own graph or one around it. */
    private static Turn atGetter(UiScope scope, UiNode getter, String type) {
        String variable =
                UiTypes.variable(getter.type(), UiParser.text(getter.values().path(0)));
        Optional<UiScope> here = Optional.of(scope);
        while (here.isPresent()) {
            Optional<UiNode> setter = here.get().setter(variable);
            if (setter.isPresent()) {
                return new Turn.Next(new Place(here.get(), setter.get(), 0, true, type, false));
            }
            here = here.get().opening().map(UiScope.Opening::scope);
        }
        return NOTHING;
    }

    private Turn intoTheSubgraph(UiScope inner, UiNode instance, int slot, String type) {
        String name = slot >= 0 && slot < instance.outputNames().size()
                ? instance.outputNames().get(slot)
                : "";
        return inner.linkOut(name, slot)
                .map(link -> origin(inner, link, type, false))
                .orElse(NOTHING);
    }

    /** The input whose value a bypassed node hands on, by the front-end's rule; -1 for none. */
    static int bypass(UiNode node, int slot, String wanted) {
        List<UiInput> inputs = node.inputs();
        if (inputs.isEmpty()) {
            return -1;
        }
        if (UiTypes.isAny(wanted)) {
            return slot >= 0 && slot < inputs.size() ? slot : 0;
        }
        String given = slot >= 0 && slot < node.outputTypes().size()
                ? node.outputTypes().get(slot)
                : "";
        if (slot >= 0 && slot < inputs.size() && fits(inputs.get(slot), given, wanted)) {
            return slot;
        }
        for (int i = 0; i < inputs.size(); i++) {
            if (inputs.get(i).type().equals(wanted)) {
                return i;
            }
        }
        for (int i = 0; i < inputs.size(); i++) {
            if (fits(inputs.get(i), given, wanted)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean fits(UiInput input, String given, String wanted) {
        return UiTypes.fit(input.type(), given) && UiTypes.fit(input.type(), wanted);
    }
}
