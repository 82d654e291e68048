package io.gentrack.hasher.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DigestEngineTest {
    /** The JDK's engine, and the native one where this machine and build have it. */
    static List<DigestEngine> engines() {
        List<DigestEngine> engines = new ArrayList<>();
        engines.add(DigestEngines.jdk());
        DigestEngines.nativeEngine().ifPresent(engines::add);
        return engines;
    }

    @ParameterizedTest
    @MethodSource("engines")
    void published_vectors_of_fips_180(DigestEngine engine) {
        assertThat(hex(engine, "")).isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assertThat(hex(engine, "abc")).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(hex(engine, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"))
                .isEqualTo("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
        assertThat(hex(engine, "a".repeat(1_000_000)))
                .isEqualTo("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    }

    @ParameterizedTest
    @MethodSource("engines")
    void pieces_of_any_size_give_the_digest_of_the_whole(DigestEngine engine) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Sha256 digest = engine.start();
        for (int round = 0; round < 300; round++) {
            byte[] message = bytes(random, aroundABoundary(random));
            for (int at = 0; at < message.length; ) {
                int piece = Math.min(message.length - at, random.nextInt(300));
                digest.update(direct(message, at, piece, random.nextInt(16)));
                at += piece;
            }
            assertThat(digest.finish()).as("seed %s round %s", seed, round).isEqualTo(reference(message));
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void two_messages_together_give_the_digests_of_each_alone(DigestEngine engine) throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            byte[] first = bytes(random, aroundABoundary(random));
            byte[] second = bytes(random, aroundABoundary(random));
            Sha256 a = engine.start();
            Sha256 b = engine.start();
            ByteBuffer bytesOfA = direct(new byte[0], 0, 0, 0);
            ByteBuffer bytesOfB = bytesOfA.duplicate();
            int atA = 0;
            int atB = 0;
            while ((bytesOfA.hasRemaining() || atA < first.length)
                    && (bytesOfB.hasRemaining() || atB < second.length)) {
                if (!bytesOfA.hasRemaining()) {
                    int piece = Math.min(first.length - atA, 1 + random.nextInt(700));
                    bytesOfA = direct(first, atA, piece, random.nextInt(16));
                    atA += piece;
                }
                if (!bytesOfB.hasRemaining()) {
                    int piece = Math.min(second.length - atB, 1 + random.nextInt(700));
                    bytesOfB = direct(second, atB, piece, random.nextInt(16));
                    atB += piece;
                }
                engine.feedBoth(a, bytesOfA, b, bytesOfB);
                assertThat(bytesOfA.hasRemaining() && bytesOfB.hasRemaining())
                        .as("one of the two is used up, seed %s", seed)
                        .isFalse();
            }
            a.update(bytesOfA);
            a.update(direct(first, atA, first.length - atA, 0));
            b.update(bytesOfB);
            b.update(direct(second, atB, second.length - atB, 0));
            assertThat(a.finish()).as("first, seed %s round %s", seed, round).isEqualTo(reference(first));
            assertThat(b.finish()).as("second, seed %s round %s", seed, round).isEqualTo(reference(second));
        }
    }

    @ParameterizedTest
    @MethodSource("engines")
    void reset_forgets_a_begun_message(DigestEngine engine) throws Exception {
        Sha256 digest = engine.start();
        digest.update(direct(new byte[100], 0, 100, 0));
        digest.reset();
        assertThat(digest.finish()).isEqualTo(reference(new byte[0]));
    }

    @Test
    void the_native_engine_refuses_a_heap_buffer_instead_of_reading_somewhere() {
        DigestEngines.nativeEngine()
                .ifPresent(engine -> assertThatThrownBy(() -> engine.start().update(ByteBuffer.allocate(128)))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("direct"));
        assertThat(DigestEngines.best().describe())
                .startsWith(DigestEngines.best().name() + ": ");
    }

    @Test
    void a_forced_engine_is_taken_and_the_reason_is_said() {
        assertThat(DigestEngines.choose("jdk").name()).isEqualTo("jdk");
        assertThat(DigestEngines.choose("JDK ").describe()).contains(DigestEngines.PROPERTY);
        DigestEngine asked = DigestEngines.choose("native");
        if (DigestEngines.nativeEngine().isPresent()) {
            assertThat(asked.name()).isEqualTo("native");
        } else {
            assertThat(asked.describe()).contains("native was asked for, but");
        }
    }

    /** A length near a multiple of the block, or any small one. */
    private static int aroundABoundary(Random random) {
        return Math.max(0, 64 * random.nextInt(40) + random.nextInt(20) - 10);
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The bytes in a direct buffer at an odd address. */
    private static ByteBuffer direct(byte[] bytes, int at, int length, int shift) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(length + shift);
        buffer.position(shift);
        buffer.put(bytes, at, length);
        return buffer.position(shift);
    }

    private static byte[] reference(byte[] message) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(message);
    }

    private static String hex(DigestEngine engine, String text) {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        Sha256 digest = engine.start();
        digest.update(direct(bytes, 0, bytes.length, 0));
        return HexFormat.of().formatHex(digest.finish());
    }
}
