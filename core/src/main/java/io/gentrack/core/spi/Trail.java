package io.gentrack.core.spi;

import java.util.ArrayList;
import java.util.List;

/**
 * Which passes a picture comes from, the nearest of each way. Kept by the kernel: an extractor hands pictures on, and the
 * trail goes with them.
 *
 * @param steps at most {@value #MOST}; further ones are dropped, the first are the nearest
 */
public record Trail(List<Step> steps) {
    static final int MOST = 64;

    /** No pass yet: an empty latent, a loaded image. */
    public static final Trail NONE = new Trail(List.of());

    public Trail {
        steps = List.copyOf(steps);
    }

    /**
     * One pass a picture comes from.
     *
     * @param pass index of the pass in the evaluation
     * @param decoded true when it was an image in between: a continuation of the same schedule is then out of the question
     * @param factor how much larger than the pass left it, NaN where the graph does not say
     * @param carried true when the result came inside a conditioning (stage C of Cascade), not as the latent to work on
     */
    public record Step(int pass, boolean decoded, double factor, boolean carried) {}

    public static Trail of(int pass) {
        return new Trail(List.of(new Step(pass, false, 1.0, false)));
    }

    public boolean isEmpty() {
        return steps.isEmpty();
    }

    /** Both ways; where both know a pass, this one's step stays. */
    public Trail and(Trail other) {
        if (other.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return other;
        }
        List<Step> all = new ArrayList<>(steps);
        for (Step step : other.steps) {
            if (all.size() < MOST && all.stream().noneMatch(s -> s.pass() == step.pass())) {
                all.add(step);
            }
        }
        return all.size() == steps.size() ? this : new Trail(all);
    }

    /** The same passes, with the picture grown by {@code factor} (NaN: by an unknown one). */
    public Trail scaled(double factor) {
        if (isEmpty() || factor == 1.0) {
            return this;
        }
        return new Trail(steps.stream()
                .map(s -> new Step(s.pass(), s.decoded(), s.factor() * factor, s.carried()))
                .toList());
    }

    /** The same passes, with an image in between. */
    public Trail asDecoded() {
        if (steps.stream().allMatch(Step::decoded)) {
            return this;
        }
        return new Trail(steps.stream()
                .map(s -> new Step(s.pass(), true, s.factor(), s.carried()))
                .toList());
    }

    /** The same passes, travelling inside a conditioning. */
    public Trail asCarried() {
        return new Trail(steps.stream()
                .map(s -> new Step(s.pass(), s.decoded(), s.factor(), true))
                .toList());
    }
}
