package io.gentrack.core.store;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sums over executions of one combination. */
final class Tally {
    /** Uses and the latest of them, epoch seconds. */
    record Part(int uses, long last) {
        Part plus(int moreUses, long when) {
            return new Part(uses + moreUses, Math.max(last, when));
        }
    }

    private int uses;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;
    private final Map<Size, Integer> sizes = new HashMap<>();
    private final Map<UseCase, Part> cases = new EnumMap<>(UseCase.class);

    /** @param width and height 0 where unknown */
    void add(int count, long earliest, long latest, int width, int height, int traits) {
        uses += count;
        first = Math.min(first, earliest);
        last = Math.max(last, latest);
        if (width > 0 && height > 0) {
            sizes.merge(new Size(width, height), count, Integer::sum);
        }
        for (UseCase useCase : UseCase.of(width, height, traits)) {
            Part part = cases.get(useCase);
            cases.put(useCase, part == null ? new Part(count, latest) : part.plus(count, latest));
        }
    }

    int uses() {
        return uses;
    }

    long first() {
        return first;
    }

    long last() {
        return last;
    }

    Map<Size, Integer> sizes() {
        return sizes;
    }

    Map<UseCase, Part> cases() {
        return cases;
    }

    /** Of equally frequent sizes the narrower, then the lower one, so that the order of counting does not matter. */
    @Nullable
    Size mostUsed() {
        Size best = null;
        int most = 0;
        for (Map.Entry<Size, Integer> entry : sizes.entrySet()) {
            Size size = entry.getKey();
            int count = entry.getValue();
            if (best == null || count > most || (count == most && narrower(size, best))) {
                best = size;
                most = count;
            }
        }
        return best;
    }

    private static boolean narrower(Size left, Size right) {
        return left.width() != right.width() ? left.width() < right.width() : left.height() < right.height();
    }
}
