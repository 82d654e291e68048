package io.gentrack.core.advice;

import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whether two combinations are the same to the eye: same files, sampler and scheduler, and numbers that differ by less than people
 * care about (CFG 7 and 7.5, steps 20 and 22; never 4 and 5 steps, or CFG 1 and 1.5).
 */
final class Nearness {
    private static final double STEPS = 0.12;
    private static final double CFG = 0.12;
    private static final double SHIFT = 0.12;
    private static final double GUIDANCE = 0.15;
    /** Absolute: denoise and LoRA strength both live between 0 and 1. */
    private static final double DENOISE = 0.051;

    private static final double STRENGTH = 0.101;

    private Nearness() {}

    static boolean near(Settings a, Settings b) {
        return a.modelFamily().equals(b.modelFamily())
                && a.model().hash().equals(b.model().hash())
                && a.model2().map(ModelRef::hash).equals(b.model2().map(ModelRef::hash))
                && a.sampler().equals(b.sampler())
                && a.scheduler().equals(b.scheduler())
                && relative(a.steps(), b.steps(), STEPS)
                && relative(a.cfg(), b.cfg(), CFG)
                && Math.abs(a.denoise() - b.denoise()) < DENOISE
                && relative(a.shift(), b.shift(), SHIFT)
                && relative(a.guidance(), b.guidance(), GUIDANCE)
                && loras(sorted(a), sorted(b));
    }

    private static boolean relative(Optional<Double> a, Optional<Double> b, double limit) {
        return a.isPresent() == b.isPresent() && (a.isEmpty() || relative(a.get(), b.orElseThrow(), limit));
    }

    private static boolean relative(double a, double b, double limit) {
        return Math.abs(a - b) <= limit * Math.max(Math.abs(a), Math.abs(b));
    }

    private static List<LoraUse> sorted(Settings settings) {
        return settings.loras().stream()
                .sorted(Comparator.comparing(use -> use.lora().hash()))
                .toList();
    }

    private static boolean loras(List<LoraUse> a, List<LoraUse> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            LoraUse one = a.get(i);
            LoraUse other = b.get(i);
            if (!one.lora().hash().equals(other.lora().hash())
                    || !close(one.strength(), other.strength())
                    || !close(one.clipStrength(), other.clipStrength())) {
                return false;
            }
        }
        return true;
    }

    private static boolean close(Optional<Double> a, Optional<Double> b) {
        return a.isPresent() == b.isPresent() && (a.isEmpty() || Math.abs(a.get() - b.orElseThrow()) < STRENGTH);
    }
}
