package io.gentrack.hasher.hash;

import java.util.Locale;
import java.util.Optional;

/**
 * What one read of a file gave.
 *
 * @param sha256 of all bytes, 64 lower-case hex digits
 * @param autoV1 see {@link AutoV1}; empty for a file that has none, or where nobody looked
 * @param autoV3 SHA-256 of what follows the safetensors header, its first 12 hex digits, upper-case; empty where it was
 *     not asked for or the file is no safetensors file
 * @param autoV3Known whether AutoV3 was looked for, so that its absence is an answer
 * @param stamp the state of the file before and after the read
 * @param settled false where the file was written so shortly before that it may still be growing: not to be cached
 */
public record FileDigests(
        String sha256,
        Optional<String> autoV1,
        Optional<String> autoV3,
        boolean autoV3Known,
        FileStamp stamp,
        boolean settled) {
    /** CivitAI's and A1111's short hash: the first 10 hex digits of the SHA-256, upper-case. */
    public String autoV2() {
        return autoV2(sha256);
    }

    /** The AutoV2 of a full SHA-256. */
    public static String autoV2(String sha256) {
        return sha256.substring(0, 10).toUpperCase(Locale.ROOT);
    }
}
