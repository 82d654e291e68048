package io.gentrack.core.extract;

import io.gentrack.core.graph.Graph;
import io.gentrack.core.graph.Input;
import io.gentrack.core.graph.Link;
import io.gentrack.core.graph.Node;
import io.gentrack.core.graph.NodeDefinition;
import io.gentrack.core.graph.Note;
import io.gentrack.core.spi.Meaning;
import io.gentrack.core.spi.NodeExtractor;
import io.gentrack.core.spi.NodeView;
import io.gentrack.core.spi.OutputKind;
import io.gentrack.core.spi.PassDraft;
import io.gentrack.core.spi.Trail;
import io.gentrack.core.spi.Value;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Abstract interpretation of one graph: nodes in topological order, without recursion, each one's outputs from its inputs.
 * The kernel and not the extractors keeps which passes a picture comes from.
 */
final class Evaluator {
    private static final BitSet NONE = new BitSet(0);

    private final Extractors extractors;
    private final Graph graph;
    private final Map<String, Outputs> outputs = new HashMap<>();
    private final Map<String, BitSet> feeding = new HashMap<>();
    private final Set<String> consumed = new HashSet<>();
    private final List<RawPass> passes = new ArrayList<>();
    private final List<Evaluation.End> ends = new ArrayList<>();
    private final Set<String> unknown = new LinkedHashSet<>();
    private final Set<String> typed = new HashSet<>();
    private final List<Note> notes = new ArrayList<>();

    /**
     * @param rest what a slot beyond the listed ones brings
     */
    record Outputs(List<Value> slots, Value rest) {
        Value at(int slot) {
            return slot < 0 ? Value.ABSENT : slot < slots.size() ? slots.get(slot) : rest;
        }
    }

    Evaluator(Extractors extractors, Graph graph) {
        this.extractors = extractors;
        this.graph = graph;
    }

    Evaluation run() {
        for (Node node : order()) {
            evaluate(node);
        }
        return new Evaluation(graph, passes, ends, unknown, typed, notes);
    }

    /** Kahn's algorithm over the file's order; what is left stands in a cycle and comes last, its back links absent. */
    private List<Node> order() {
        Map<String, List<Node>> consumers = new HashMap<>();
        Map<String, Integer> open = new HashMap<>();
        List<Node> ready = new ArrayList<>(graph.nodes().size());
        for (Node node : graph.nodes().values()) {
            Set<String> origins = new HashSet<>();
            for (Map.Entry<String, Input> input : node.inputs().entrySet()) {
                if (!(input.getValue() instanceof Link link)) {
                    continue;
                }
                if (!graph.nodes().containsKey(link.node())) {
                    notes.add(new Note(
                            "dangling-link",
                            node.id(),
                            "input " + input.getKey() + " comes from node " + link.node()
                                    + ", which is not in the graph"));
                } else if (origins.add(link.node())) {
                    consumers
                            .computeIfAbsent(link.node(), n -> new ArrayList<>())
                            .add(node);
                }
            }
            consumed.addAll(origins);
            if (origins.isEmpty()) {
                ready.add(node);
            } else {
                open.put(node.id(), origins.size());
            }
        }
        for (int i = 0; i < ready.size(); i++) {
            for (Node consumer : consumers.getOrDefault(ready.get(i).id(), List.of())) {
                if (open.merge(consumer.id(), -1, Integer::sum) == 0) {
                    open.remove(consumer.id());
                    ready.add(consumer);
                }
            }
        }
        if (!open.isEmpty()) {
            List<Node> left = graph.nodes().values().stream()
                    .filter(n -> open.containsKey(n.id()))
                    .toList();
            notes.add(new Note(
                    "cycle", left.get(0).id(), left.size() + " nodes stand in or behind a cycle of links; it is cut"));
            ready.addAll(left);
        }
        return ready;
    }

    private Value follow(Link link) {
        Outputs at = outputs.getOrDefault(link.node(), new Outputs(List.of(), Value.ABSENT));
        return at.at(link.slot());
    }

    private void evaluate(Node node) {
        BitSet upstream = upstream(node);
        NodeView view = new NodeView(node, this::follow);
        Optional<NodeExtractor> extractor = extractors.find(node.classType());
        Optional<NodeDefinition> definition = Optional.empty();
        Optional<Meaning> meaning = extractor.flatMap(e -> ask(e, view));
        boolean known = meaning.isPresent();
        UnknownNode.Guess guess = UnknownNode.Guess.NONE;
        if (meaning.isEmpty()) {
            definition = extractors.definition(node.classType());
            unknown.add(node.id());
            if (definition.isPresent()) {
                typed.add(node.id());
            }
            guess = UnknownNode.read(view, definition);
            meaning = Optional.of(guess.meaning());
            notes.addAll(guess.meaning().notes());
        } else {
            notes.addAll(meaning.get().notes());
        }
        int firstPass = passes.size();
        for (PassDraft draft : meaning.get().passes()) {
            addPass(node, draft, upstream, firstPass);
        }
        Trail entering = entering(node);
        Trail leaving = passes.size() > firstPass ? Trail.of(passes.size() - 1) : Trail.NONE;
        List<Value> slots = new ArrayList<>(meaning.get().outputs().size());
        for (Value value : meaning.get().outputs()) {
            slots.add(leaving.isEmpty() ? handOn(value, view, entering) : sampled(value, leaving));
        }
        Value rest = known ? Value.Opaque.of("*") : leaving.isEmpty() ? guess.rest() : sampled(guess.rest(), leaving);
        outputs.put(node.id(), new Outputs(slots, rest));
        if (passes.size() > firstPass) {
            BitSet with = (BitSet) upstream.clone();
            with.set(firstPass, passes.size());
            upstream = with;
        }
        feeding.put(node.id(), upstream);
        Optional<OutputKind> output =
                known ? meaning.get().output() : UnknownNode.output(node, definition, consumed.contains(node.id()));
        addEnd(node, output, leaving.isEmpty() ? everything(node) : leaving);
    }

    /** An extractor that throws is named and its node treated as unknown. */
    private Optional<Meaning> ask(NodeExtractor extractor, NodeView view) {
        try {
            return Optional.of(extractor.evaluate(view));
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            notes.add(new Note(
                    "extractor-failed",
                    view.id(),
                    "the extractor of " + view.classType() + " failed: "
                            + e.getClass().getSimpleName() + ": " + e.getMessage()));
            return Optional.empty();
        }
    }

    private BitSet upstream(Node node) {
        BitSet all = NONE;
        boolean own = false;
        for (Input input : node.inputs().values()) {
            if (input instanceof Link link) {
                BitSet from = feeding.getOrDefault(link.node(), NONE);
                if (all.isEmpty()) {
                    all = from;
                } else if (!from.isEmpty() && !from.equals(all)) {
                    if (!own) {
                        all = (BitSet) all.clone();
                        own = true;
                    }
                    all.or(from);
                }
            }
        }
        return all;
    }

    private void addPass(Node node, PassDraft draft, BitSet upstream, int firstPass) {
        BitSet before = upstream;
        if (passes.size() > firstPass) {
            before = (BitSet) upstream.clone();
            before.set(firstPass, passes.size());
        }
        Optional<RawPass> read = PassReader.read(node, draft, before);
        if (read.isEmpty()) {
            notes.add(new Note("runs-nothing", node.id(), node.classType() + " runs no step and is left out"));
            return;
        }
        RawPass pass = Continuations.complete(read.get(), passes);
        // The second run of a node that has several works on the first's result.
        double factor = draft.factor().map(Value.Num::value).orElse(1.0);
        passes.add(
                passes.size() > firstPass
                        ? pass.after(Trail.of(passes.size() - 1).scaled(factor))
                        : pass);
    }

    /** The passes of all pictures that go into the node. */
    private Trail entering(Node node) {
        Trail trail = Trail.NONE;
        for (Input input : node.inputs().values()) {
            if (input instanceof Link link) {
                Value value = follow(link);
                if (!(value instanceof Value.Bundle)) {
                    trail = trail.and(Trails.of(value));
                }
            }
        }
        return trail;
    }

    /** As {@link #entering}, pipes included: what an end node may write. */
    private Trail everything(Node node) {
        Trail trail = Trail.NONE;
        for (Input input : node.inputs().values()) {
            if (input instanceof Link link) {
                trail = trail.and(Trails.all(follow(link)));
            }
        }
        return trail;
    }

    /**
     * A picture the node made out of others comes from all of them; one it only hands on (a switch, a reroute, a pipe) is
     * that one picture.
     */
    private static Value handOn(Value value, NodeView view, Trail entering) {
        if (!(value instanceof Value.Picture picture)) {
            return value;
        }
        for (Input input : view.node().inputs().values()) {
            if (input instanceof Link link && same(view, link, value)) {
                return value;
            }
        }
        Trail trail = picture.trail().and(entering.scaled(Double.NaN));
        return picture.withTrail(picture.form() == Value.Form.IMAGE ? trail.asDecoded() : trail);
    }

    @SuppressWarnings("ReferenceEquality") // the very same picture, not an equal one
    private static boolean same(NodeView view, Link link, Value value) {
        Value brought = view.follow(link);
        return brought == value
                || (brought instanceof Value.Bundle bundle
                        && bundle.fields().values().stream().anyMatch(field -> field == value));
    }

    /** What leaves a sampler comes from its last pass. */
    private static Value sampled(Value value, Trail leaving) {
        if (value instanceof Value.Picture picture) {
            Value.Picture made = picture.withTrail(leaving);
            return picture.form() == Value.Form.IMAGE ? made.withTrail(leaving.asDecoded()) : made;
        }
        if (value instanceof Value.Bundle bundle) {
            Map<String, Value> fields = new LinkedHashMap<>();
            bundle.fields()
                    .forEach((name, field) ->
                            fields.put(name, field instanceof Value.Picture ? sampled(field, leaving) : field));
            return new Value.Bundle(fields);
        }
        if (value instanceof Value.Opaque opaque && Trails.carriesPictures(opaque.type())) {
            List<Value> candidates = new ArrayList<>();
            for (Value candidate : opaque.candidates()) {
                if (!(candidate instanceof Value.Picture)) {
                    candidates.add(candidate);
                }
            }
            candidates.add(Value.Picture.unknown(Value.Form.LATENT).withTrail(leaving));
            return new Value.Opaque(opaque.type(), candidates);
        }
        return value;
    }

    private void addEnd(Node node, Optional<OutputKind> output, Trail trail) {
        boolean used = consumed.contains(node.id());
        if (output.isPresent() || !used) {
            ends.add(new Evaluation.End(node, output.orElse(OutputKind.OTHER), output.isPresent(), used, trail));
        }
    }
}
