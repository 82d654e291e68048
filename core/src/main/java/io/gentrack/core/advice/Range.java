package io.gentrack.core.advice;

/** From {@code low} to {@code high}, both included and finite; one number where they are equal. */
public record Range(double low, double high) {
    /** Float noise of a graph ({@code 8.000000000000002}) is no difference. */
    private static final double NOISE = 1e-6;

    public Range {
        if (!Double.isFinite(low) || !Double.isFinite(high) || low > high) {
            throw new IllegalArgumentException("not a range: " + low + " to " + high);
        }
    }

    public static Range of(double only) {
        return new Range(only, only);
    }

    public boolean contains(double value) {
        return value >= low - NOISE && value <= high + NOISE;
    }

    /** Whether it is one number. */
    public boolean exact() {
        return low == high;
    }
}
