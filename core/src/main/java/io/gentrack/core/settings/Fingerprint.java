package io.gentrack.core.settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * What makes two settings the same combination.
 *
 * @param canonicalJson RFC 8785 JSON of the identity fields; fields that do not apply are left out, never null
 * @param hash SHA-256 of that text in UTF-8, 64 lower-case hex digits; the {@code settings_hash} of the store
 */
public record Fingerprint(String canonicalJson, String hash) {
    private static final HexFormat HEX = HexFormat.of();

    public Fingerprint {
        Objects.requireNonNull(canonicalJson, "canonicalJson is null");
        Objects.requireNonNull(hash, "hash is null");
    }

    /** Of complete settings. Neither the order of the LoRAs nor float noise below the sixth decimal changes it. */
    public static Fingerprint of(Settings settings) {
        String json = CanonicalSettings.write(settings);
        byte[] digest = sha256().digest(json.getBytes(StandardCharsets.UTF_8));
        return new Fingerprint(json, HEX.formatHex(digest));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime has no SHA-256, which every Java runtime must have", e);
        }
    }
}
