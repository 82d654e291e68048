package io.gentrack.core.extract;

import io.gentrack.core.spi.PassKind;
import io.gentrack.core.spi.Trail;
import io.gentrack.core.spi.Value;
import java.util.List;
import java.util.Optional;

/**
 * What a chain sampler takes from the pass it goes on from: the latent carries that pass's model and schedule along. Its own window
 * counts from where the other stopped. Behind an inverter, which walks the schedule from its end, it begins where that one arrived.
 */
final class Continuations {
    private Continuations() {}

    /** @param passes all before this one */
    static RawPass complete(RawPass pass, List<RawPass> passes) {
        if (pass.kind() != PassKind.CONTINUE) {
            return pass;
        }
        List<Trail.Step> latents = pass.from().steps().stream()
                .filter(step -> !step.decoded() && !step.carried())
                .toList();
        // Where several passes are in the latent, nobody knows whose it carries.
        return latents.size() == 1 ? after(passes.get(latents.get(0).pass()), pass) : pass;
    }

    private static RawPass after(RawPass before, RawPass pass) {
        boolean model = pass.models().isEmpty() && !pass.node().inputs().containsKey("model");
        boolean schedule = pass.steps().isEmpty()
                && pass.scheduler().isEmpty()
                && !pass.node().inputs().containsKey("sigmas");
        Optional<Value.Num> start = schedule ? arrived(before) : pass.startStep();
        Optional<Value.Num> end = schedule ? end(start, before.steps(), pass.endStep()) : pass.endStep();
        return new RawPass(
                pass.node(),
                pass.kind(),
                pass.sampler().or(before::sampler),
                schedule ? before.scheduler() : pass.scheduler(),
                schedule ? before.steps() : pass.steps(),
                start,
                end,
                pass.cfg(),
                pass.guidance().or(model ? before::guidance : Optional::empty),
                pass.denoise(),
                pass.shift().or(model || schedule ? before::shift : Optional::empty),
                model ? before.models() : pass.models(),
                model ? before.loras() : pass.loras(),
                pass.latent(),
                pass.from(),
                pass.feeding(),
                pass.adds(),
                pass.cutBy(),
                pass.unread());
    }

    /** The step of the schedule at which a pass stopped; an inverter without a window of its own came to its beginning. */
    private static Optional<Value.Num> arrived(RawPass before) {
        if (before.kind() != PassKind.INVERT) {
            return before.endStep();
        }
        return before.steps()
                .map(all -> new Value.Num(
                        all.value() - before.endStep().map(Value.Num::value).orElse(all.value()), all.origin()))
                .filter(step -> step.value() >= 0);
    }

    private static Optional<Value.Num> end(
            Optional<Value.Num> start, Optional<Value.Num> steps, Optional<Value.Num> runs) {
        return start.flatMap(from -> runs.map(many -> new Value.Num(from.value() + many.value(), many.origin())))
                .flatMap(end -> steps.map(all -> end.value() < all.value() ? end : all));
    }
}
