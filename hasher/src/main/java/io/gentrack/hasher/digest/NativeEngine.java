package io.gentrack.hasher.digest;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

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

    private static final int[] LENGTHS = {0, 1, 55, 56, 63, 64, 65, 119, 120, 127, 128, 129, 1000, 4096 + 17};
    private static final String KNOWN_ANSWER = "b316e709051fbaa86cd540d7d4eb547c86c0f9555a4e2f9c95c8ea88901b091c";

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
        double rounded = Math.round(gain * 100) / 100.0;
        return "native: SHA-NI, " + lanes + (lanes == 1 ? " lane" : " lanes") + " (two lanes run at " + rounded
                + "x of one)";
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

    /**
     * Digests messages with lengths around the block and padding boundaries, both lanes, unaligned too, and compares the
     * digest of all digests. The answer is a constant, since loading the JDK's providers would cost more than the test.
     */
    private static boolean answersAreRight(NativeEngine engine) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(8192);
        for (int i = 0; i < bytes.capacity(); i++) {
            bytes.put((byte) (i * i * 31 + i * 7 + 3));
        }
        ByteBuffer digests = ByteBuffer.allocateDirect(2 * Sha256.LENGTH * LENGTHS.length);
        for (int i = 0; i < LENGTHS.length; i++) {
            ByteBuffer a = bytes.slice(i, LENGTHS[i]);
            ByteBuffer b = bytes.slice(2 * i + 1, LENGTHS[LENGTHS.length - 1 - i]);
            Sha256 first = engine.start();
            Sha256 second = engine.start();
            engine.feedBoth(first, a, second, b);
            first.update(a);
            second.update(b);
            digests.put(first.finish()).put(second.finish());
        }
        Sha256 all = engine.start();
        all.update(digests.flip());
        return HexFormat.of().formatHex(all.finish()).equals(KNOWN_ANSWER);
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
