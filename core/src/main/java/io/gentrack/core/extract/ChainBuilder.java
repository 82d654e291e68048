package io.gentrack.core.extract;

import io.gentrack.core.graph.Input;
import io.gentrack.core.graph.Link;
import io.gentrack.core.graph.Node;
import io.gentrack.core.graph.Note;
import io.gentrack.core.spi.OutputKind;
import io.gentrack.core.spi.PassKind;
import io.gentrack.core.spi.Trail;
import io.gentrack.core.spi.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * From evaluated passes to chains: which passes reach an output, which of them begin, which continue another's schedule, and
 * what role each has. The rule and its reasons are in {@code docs/multi-pass.md}.
 */
final class ChainBuilder {
    /** From this denoise on nothing of the start is left. */
    private static final double FULL = 0.9999;

    private static final double SAME_SIZE = 1.0001;

    private final Evaluation evaluation;
    private final List<RawPass> raw;
    private final List<Note> notes;
    private BitSet estimators = new BitSet();
    private Ancestry ancestry = new Ancestry(List.of(), new BitSet());

    ChainBuilder(Evaluation evaluation) {
        this.evaluation = evaluation;
        this.raw = evaluation.passes();
        this.notes = new ArrayList<>(evaluation.notes());
    }

    Extraction build() {
        List<Evaluation.End> outputs = outputs();
        BitSet pool = pool(outputs);
        estimators = estimators(pool);
        ancestry = Ancestry.of(raw, this::parents);
        BitSet shown = (BitSet) pool.clone();
        for (int p = pool.nextSetBit(0); p >= 0; p = pool.nextSetBit(p + 1)) {
            shown.or(raw.get(p).feeding());
        }
        int unused = raw.size() - shown.cardinality();
        if (unused > 0) {
            notes.add(Note.of("unused-passes", unused + " sampler passes reach no output and are left out"));
        }
        List<Integer> order = new ArrayList<>();
        int[] position = new int[raw.size()];
        for (int p = shown.nextSetBit(0); p >= 0; p = shown.nextSetBit(p + 1)) {
            position[p] = order.size();
            order.add(p);
        }
        boolean generated = pool.stream().anyMatch(p -> raw.get(p).kind() == PassKind.SAMPLE);
        Map<Integer, Role> roles = new HashMap<>();
        for (int p : order) {
            roles.put(p, pool.get(p) ? role(p, generated) : Role.REFERENCE);
        }
        List<Pass> passes = new ArrayList<>();
        for (int p : order) {
            passes.add(pass(p, roles, position, shown));
        }
        List<Chain> chains = chains(outputs, pool, roles, position);
        for (Chain chain : chains) {
            notes.addAll(MissingFields.of(evaluation.graph(), raw.get(order.get(chain.primary()))));
        }
        if (chains.isEmpty()) {
            notes.add(Note.of(
                    "no-sampler", raw.isEmpty() ? "no sampler is in the graph" : "no sampler reaches an output"));
        }
        noteUnknown(order, outputs);
        return new Extraction(passes, chains, notes);
    }

    /** Save nodes; else previews, else other known ends, else whatever nobody consumes: the first kind a pass reaches. */
    private List<Evaluation.End> outputs() {
        List<Predicate<Evaluation.End>> kinds = List.of(
                e -> e.known() && e.kind() == OutputKind.SAVE,
                e -> e.known() && e.kind() == OutputKind.PREVIEW,
                e -> e.known(),
                e -> !e.consumed());
        for (Predicate<Evaluation.End> kind : kinds) {
            List<Evaluation.End> found = evaluation.ends().stream()
                    .filter(kind)
                    .filter(e -> !e.trail().isEmpty())
                    .toList();
            if (!found.isEmpty()) {
                return found;
            }
        }
        return List.of();
    }

    private BitSet pool(List<Evaluation.End> outputs) {
        BitSet pool = new BitSet(raw.size());
        Deque<Integer> open = new ArrayDeque<>();
        outputs.forEach(o -> o.trail().steps().forEach(s -> open.add(s.pass())));
        while (!open.isEmpty()) {
            int p = open.remove();
            if (!pool.get(p)) {
                pool.set(p);
                raw.get(p).from().steps().forEach(s -> open.add(s.pass()));
            }
        }
        return pool;
    }

    /**
     * Passes that only look at a loaded picture for a later one (Lotus, Marigold: depth or normals in one step that adds no
     * noise); a single such step composes nothing. Alone they are what the graph makes.
     */
    private BitSet estimators(BitSet pool) {
        BitSet found = new BitSet(raw.size());
        for (int q = pool.nextSetBit(0); q >= 0; q = pool.nextSetBit(q + 1)) {
            RawPass later = raw.get(q);
            if (continued(later).isPresent()) {
                continue;
            }
            for (Trail.Step step : later.from().steps()) {
                RawPass before = raw.get(step.pass());
                if (step.pass() != q
                        && before.kind() == PassKind.SAMPLE
                        && before.from().isEmpty()
                        && before.latent().start() == Value.Start.LOADED
                        && before.adds().map(a -> !a).orElse(false)
                        && before.steps().map(n -> n.value() == 1).orElse(false)) {
                    found.set(step.pass());
                }
            }
        }
        return found;
    }

    private Role role(int index, boolean generated) {
        RawPass pass = raw.get(index);
        if (estimators.get(index)) {
            return Role.REFERENCE;
        }
        if (pass.kind() == PassKind.INVERT) {
            return Role.INVERT;
        }
        boolean secondary = Ancestry.isSecondary(pass);
        if (secondary && !generated && parents(pass).isEmpty()) {
            return Role.ENHANCE;
        }
        if (secondary) {
            return pass.kind() == PassKind.DETAIL ? Role.DETAIL : Role.UPSCALE;
        }
        List<Trail.Step> from = parents(pass);
        if (from.isEmpty()) {
            return root(pass);
        }
        if (!ancestry.behindSampler(index)) {
            return pass.latent().start() == Value.Start.UNKNOWN
                            && !pass.latent().masked()
                    ? Role.IMG2IMG
                    : root(pass);
        }
        if (continued(pass).isPresent()) {
            return Role.CONTINUATION;
        }
        if (from.stream().allMatch(Trail.Step::carried)) {
            return Role.DECODER;
        }
        if (pass.latent().start() == Value.Start.EMPTY
                && fresh(pass)
                && !denoiseUnread(pass)
                && from.stream().allMatch(Trail.Step::decoded)
                && pass.latent().trail().steps().stream().allMatch(s -> Double.isNaN(s.factor()))) {
            return Role.IMG2IMG;
        }
        // A mask of its own: a part is painted anew, often in a size of its own. A mask from before is only carried
        // along.
        if (pass.latent().masked()
                && from.stream().noneMatch(s -> raw.get(s.pass()).latent().masked())) {
            return Role.INPAINT;
        }
        if (from.stream().anyMatch(s -> growth(pass, s) > SAME_SIZE)) {
            return Role.HIRES;
        }
        return pass.latent().masked() ? Role.INPAINT : Role.REFINE;
    }

    private static Role root(RawPass pass) {
        boolean full = pass.denoise().map(d -> d.value() >= FULL).orElse(true);
        if (pass.latent().masked()) {
            return Role.INPAINT;
        }
        return switch (pass.latent().start()) {
            case EMPTY -> Role.BASE;
            case LOADED -> Role.IMG2IMG;
            case UNKNOWN -> full ? Role.BASE : Role.IMG2IMG;
        };
    }

    /** The passes it works on; an inverter's noise or an estimator's map makes nobody's pass a later one. */
    private List<Trail.Step> parents(RawPass pass) {
        return pass.from().steps().stream()
                .filter(s -> raw.get(s.pass()).kind() != PassKind.INVERT && !estimators.get(s.pass()))
                .toList();
    }

    private double growth(RawPass pass, Trail.Step step) {
        Value.Picture before = raw.get(step.pass()).latent();
        Value.Picture now = pass.latent();
        if (before.width().isPresent()
                && before.height().isPresent()
                && now.width().isPresent()
                && now.height().isPresent()) {
            double area = before.width().get().value() * before.height().get().value();
            double factor =
                    Math.sqrt(now.width().get().value() * now.height().get().value() / area);
            // A tile size or an unknown enlargement in between says more than equal numbers do.
            boolean unknown = Double.isNaN(step.factor()) || Double.isInfinite(step.factor());
            return unknown && factor <= SAME_SIZE ? step.factor() : factor;
        }
        return step.factor();
    }

    /** The pass whose schedule this one goes on with: same latent, no decoding or growing in between, no noise added. */
    private Optional<Integer> continued(RawPass pass) {
        for (Trail.Step step : parents(pass)) {
            RawPass before = raw.get(step.pass());
            boolean sameLatent = !step.decoded() && !step.carried() && step.factor() == 1.0;
            boolean addsNothing =
                    pass.kind() == PassKind.CONTINUE || pass.adds().map(a -> !a).orElse(false);
            boolean otherHalf = !pass.cutBy().isEmpty() && pass.cutBy().equals(before.cutBy());
            boolean sameNode = pass.node().id().equals(before.node().id())
                    && pass.kind() == PassKind.SAMPLE
                    && pass.denoise().map(d -> d.value() >= FULL).orElse(true)
                    && growth(pass, step) <= SAME_SIZE;
            if (sameLatent && (addsNothing || otherHalf || sameNode)) {
                return Optional.of(step.pass());
            }
        }
        return Optional.empty();
    }

    private Pass pass(int index, Map<Integer, Role> roles, int[] position, BitSet shown) {
        RawPass pass = raw.get(index);
        return new Pass(
                pass.node().id(),
                pass.node().classType(),
                roles.getOrDefault(index, Role.REFERENCE),
                pass.sampler(),
                pass.scheduler(),
                pass.steps(),
                pass.startStep(),
                pass.endStep(),
                pass.cfg(),
                pass.guidance(),
                pass.denoise(),
                pass.shift(),
                pass.models(),
                pass.loras(),
                pass.latent().width(),
                pass.latent().height(),
                pass.latent().frames(),
                pass.from().steps().stream()
                        .filter(s -> shown.get(s.pass()))
                        .map(s -> position[s.pass()])
                        .toList(),
                pass.unread());
    }

    private List<Chain> chains(List<Evaluation.End> outputs, BitSet pool, Map<Integer, Role> roles, int[] position) {
        List<Integer> roots = roots(pool, roles);
        roots.sort(preference(outputs));
        List<Chain> chains = new ArrayList<>();
        for (int root : roots) {
            BitSet later = ancestry.before(root);
            BitSet group = new BitSet(raw.size());
            later.set(root);
            group.set(root);
            for (int p = 0; p < raw.size(); p++) {
                if (!pool.get(p)
                        || roots.contains(p)
                        || parents(raw.get(p)).stream().noneMatch(s -> later.get(s.pass()))) {
                    continue;
                }
                later.set(p);
                Optional<Integer> before = continued(raw.get(p));
                if (before.isPresent() && group.get(before.get())) {
                    group.set(p);
                }
            }
            chains.add(new Chain(
                    position[root],
                    group.stream().map(p -> position[p]).boxed().toList(),
                    later.stream().map(p -> position[p]).boxed().toList()));
        }
        return chains;
    }

    /**
     * The first sampler passes of the pool. A detailer or upscaler is one where no sampler works on what it made: enlarging a
     * loaded picture before it is sampled composes nothing.
     */
    private List<Integer> roots(BitSet pool, Map<Integer, Role> roles) {
        List<Integer> roots = new ArrayList<>();
        BitSet prepares = new BitSet(raw.size());
        for (int p = pool.nextSetBit(0); p >= 0; p = pool.nextSetBit(p + 1)) {
            boolean counts = roles.get(p) != Role.INVERT && !estimators.get(p);
            if (counts && !Ancestry.isSecondary(raw.get(p)) && !ancestry.behindSampler(p)) {
                roots.add(p);
                prepares.or(ancestry.before(p));
            }
        }
        for (int p = pool.nextSetBit(0); p >= 0; p = pool.nextSetBit(p + 1)) {
            if (Ancestry.isSecondary(raw.get(p)) && parents(raw.get(p)).isEmpty() && !prepares.get(p)) {
                roots.add(p);
            }
        }
        return roots;
    }

    /** Which root to prefer where only one can be taken; free of the order of the file. */
    private Comparator<Integer> preference(List<Evaluation.End> outputs) {
        List<Evaluation.End> byId = outputs.stream()
                .sorted(Comparator.comparing((Evaluation.End e) -> e.node().id(), NodeIds.ORDER))
                .toList();
        Map<Integer, Integer> firstOutput = new HashMap<>();
        for (int i = 0; i < byId.size(); i++) {
            for (int p = 0; p < raw.size(); p++) {
                if (reaches(p, byId.get(i))) {
                    firstOutput.putIfAbsent(p, i);
                }
            }
        }
        return Comparator.comparingInt((Integer p) -> firstOutput.getOrDefault(p, Integer.MAX_VALUE))
                .thenComparing(p -> fresh(raw.get(p)) ? 0 : 1)
                .thenComparing(p -> -raw.get(p).steps().map(Value.Num::value).orElse(0.0))
                .thenComparing(p -> raw.get(p).node().id(), NodeIds.ORDER)
                .thenComparingInt(p -> p);
    }

    private boolean reaches(int pass, Evaluation.End end) {
        Deque<Integer> open = new ArrayDeque<>();
        BitSet seen = new BitSet(raw.size());
        end.trail().steps().forEach(s -> open.add(s.pass()));
        while (!open.isEmpty()) {
            int p = open.remove();
            if (p == pass) {
                return true;
            }
            if (!seen.get(p)) {
                seen.set(p);
                raw.get(p).from().steps().forEach(s -> open.add(s.pass()));
            }
        }
        return false;
    }

    private static boolean fresh(RawPass pass) {
        return pass.adds().orElse(true)
                && pass.denoise().map(d -> d.value() >= FULL).orElse(true)
                && pass.startStep().map(s -> s.value() == 0).orElse(true);
    }

    /** Whoever links a denoise wants another one than 1, whatever it is. */
    private static boolean denoiseUnread(RawPass pass) {
        return pass.denoise().isEmpty() && pass.node().inputs().get("denoise") instanceof Link;
    }

    /** Names the unknown nodes that stand upstream of a pass or an output; others have no bearing. */
    private void noteUnknown(List<Integer> order, List<Evaluation.End> outputs) {
        Deque<Node> open = new ArrayDeque<>();
        order.forEach(p -> open.add(raw.get(p).node()));
        (outputs.isEmpty() ? evaluation.ends() : outputs).forEach(o -> open.add(o.node()));
        Set<String> seen = new HashSet<>();
        Set<String> named = new HashSet<>();
        while (!open.isEmpty()) {
            Node node = open.remove();
            if (!seen.add(node.id())) {
                continue;
            }
            if (evaluation.unknown().contains(node.id()) && named.add(node.classType())) {
                notes.add(
                        evaluation.typed().contains(node.id())
                                ? new Note(
                                        "undescribed-node", node.id(), node.classType() + " is known by its types only")
                                : new Note("unknown-node", node.id(), node.classType() + " is not known"));
            }
            for (Input input : node.inputs().values()) {
                if (input instanceof Link link && evaluation.graph().nodes().containsKey(link.node())) {
                    open.add(evaluation.graph().nodes().get(link.node()));
                }
            }
        }
    }
}
