package io.gentrack.hasher.job;

import io.gentrack.hasher.cache.CachedFile;
import io.gentrack.hasher.cache.HashCache;
import io.gentrack.hasher.folders.FolderKeys;
import io.gentrack.hasher.folders.ModelFile;
import io.gentrack.hasher.hash.AutoV1;
import io.gentrack.hasher.hash.Cancellation;
import io.gentrack.hasher.hash.FileDigests;
import io.gentrack.hasher.hash.FileKey;
import io.gentrack.hasher.hash.FileStamp;
import io.gentrack.hasher.hash.HashOutcome;
import io.gentrack.hasher.hash.HashRequest;
import io.gentrack.hasher.hash.Hasher;
import io.gentrack.hasher.hints.HashHints;
import io.gentrack.hasher.hints.Verdict;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Brings the cache up to date for a list of files. Files the cache answers for are not opened; a file with several names
 * is read once; every finished file is in the cache at once, so that an interrupted run goes on where it stopped.
 */
public final class HashJob {
    private static final long PROGRESS_MS = 200;

    private final Hasher hasher;
    private final HashCache cache;
    private final ModelExplainer explainer;
    private final boolean autoV3ForAll;
    private final Optional<HashHints> hints;

    /**
     * A job that believes nobody else.
     *
     * @param autoV3ForAll AutoV3 of every safetensors file, not of LoRAs only
     */
    public HashJob(Hasher hasher, HashCache cache, boolean autoV3ForAll) {
        this(hasher, cache, autoV3ForAll, Optional.empty());
    }

    /**
     * A job.
     *
     * @param autoV3ForAll AutoV3 of every safetensors file, not of LoRAs only
     * @param hints where other tools' records may spare reading a file
     */
    public HashJob(Hasher hasher, HashCache cache, boolean autoV3ForAll, Optional<HashHints> hints) {
        this.hasher = hasher;
        this.cache = cache;
        this.explainer = new ModelExplainer();
        this.autoV3ForAll = autoV3ForAll;
        this.hints = hints;
    }

    /**
     * What a run did.
     *
     * @param believed files whose hash another tool's record gave
     * @param bytesRead bytes of model files that were read
     * @param cancelled whether it was stopped before the end
     */
    public record Summary(
            int hashed, int cached, int believed, int failed, long bytesRead, Duration elapsed, boolean cancelled) {}

    /** One content that has to be read, under all its names in this run. */
    private static final class Pending {
        private final List<ModelFile> names = new ArrayList<>();
        private final FileStamp stamp;
        private boolean autoV3;

        Pending(FileStamp stamp) {
            this.stamp = stamp;
        }
    }

    /** Runs to the end or to the cancellation. Throws only where the database fails; no result is half written. */
    public Summary run(Collection<ModelFile> files, HashListener listener, Cancellation cancellation)
            throws SQLException {
        Run run = new Run(files.size(), listener, cancellation);
        run.look(files);
        run.read();
        return run.summary();
    }

    /** Whether this file is to have an AutoV3. */
    boolean wantsAutoV3(ModelFile file) {
        return (autoV3ForAll || file.kind().equals("loras")) && FolderKeys.isSafetensors(file.path());
    }

    private final class Run {
        private final int total;
        private final HashListener listener;
        private final Cancellation cancellation;
        private final Map<String, Pending> pending = new LinkedHashMap<>();
        private final LongAdder bytes = new LongAdder();
        private final AtomicInteger done = new AtomicInteger();
        private final Instant start = Instant.now();
        private int hashed;
        private int cached;
        private int believed;
        private int failed;
        private long bytesTotal;

        Run(int total, HashListener listener, Cancellation cancellation) {
            this.total = total;
            this.listener = listener;
            this.cancellation = cancellation;
        }

        /** Sorts out what the cache answers; reads no file whose row is complete. */
        void look(Collection<ModelFile> files) throws SQLException {
            Map<Path, CachedFile> rows = cache.all();
            for (ModelFile file : files) {
                if (cancellation.isCancelled()) {
                    return;
                }
                Path path = file.path().toAbsolutePath().normalize();
                try {
                    FileStamp stamp = FileStamp.of(path);
                    Optional<CachedFile> row = cache.find(
                            path, Optional.ofNullable(rows.get(path)), stamp, file.kind(), wantsAutoV3(file));
                    if (row.isPresent()) {
                        cached++;
                        tell(new FileResult.Cached(file, completed(row.get(), stamp)));
                    } else if (!believe(file, stamp)) {
                        Pending content = pending.computeIfAbsent(identity(path, stamp), any -> new Pending(stamp));
                        content.names.add(file);
                        content.autoV3 |= wantsAutoV3(file);
                    }
                } catch (IOException e) {
                    fail(file, e);
                }
            }
        }

        /** With the AutoV1 that rows of earlier versions and of other tools lack: a short read, once. */
        private CachedFile completed(CachedFile row, FileStamp stamp) throws SQLException {
            if (!row.lacksAutoV1()) {
                return row;
            }
            try {
                CachedFile complete = row.withAutoV1(AutoV1.of(row.path()));
                if (FileStamp.of(row.path()).sameContentAs(stamp)) {
                    cache.put(complete);
                    return complete;
                }
            } catch (IOException e) {
                // A file that cannot be opened at the moment keeps the answer it has.
                return row;
            }
            return row;
        }

        /** Whether other tools' records say it all; what they say is kept like a hash of our own. */
        private boolean believe(ModelFile file, FileStamp stamp) throws IOException, SQLException {
            if (hints.isEmpty()) {
                return false;
            }
            Verdict verdict = hints.get().judge(file, stamp, wantsAutoV3(file), Instant.now());
            if (verdict instanceof Verdict.Doubted doubted) {
                synchronized (listener) {
                    listener.doubted(file, doubted.why());
                }
            }
            if (!(verdict instanceof Verdict.Believed found)) {
                return false;
            }
            CachedFile row = row(file, found.digests());
            cache.put(row);
            believed++;
            tell(new FileResult.Believed(file, row, found.source()));
            return true;
        }

        private CachedFile row(ModelFile name, FileDigests digests) throws SQLException {
            Optional<CachedFile> same = publicly(digests);
            return row(name, digests, same, explain(name, same));
        }

        private CachedFile row(
                ModelFile name,
                FileDigests digests,
                Optional<CachedFile> same,
                ModelExplainer.Explanation explanation) {
            CachedFile fresh = CachedFile.of(name.path(), name.kind(), digests, explanation.toRow(), Instant.now());
            return same.map(fresh::withIdentityOf).orElse(fresh);
        }

        private ModelExplainer.Explanation explain(ModelFile name, Optional<CachedFile> same) {
            return explainer.explain(name.path(), name.kind(), same.flatMap(CachedFile::identity));
        }

        /** What is known in public belongs to the content: a copy or a touched file keeps it, new bytes do not. */
        private Optional<CachedFile> publicly(FileDigests digests) throws SQLException {
            return cache.byHash(digests.sha256()).stream()
                    .filter(row -> row.checkedAt().isPresent())
                    .findFirst();
        }

        void read() throws SQLException {
            Map<Path, Pending> byPath = new LinkedHashMap<>();
            List<HashRequest> requests = new ArrayList<>();
            for (Pending content : pending.values()) {
                Path path = content.names.get(0).path();
                byPath.put(path, content);
                requests.add(new HashRequest(path, content.stamp.size(), content.autoV3));
                bytesTotal += content.stamp.size();
            }
            if (requests.isEmpty()) {
                tellProgress();
                return;
            }
            Thread clock = new Thread(this::tick, "gentrack-progress");
            clock.setDaemon(true);
            clock.start();
            try {
                hasher.hash(requests, bytes, cancellation, outcome -> {
                    Pending content = byPath.get(outcome.request().file());
                    if (content != null) {
                        take(content, outcome);
                    }
                });
            } catch (IllegalStateException e) {
                if (rootOf(e) instanceof SQLException database) {
                    throw database;
                }
                throw e;
            } finally {
                clock.interrupt();
            }
            tellProgress();
        }

        private void take(Pending content, HashOutcome outcome) {
            if (outcome instanceof HashOutcome.Failed failure) {
                for (ModelFile name : content.names) {
                    failed++;
                    tell(new FileResult.Failed(name, failure.reason(), failure.message()));
                }
            } else if (outcome instanceof HashOutcome.Hashed success) {
                try {
                    remember(content.names, success.digests());
                } catch (SQLException e) {
                    throw new IllegalStateException("the hash cache could not be written", e);
                }
            }
        }

        private void remember(List<ModelFile> names, FileDigests digests) throws SQLException {
            Optional<CachedFile> same = publicly(digests);
            for (ModelFile name : names) {
                ModelExplainer.Explanation explanation = explain(name, same);
                CachedFile row = row(name, digests, same, explanation);
                if (digests.settled()) {
                    cache.put(row);
                }
                hashed++;
                tell(new FileResult.Hashed(name, row, digests.settled(), notes(explanation, digests)));
            }
        }

        private List<String> notes(ModelExplainer.Explanation explanation, FileDigests digests) {
            List<String> notes = new ArrayList<>(explanation.notes());
            if (!digests.settled()) {
                notes.add("was written just now and is hashed again by the next run");
            }
            return notes;
        }

        private void fail(ModelFile file, IOException e) {
            failed++;
            if (e instanceof NoSuchFileException) {
                tell(new FileResult.Failed(file, HashOutcome.Reason.VANISHED, "is no longer there"));
            } else if (e instanceof AccessDeniedException) {
                tell(new FileResult.Failed(
                        file, HashOutcome.Reason.UNREADABLE, "may not be read by this user; check its permissions"));
            } else {
                tell(new FileResult.Failed(
                        file, HashOutcome.Reason.UNREADABLE, "could not be read: " + e.getMessage()));
            }
        }

        private void tell(FileResult result) {
            done.incrementAndGet();
            synchronized (listener) {
                listener.result(result);
            }
        }

        private void tick() {
            try {
                while (true) {
                    Thread.sleep(PROGRESS_MS);
                    tellProgress();
                }
            } catch (InterruptedException e) {
                // the job is done; the last word is said by its own thread
            }
        }

        private void tellProgress() {
            HashProgress progress = new HashProgress(
                    bytes.sum(), bytesTotal, done.get(), total, Duration.between(start, Instant.now()));
            synchronized (listener) {
                listener.progress(progress);
            }
        }

        Summary summary() {
            return new Summary(
                    hashed,
                    cached,
                    believed,
                    failed,
                    bytes.sum(),
                    Duration.between(start, Instant.now()),
                    cancellation.isCancelled() && done.get() < total);
        }
    }

    private static String identity(Path path, FileStamp stamp) throws IOException {
        Optional<FileKey> key = stamp.key();
        return key.isPresent() ? key.get().identity() : path.toRealPath().toString();
    }

    private static Throwable rootOf(Throwable e) {
        Throwable root = e;
        for (Throwable cause = e.getCause(); cause != null && cause != root; cause = cause.getCause()) {
            root = cause;
            if (root instanceof SQLException) {
                break;
            }
        }
        return root;
    }
}
