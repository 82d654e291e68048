package io.gentrack.core.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files that appear in some folders, each once it is complete: nobody has written to it between two looks.
 *
 * <p>It looks instead of listening. Notifications of the system do not come from network folders, are limited in number
 * on Linux and are themselves a look every ten seconds on macOS; a folder's time of modification changes on all of them
 * when a file is added. One look asks each folder for that time, and lists only the folders whose time moved or which
 * hold files that are still being written. Memory: eight bytes a file.
 *
 * <p>Not for several threads.
 */
public final class FolderWatch {
    /** A folder whose time is this close to the look may change again without its time showing it. */
    private static final Duration GRANULARITY = Duration.ofSeconds(2);
    /** So long a file that was handed out is looked at for a writer that only paused. */
    private static final Duration LOOK_BACK = Duration.ofMinutes(1);

    private final List<Path> roots;
    private final Predicate<Path> wanted;
    private final Duration quiet;
    private final Map<Path, Listed> folders = new HashMap<>();
    private final Map<Path, Pending> pending = new HashMap<>();

    /** How a folder was when it was listed. */
    private static final class Listed {
        final Instant modified;
        /** Until then it is listed at every look, whatever its time says. */
        final Instant again;
        /** Of its files, in ascending order. */
        final long[] stamps;

        Listed(Instant modified, Instant again, long[] stamps) {
            this.modified = modified;
            this.again = again;
            this.stamps = stamps;
        }
    }

    /** A file that was not there before, as it was first seen like this. */
    private record Pending(Candidate file, Instant since) {}

    /**
     * @param paths folders, with all that is in them; what is no folder is left out
     * @param wanted which files are looked for
     * @param quiet how long a file has to stay as it is before it counts as complete, at least the time between two looks
     */
    public FolderWatch(Collection<Path> paths, Predicate<Path> wanted, Duration quiet) {
        this.roots = paths.stream()
                .map(path -> path.toAbsolutePath().normalize())
                .filter(Files::isDirectory)
                .distinct()
                .toList();
        this.wanted = wanted;
        this.quiet = quiet;
    }

    /** The folders that are watched. */
    public List<Path> roots() {
        return roots;
    }

    /** Takes all that is there now as known. */
    public void takeAllAsKnown(Instant now) {
        look(now, false);
    }

    /** The files that are new and complete since the last look, in the order of their times. */
    public List<Path> look(Instant now) {
        look(now, true);
        List<Candidate> ready = new ArrayList<>();
        pending.values().removeIf(file -> {
            boolean complete = !file.since().plus(quiet).isAfter(now);
            if (complete) {
                ready.add(file.file());
            }
            return complete;
        });
        ready.sort((a, b) -> a.mtimeNanos() == b.mtimeNanos()
                ? a.file().compareTo(b.file())
                : Long.compare(a.mtimeNanos(), b.mtimeNanos()));
        return ready.stream().map(Candidate::file).toList();
    }

    private void look(Instant now, boolean reportNew) {
        Deque<Path> open = new ArrayDeque<>(roots);
        open.addAll(folders.keySet());
        Set<Path> seen = new HashSet<>();
        Set<Object> entered = new HashSet<>();
        while (!open.isEmpty()) {
            Path folder = open.poll();
            if (seen.add(folder)) {
                open.addAll(folder(folder, now, reportNew, entered));
            }
        }
    }

    /** Returns the folders in it, where it had to be listed. */
    private List<Path> folder(Path folder, Instant now, boolean reportNew, Set<Object> entered) {
        Listed before = folders.get(folder);
        try {
            BasicFileAttributes attributes = Files.readAttributes(folder, BasicFileAttributes.class);
            Object key = attributes.fileKey();
            if (!attributes.isDirectory() || !entered.add(key == null ? folder.toRealPath() : key)) {
                forget(folder);
                return List.of();
            }
            Instant modified = attributes.lastModifiedTime().toInstant();
            if (before != null && before.modified.equals(modified) && now.isAfter(before.again)) {
                return List.of();
            }
            return list(folder, modified, before, now, reportNew);
        } catch (IOException e) {
            // Gone, or a share that is away for a while; what was known of it is kept for when it is back.
            pending.keySet().removeIf(file -> folder.equals(file.getParent()));
            return List.of();
        }
    }

    private List<Path> list(Path folder, Instant modified, @Nullable Listed before, Instant now, boolean reportNew)
            throws IOException {
        Listing listing = new Listing(folder, wanted);
        Files.walkFileTree(folder, EnumSet.of(FileVisitOption.FOLLOW_LINKS), 1, listing);
        long[] known = before == null ? new long[0] : before.stamps;
        long[] stamps =
                listing.files.stream().mapToLong(FolderWatch::stamp).sorted().toArray();
        Instant again = modified.plus(GRANULARITY);
        if (before != null && before.again.isAfter(again)) {
            again = before.again;
        }
        Set<Path> here = new HashSet<>();
        for (Candidate file : listing.files) {
            here.add(file.file());
            Pending waiting = pending.get(file.file());
            if (waiting != null && waiting.file().equals(file)) {
                continue;
            }
            if (reportNew && (waiting != null || Arrays.binarySearch(known, stamp(file)) < 0)) {
                pending.put(file.file(), new Pending(file, now));
                again = now.plus(LOOK_BACK);
            }
        }
        pending.keySet().removeIf(file -> folder.equals(file.getParent()) && !here.contains(file));
        folders.put(folder, new Listed(modified, again, stamps));
        return listing.folders;
    }

    private void forget(Path folder) {
        folders.remove(folder);
        pending.keySet().removeIf(file -> folder.equals(file.getParent()));
    }

    /** 64 bits of name, size and time (FNV-1a, mixed): two files of one folder do not share them. */
    private static long stamp(Candidate file) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : String.valueOf(file.file().getFileName()).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        hash = mix(hash ^ file.size());
        return mix(hash ^ file.mtimeNanos());
    }

    private static long mix(long value) {
        long mixed = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }

    /** What is directly in a folder. */
    private static final class Listing extends SimpleFileVisitor<Path> {
        private final Path folder;
        private final Predicate<Path> wanted;
        private final List<Candidate> files = new ArrayList<>();
        private final List<Path> folders = new ArrayList<>();

        Listing(Path folder, Predicate<Path> wanted) {
            this.folder = folder;
            this.wanted = wanted;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (FileWalk.junk(file)) {
                return FileVisitResult.CONTINUE;
            }
            if (attributes.isDirectory()) {
                folders.add(file);
            } else if (attributes.isRegularFile() && attributes.size() > 0 && wanted.test(file)) {
                files.add(Candidate.of(file, attributes));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (file.equals(folder)) {
                throw e;
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
