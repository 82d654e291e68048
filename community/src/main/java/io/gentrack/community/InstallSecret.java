package io.gentrack.community;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret of this installation, made when sharing is first agreed to and never sent. From it comes one token for each
 * combination: the server counts a contributor once, and cannot tell that two combinations come from the same one.
 */
public final class InstallSecret {
    /** Length of a secret in bytes. */
    public static final int LENGTH = 32;

    private static final String PURPOSE = "cs-v1|";
    private static final int TOKEN_BYTES = 16;

    private final byte[] secret;

    private InstallSecret(byte[] secret) {
        this.secret = secret;
    }

    /** A new one, from the system's secure random source. */
    public static InstallSecret create() {
        byte[] secret = new byte[LENGTH];
        new SecureRandom().nextBytes(secret);
        return new InstallSecret(secret);
    }

    /**
     * One that was kept.
     *
     * @throws IllegalArgumentException where it has not {@value #LENGTH} bytes
     */
    public static InstallSecret of(byte[] secret) {
        if (secret.length != LENGTH) {
            throw new IllegalArgumentException("a secret has " + LENGTH + " bytes, this one has " + secret.length);
        }
        return new InstallSecret(secret.clone());
    }

    /** The bytes, to be kept in a file that only its owner reads. */
    public byte[] bytes() {
        return secret.clone();
    }

    /**
     * The token under which this installation counts for one combination: 22 characters of base64url, the first 16 bytes of
     * HMAC-SHA256 over {@code cs-v1|} and the settings hash.
     *
     * @param settingsHash 64 lower-case hex digits
     * @throws IllegalArgumentException where it is none
     */
    public String token(String settingsHash) {
        if (!isSettingsHash(settingsHash)) {
            throw new IllegalArgumentException("not a settings hash: " + settingsHash);
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            byte[] digest = mac.doFinal((PURPOSE + settingsHash).getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, TOKEN_BYTES));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every JVM has HmacSHA256", e);
        }
    }

    private static boolean isSettingsHash(String text) {
        return text.length() == 64 && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }
}
