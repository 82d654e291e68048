package io.gentrack.core.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.erdtman.jcs.NumberToJSON;

/**
 * Numbers of a fingerprint: rounded half-even to six decimals, then written as ECMAScript does (RFC 8785, 3.2.2.3).
 *
 * <p>The rounding is {@code rint(x * 1e6) / 1e6} in IEEE double arithmetic, which a server in another language repeats exactly.
 */
public final class CanonicalNumber {
    private static final double SCALE = 1e6;
    /** From here on neighbouring doubles are so far apart that scaling would add noise where it should remove it. */
    private static final double LARGEST_SCALED = 0x1p51;
    /** Up to 15 digits the shortest text that reads back as the same double is the decimal itself. */
    private static final double LARGEST_WRITTEN_AS_DECIMAL = 1e15;

    private CanonicalNumber() {}

    /**
     * The value a fingerprint sees.
     *
     * @throws IllegalArgumentException for NaN and infinities, which no complete settings contain
     */
    public static double round(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("a fingerprint cannot contain the number " + value);
        }
        double scaled = value * SCALE;
        if (Math.abs(scaled) >= LARGEST_SCALED) {
            return value;
        }
        // Adding 0.0 turns -0.0 into 0.0.
        return Math.rint(scaled) / SCALE + 0.0;
    }

    static void append(StringBuilder out, double value) {
        double rounded = round(value);
        double scaled = Math.rint(rounded * SCALE);
        if (Math.abs(scaled) < LARGEST_WRITTEN_AS_DECIMAL) {
            appendMillionths(out, (long) scaled);
        } else {
            appendGeneral(out, rounded);
        }
    }

    private static void appendMillionths(StringBuilder out, long millionths) {
        long size = Math.abs(millionths);
        if (millionths < 0) {
            out.append('-');
        }
        out.append(size / 1_000_000);
        long fraction = size % 1_000_000;
        if (fraction == 0) {
            return;
        }
        out.append('.');
        for (long digit = 100_000; fraction > 0; digit /= 10) {
            out.append((char) ('0' + fraction / digit));
            fraction %= digit;
        }
    }

    private static void appendGeneral(StringBuilder out, double value) {
        try {
            out.append(NumberToJSON.serializeNumber(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
