package io.gentrack.hasher.cache;

import io.gentrack.hasher.hash.AutoV1;
import io.gentrack.hasher.hash.FileDigests;
import io.gentrack.hasher.hash.FileKey;
import io.gentrack.hasher.hash.FileStamp;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * One row of {@code file_hashes}.
 *
 * @param path absolute, as the walk gave it (not resolved through links)
 * @param stamp state of the file when it was hashed
 * @param sha256 64 lower-case hex digits
 * @param autoV1 8 lower-case hex digits; empty where the file is too short for one or nobody looked
 * @param autoV3 12 upper-case hex digits, where the file has one and it was asked for
 * @param autoV3Known whether AutoV3 was looked for
 * @param kind folder key ({@code checkpoints}, {@code loras} …)
 * @param identity the public model with this content
 * @param checkedAt when the public site last gave an answer, a match or a miss
 */
public record CachedFile(
        Path path,
        FileStamp stamp,
        String sha256,
        Optional<String> autoV1,
        Optional<String> autoV3,
        boolean autoV3Known,
        String kind,
        FileFamily family,
        Optional<PublicIdentity> identity,
        Optional<Instant> checkedAt,
        Instant hashedAt) {

    /** A row for a file that was just read; nothing is known about its public identity. */
    public static CachedFile of(Path path, String kind, FileDigests digests, FileFamily family, Instant now) {
        return new CachedFile(
                path.toAbsolutePath().normalize(),
                digests.stamp(),
                digests.sha256(),
                digests.autoV1(),
                digests.autoV3(),
                digests.autoV3Known(),
                kind,
                family,
                Optional.empty(),
                Optional.empty(),
                now);
    }

    /** CivitAI's short hash, 10 upper-case hex digits. */
    public String autoV2() {
        return FileDigests.autoV2(sha256);
    }

    /** The last part of the path. */
    public String baseName() {
        return baseName(path);
    }

    static String baseName(Path path) {
        Path name = path.getFileName();
        return name == null ? path.toString() : name.toString();
    }

    /** With what is known in public about the content of another row, which must be the same. */
    public CachedFile withIdentityOf(CachedFile same) {
        return new CachedFile(
                path,
                stamp,
                sha256,
                autoV1,
                autoV3,
                autoV3Known,
                kind,
                family,
                same.identity,
                same.checkedAt,
                hashedAt);
    }

    /** Whether nobody has looked for an AutoV1 that the file must have: rows of an earlier version, and hashes of other tools. */
    public boolean lacksAutoV1() {
        return autoV1.isEmpty() && AutoV1.has(stamp.size());
    }

    /** Whether the file is certainly not the one with this AutoV1. */
    public boolean isNotAutoV1(String hash) {
        return autoV1.filter(own -> !own.equalsIgnoreCase(hash)).isPresent();
    }

    public CachedFile withAutoV1(Optional<String> found) {
        return new CachedFile(
                path, stamp, sha256, found, autoV3, autoV3Known, kind, family, identity, checkedAt, hashedAt);
    }

    /** The same content under another path. */
    CachedFile at(Path other, String otherKind, FileStamp otherStamp) {
        return new CachedFile(
                other,
                otherStamp,
                sha256,
                autoV1,
                autoV3,
                autoV3Known,
                otherKind,
                family,
                identity,
                checkedAt,
                hashedAt);
    }

    /** Whether the row still answers for a file in this state; {@code needAutoV3} also asks for the second hash. */
    boolean answers(FileStamp now, boolean needAutoV3) {
        return stamp.sameContentAs(now) && (autoV3Known || !needAutoV3);
    }

    /** Whether the file system says that this row and a file in this state are one file under two names. */
    boolean isSameFileAs(FileStamp now) {
        return stamp.size() == now.size()
                && stamp.mtimeNs() == now.mtimeNs()
                && stamp.key().isPresent()
                && now.key().map(FileKey::identity).equals(stamp.key().map(FileKey::identity));
    }
}
