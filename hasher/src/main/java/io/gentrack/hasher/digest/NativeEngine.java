package io.gentrack.hasher.digest;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * The SHA-NI kernels of {@code sha256_x86.c}. Exists only after the library has loaded, the CPU has the instructions and
 * every known answer came out right.
 *
 * @param lanes 2 where two messages at once are faster on this CPU than one after the other, else 1
 * @param gain measured rate of two lanes over one lane
 */
public record NativeEngine(int lanes, double gain) implements DigestEngine {
    /** Two lanes must pay by this much: below it the second lane only costs memory. */
    static final double MIN_GAIN = 1.10;

    private static final int CALIBRATION_BYTES = 512 * 1024;
    private static final int CALIBRATION_ROUNDS = 3;

    /** What {@link #open} found: an engine, or the reason why there is none. */
    record Opened(Optional<NativeEngine> engine, String reason) {}

    @Override
    public String name() {
        return "native";
    }

    @Override
    public Sha256 start() {
        return new NativeSha256();
    }

    @Override
    public void feedBoth(Sha256 a, ByteBuffer bytesOfA, Sha256 b, ByteBuffer bytesOfB) {
        NativeSha256.feedBoth((NativeSha256) a, bytesOfA, (NativeSha256) b, bytesOfB);
    }

    @Override
    public String describe() {
        return String.format(
                Locale.ROOT,
                "native: SHA-NI, %d lane%s (two lanes run at %.2fx of one)",
                lanes,
                lanes == 1 ? "" : "s",
                gain);
    }

    /** Loads, tests and calibrates; takes about 5 ms. */
    static Opened open() {
        Optional<String> failure = NativeKernel.load();
        if (failure.isPresent()) {
            return new Opened(Optional.empty(), failure.get());
        }
        if (!NativeKernel.supported()) {
            return new Opened(Optional.empty(), "this CPU has no SHA instructions");
        }
        NativeEngine candidate = new NativeEngine(2, 1);
        if (!answersAreRight(candidate)) {
            return new Opened(Optional.empty(), "the native library gave a wrong digest");
        }
        double gain = measureGain();
        return new Opened(Optional.of(new NativeEngine(gain >= MIN_GAIN ? 2 : 1, gain)), "");
    }

    /** Compares with MessageDigest on lengths around the block and padding boundaries, both lanes, unaligned too. */
    private static boolean answersAreRight(NativeEngine engine) {
        int[] lengths = {0, 1, 55, 56, 63, 64, 65, 119, 120, 127, 128, 129, 1000, 4096 + 17};
        byte[] bytes = new byte[8192];
        new Random(42).nextBytes(bytes);
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length).put(bytes);
        DigestEngine reference = new JdkEngine("reference");
        for (int i = 0; i < lengths.length; i++) {
            ByteBuffer a = direct.slice(i, lengths[i]);
            ByteBuffer b = direct.slice(2 * i + 1, lengths[lengths.length - 1 - i]);
            byte[][] expected = both(reference, a.duplicate(), b.duplicate());
            if (!Arrays.deepEquals(expected, both(engine, a, b))) {
                return false;
            }
        }
        return true;
    }

    private static byte[][] both(DigestEngine engine, ByteBuffer a, ByteBuffer b) {
        Sha256 first = engine.start();
        Sha256 second = engine.start();
        engine.feedBoth(first, a, second, b);
        first.update(a);
        second.update(b);
        return new byte[][] {first.finish(), second.finish()};
    }

    private static double measureGain() {
        ByteBuffer a = ByteBuffer.allocateDirect(CALIBRATION_BYTES);
        ByteBuffer b = ByteBuffer.allocateDirect(CALIBRATION_BYTES);
        NativeSha256 first = new NativeSha256();
        NativeSha256 second = new NativeSha256();
        long one = Long.MAX_VALUE;
        long two = Long.MAX_VALUE;
        for (int round = 0; round < CALIBRATION_ROUNDS; round++) {
            long start = System.nanoTime();
            first.update(a.clear());
            long middle = System.nanoTime();
            NativeSha256.feedBoth(first, a.clear(), second, b.clear());
            long end = System.nanoTime();
            one = Math.min(one, middle - start);
            two = Math.min(two, end - middle);
        }
        return 2.0 * one / Math.max(1, two);
    }
}
