package io.gentrack.core.extract;

import io.gentrack.core.graph.Input;
import io.gentrack.core.graph.Link;
import io.gentrack.core.spi.NodeView;
import io.gentrack.core.spi.PassDraft;
import io.gentrack.core.spi.PassKind;
import io.gentrack.core.spi.Value;
import io.gentrack.core.spi.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Samplers that nobody described and that take both experts of a model like Wan 2.2: two models, one named high and one low. The first
 * runs the noisy part of the schedule, the second goes on.
 */
final class UnknownExperts {
    /** Inputs that say at which step the models change; what is no step of the schedule is none. */
    private static final List<String> SWITCHES = List.of(
            "switch_step", "split_step", "switch_at_step", "boundary_step", "high_end_at_step", "high_end_step");

    private final NodeView node;

    private UnknownExperts(NodeView node) {
        this.node = node;
    }

    /** @param one what the node would run were its two models one */
    static List<PassDraft> of(NodeView node, PassDraft one) {
        return new UnknownExperts(node).passes(one);
    }

    /** Whether exactly one linked model is named high and exactly one low. */
    static Optional<Map.Entry<Value, Value>> models(NodeView node) {
        List<Value> high = new ArrayList<>();
        List<Value> low = new ArrayList<>();
        node.node().inputs().forEach((name, input) -> {
            Value value = follow(node, input);
            if (Values.model(value).isPresent()) {
                String word = name.toLowerCase(Locale.ROOT);
                if (word.contains("high") != word.contains("low")) {
                    (word.contains("high") ? high : low).add(value);
                }
            }
        });
        return high.size() == 1 && low.size() == 1 ? Optional.of(Map.entry(high.get(0), low.get(0))) : Optional.empty();
    }

    private static Value follow(NodeView node, Input input) {
        return input instanceof Link link ? node.follow(link) : Value.ABSENT;
    }

    private List<PassDraft> passes(PassDraft one) {
        Map.Entry<Value, Value> models = models(node).orElseThrow();
        Optional<Value.Num> change = UnknownPictures.first(node, SWITCHES.toArray(new String[0]))
                .filter(step -> step.value() >= 1
                        && step.value() == Math.rint(step.value())
                        && one.steps().map(all -> step.value() < all.value()).orElse(false));
        return List.of(
                expert(one, models.getKey(), "high", one.startStep(), change),
                expert(one, models.getValue(), "low", change, one.endStep()));
    }

    private PassDraft expert(
            PassDraft one, Value model, String side, Optional<Value.Num> start, Optional<Value.Num> end) {
        return new PassDraft(
                PassKind.SAMPLE,
                model,
                one.sampler(),
                one.schedule(),
                Value.ABSENT,
                one.scheduler(),
                one.steps(),
                start,
                end,
                cfg(one, side),
                Optional.empty(),
                one.denoise(),
                one.shift(),
                side.equals("high") ? one.addsNoise() : Optional.of(false),
                Optional.empty(),
                one.latent(),
                one.conditionings(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                one.unread());
    }

    private Optional<Value.Num> cfg(PassDraft one, String side) {
        for (String name : List.of("cfg_" + side, "cfg_" + side + "_noise", side + "_cfg", side + "_noise_cfg")) {
            if (node.has(name)) {
                return node.number(name);
            }
        }
        return one.cfg();
    }
}
