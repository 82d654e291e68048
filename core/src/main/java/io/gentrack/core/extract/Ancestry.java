package io.gentrack.core.extract;

import io.gentrack.core.spi.PassKind;
import io.gentrack.core.spi.Trail;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/**
 * Which passes a pass comes from.
 *
 * @param parents for each pass the passes it works on, by index; parents come before their children
 * @param behind the passes behind a sampler: not only behind detailers and upscalers of a loaded picture
 */
record Ancestry(List<List<Integer>> parents, BitSet behind) {

    static Ancestry of(List<RawPass> passes, Function<RawPass, List<Trail.Step>> from) {
        List<List<Integer>> parents = passes.stream()
                .map(from)
                .map(steps -> steps.stream().map(Trail.Step::pass).toList())
                .toList();
        BitSet behind = new BitSet(passes.size());
        for (int p = 0; p < passes.size(); p++) {
            for (int q : parents.get(p)) {
                if (q != p && (!isSecondary(passes.get(q)) || behind.get(q))) {
                    behind.set(p);
                }
            }
        }
        return new Ancestry(parents, behind);
    }

    /** Detailers and upscalers: what they work on was composed before them. */
    static boolean isSecondary(RawPass pass) {
        return pass.kind() == PassKind.DETAIL || pass.kind() == PassKind.UPSCALE;
    }

    boolean behindSampler(int pass) {
        return behind.get(pass);
    }

    /** All passes a pass works on, however far back. */
    BitSet before(int pass) {
        BitSet before = new BitSet(parents.size());
        Deque<Integer> open = new ArrayDeque<>(List.of(pass));
        while (!open.isEmpty()) {
            for (int q : parents.get(open.remove())) {
                if (q != pass && !before.get(q)) {
                    before.set(q);
                    open.add(q);
                }
            }
        }
        return before;
    }
}
