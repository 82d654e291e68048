package io.gentrack.core.graph;

import io.gentrack.core.graph.UiGraph.Broadcast;
import io.gentrack.core.graph.UiGraph.UiInput;
import io.gentrack.core.graph.UiGraph.UiLink;
import io.gentrack.core.graph.UiGraph.UiNode;
import io.gentrack.core.graph.UiLinks.Resolved;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The wireless links of cg-use-everywhere. Newer versions write down what they linked ({@code extra.ue_links}); for older files the plain
 * rule is applied: what goes into an {@code Anything Everywhere} node goes to every socket of the same type that has no link. Nodes that
 * pick their targets by regular expression, and types that two nodes send, are left alone with a note.
 */
final class UiBroadcasts {
    private static final Set<String> PLAIN = Set.of("Anything Everywhere", "Anything Everywhere3");
    private static final Set<String> CHOOSY =
            Set.of("Anything Everywhere?", "Prompts Everywhere", "Seed Everywhere", "Simple String");

    /** Sends its first input to inputs of this name and its second to inputs of that; similar names are left open. */
    private static final String PROMPTS = "Prompts Everywhere";

    private static final List<String> PROMPT_NAMES = List.of("positive", "negative");

    private final UiScope scope;
    private final UiLinks links;
    private final Map<String, Map<Integer, Broadcast>> listed = new HashMap<>();
    private final Map<String, UiLink> byType = new HashMap<>();
    private final Map<String, Optional<UiLink>> byName = new HashMap<>();

    private UiBroadcasts(UiScope scope, UiLinks links) {
        this.scope = scope;
        this.links = links;
    }

    static UiBroadcasts of(UiScope scope, UiLinks links, NoteList notes) {
        UiBroadcasts result = new UiBroadcasts(scope, links);
        for (Broadcast broadcast : scope.graph().broadcasts()) {
            result.listed
                    .computeIfAbsent(broadcast.downstream(), id -> new HashMap<>())
                    .putIfAbsent(broadcast.downstreamSlot(), broadcast);
        }
        if (result.listed.isEmpty()) {
            result.collect(notes);
        }
        return result;
    }

    private void collect(NoteList notes) {
        Set<String> twice = new HashSet<>();
        for (UiNode node : scope.graph().nodes().values()) {
            if (!node.runs() || !isSender(node)) {
                continue;
            }
            for (UiInput input : node.inputs()) {
                UiLink link = scope.graph().links().get(input.link());
                if (link == null) {
                    continue;
                }
                String type = type(input, link);
                int prompt = node.inputs().indexOf(input);
                if (node.type().equals(PROMPTS) && prompt < PROMPT_NAMES.size()) {
                    // A second sender leaves it open which one is meant.
                    byName.merge(PROMPT_NAMES.get(prompt), Optional.of(link), (first, second) -> Optional.empty());
                } else if (CHOOSY.contains(node.type())) {
                    notes.add(
                            "use-everywhere-unresolved",
                            scope.id(node),
                            "Which inputs this node sends " + type
                                    + " to is decided in the browser; they are left open.");
                    twice.add(type);
                } else if (byType.putIfAbsent(type, link) != null && twice.add(type)) {
                    notes.add(
                            "use-everywhere-ambiguous",
                            scope.id(node),
                            "More than one node sends " + type
                                    + " everywhere; the inputs they may reach are left open.");
                }
            }
        }
        twice.forEach(byType::remove);
        byType.keySet().removeIf(UiTypes::isAny);
    }

    /** The first of input, link and origin that says a type. */
    private String type(UiInput input, UiLink link) {
        if (!UiTypes.isAny(input.type())) {
            return input.type();
        }
        if (!UiTypes.isAny(link.type())) {
            return link.type();
        }
        UiNode origin = scope.graph().nodes().get(link.origin());
        if (origin == null
                || link.originSlot() < 0
                || link.originSlot() >= origin.outputTypes().size()) {
            return "*";
        }
        return origin.outputTypes().get(link.originSlot());
    }

    /** The output that an input without a link is sent. */
    record Sent(UiNode node, int slot) {}

    /** What an input without a link is sent; empty when nothing. */
    Optional<Resolved> to(UiNode node, int slot) {
        String type = node.inputs().get(slot).type();
        return sent(node, slot).map(sent -> links.output(scope, sent.node(), sent.slot(), type));
    }

    /** Which output an input without a link is sent; empty when none. */
    Optional<Sent> sent(UiNode node, int slot) {
        UiInput input = node.inputs().get(slot);
        Broadcast broadcast = listed.getOrDefault(node.id(), Map.of()).get(slot);
        if (broadcast != null) {
            return from(broadcast.upstream(), broadcast.upstreamSlot(), input);
        }
        Optional<UiLink> plain = Optional.ofNullable(byType.get(input.type()));
        Optional<UiLink> link = input.type().equals("CONDITIONING") ? byName.getOrDefault(input.name(), plain) : plain;
        if (!input.widget().isEmpty() || isSender(node)) {
            return Optional.empty();
        }
        return link.flatMap(from -> from(from.origin(), from.originSlot(), input));
    }

    private static boolean isSender(UiNode node) {
        return PLAIN.contains(node.type()) || CHOOSY.contains(node.type());
    }

    private Optional<Sent> from(String id, int slot, UiInput input) {
        UiNode upstream = scope.graph().nodes().get(id);
        if (upstream == null || slot < 0) {
            return Optional.empty();
        }
        String given =
                slot < upstream.outputTypes().size() ? upstream.outputTypes().get(slot) : "";
        return UiTypes.fit(given, input.type()) ? Optional.of(new Sent(upstream, slot)) : Optional.empty();
    }
}
