package io.gentrack.hasher.digest;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** {@link MessageDigest}: always there, and with the JVM's intrinsic as fast as any single lane. */
public record JdkEngine(String reason) implements DigestEngine {
    @Override
    public String name() {
        return "jdk";
    }

    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public double gain() {
        return 1;
    }

    @Override
    public Sha256 start() {
        return new JdkSha256();
    }

    /** Feeds one after the other: alternating in small pieces was measured slower on files. */
    @Override
    public void feedBoth(Sha256 a, ByteBuffer bytesOfA, Sha256 b, ByteBuffer bytesOfB) {
        a.update(bytesOfA);
        b.update(bytesOfB);
    }

    @Override
    public String describe() {
        return "jdk: MessageDigest, 1 lane (" + reason + ")";
    }

    private static final class JdkSha256 implements Sha256 {
        private final MessageDigest digest;

        JdkSha256() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform must have SHA-256", e);
            }
        }

        @Override
        public void update(ByteBuffer direct) {
            digest.update(direct);
        }

        @Override
        public byte[] finish() {
            return digest.digest();
        }

        @Override
        public void reset() {
            digest.reset();
        }
    }
}
