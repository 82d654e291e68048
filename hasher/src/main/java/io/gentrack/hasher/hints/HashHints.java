package io.gentrack.hasher.hints;

import io.gentrack.hasher.folders.FolderKeys;
import io.gentrack.hasher.folders.ModelFile;
import io.gentrack.hasher.hash.FileDigests;
import io.gentrack.hasher.hash.FileStamp;
import io.gentrack.hasher.header.SafetensorsHeader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides whether what other tools wrote down about a file spares reading it.
 *
 * <p>A wrong hash would tie settings to another model for good, while reading a file costs seconds once. So the records stand for
 * reading only where all of this holds:
 *
 * <ol>
 *   <li><b>One content.</b> All records of the file name the same SHA-256, in full.
 *   <li><b>Measured.</b> At least one of them is by a tool that read this file. What a site states is about what should have been
 *       downloaded.
 *   <li><b>Its time.</b> That record has the file's modification time of when it was hashed, and the file still has it, to the
 *       microsecond that Python's numbers hold. No other record has another one.
 *   <li><b>Its size.</b> At least one record has the size, and every one that has it has the file's.
 *   <li><b>Untouched.</b> Where the file system keeps the time of the last change of any kind, it is that of the modification within
 *       seconds, the time a download takes to be renamed: nobody has replaced the content and set the time back since.
 *   <li><b>Settled.</b> The file is older than some seconds.
 *   <li><b>Whole.</b> A safetensors file is as long as its header says.
 *   <li><b>Enough.</b> Where AutoV3 is wanted, the measured record has the hash of the tensors as well.
 * </ol>
 *
 * <p>Everything else is read. Immutable.
 */
public final class HashHints {
    private static final double SAME_SECONDS = 1e-6;
    private static final long RENAMED_WITHIN_NS = 10_000_000_000L;
    private static final long SETTLED_NS = 5_000_000_000L;

    private final List<WebUiCache> caches;

    private HashHints(List<WebUiCache> caches) {
        this.caches = List.copyOf(caches);
    }

    /**
     * Hints beside the files, and those of A1111.
     *
     * @param caches {@code cache.json} files; one that cannot be read says nothing, see {@link #entries()}
     */
    public static HashHints of(List<Path> caches) {
        return new HashHints(caches.stream().map(WebUiCache::read).toList());
    }

    /** How many hashes the A1111 caches hold. */
    public int entries() {
        return caches.stream().mapToInt(WebUiCache::size).sum();
    }

    /**
     * Looks for records of the file.
     *
     * @param stamp its state now
     * @param needAutoV3 whether AutoV3 is wanted
     */
    public Verdict judge(ModelFile file, FileStamp stamp, boolean needAutoV3, Instant now) throws IOException {
        List<Statement> all = new ArrayList<>(Sidecars.of(file.path()));
        caches.forEach(cache -> cache.of(file).ifPresent(all::add));
        if (all.isEmpty()) {
            return new Verdict.Nothing();
        }
        Set<String> contents = all.stream().flatMap(s -> s.sha256().stream()).collect(Collectors.toSet());
        if (contents.size() != 1) {
            return new Verdict.Doubted("the records beside it name different contents");
        }
        Optional<Statement> measured = all.stream()
                .filter(s -> s.measured() && s.modified().isPresent())
                .findFirst();
        if (measured.isEmpty()) {
            return new Verdict.Doubted("no record says when the file was read for it");
        }
        Optional<String> wrong = wrong(all, stamp, now).or(() -> untouched(stamp));
        if (wrong.isPresent()) {
            return new Verdict.Doubted(wrong.get());
        }
        Optional<String> tensors = measured.get().tensors();
        if (needAutoV3 && tensors.isEmpty()) {
            return new Verdict.Doubted("the record lacks the hash of the tensors");
        }
        if (FolderKeys.isSafetensors(file.path())
                && !(SafetensorsHeader.read(file.path()) instanceof SafetensorsHeader header && header.complete())) {
            return new Verdict.Doubted("the file is not as long as its header says");
        }
        FileDigests digests = new FileDigests(
                contents.iterator().next(),
                Optional.empty(),
                tensors.map(hash -> hash.substring(0, 12).toUpperCase(Locale.ROOT)),
                tensors.isPresent(),
                stamp,
                true);
        return new Verdict.Believed(
                digests, all.stream().map(Statement::source).distinct().collect(Collectors.joining(", ")));
    }

    private static Optional<String> wrong(List<Statement> all, FileStamp stamp, Instant now) {
        if (all.stream().allMatch(s -> s.size().isEmpty())) {
            return Optional.of("no record has its size");
        }
        if (all.stream()
                .anyMatch(s -> s.size().map(size -> size != stamp.size()).orElse(false))) {
            return Optional.of("its size is another than recorded");
        }
        double modified = stamp.mtimeNs() / 1e9;
        if (all.stream()
                .anyMatch(s -> s.modified()
                        .map(time -> Math.abs(time - modified) > SAME_SECONDS)
                        .orElse(false))) {
            return Optional.of("it was modified at another time than recorded");
        }
        return stamp.ageNs(now) < SETTLED_NS ? Optional.of("it was written just now") : Optional.empty();
    }

    private static Optional<String> untouched(FileStamp stamp) {
        return stamp.key()
                .filter(key -> Math.abs(key.ctimeNs() - stamp.mtimeNs()) > RENAMED_WITHIN_NS)
                .map(key -> "it was moved, copied or replaced after its modification time");
    }
}
