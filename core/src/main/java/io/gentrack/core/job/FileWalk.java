package io.gentrack.core.job;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds the files of some paths, each once: links are followed, but no folder is entered twice. */
final class FileWalk {
    private static final Set<String> JUNK =
            Set.of("thumbs.db", "desktop.ini", "__macosx", "$recycle.bin", "system volume information");

    private final Sink sink;
    private final Predicate<Path> wanted;
    private final Set<Object> entered = new HashSet<>();
    private final Set<Path> named = new LinkedHashSet<>();

    /** Takes what the walk finds; false ends the walk. */
    interface Sink {
        boolean file(Candidate candidate);

        boolean unreadable(Path path, String why);
    }

    FileWalk(Sink sink, Predicate<Path> wanted) {
        this.sink = sink;
        this.wanted = wanted;
    }

    void walk(Collection<Path> paths) {
        Set<Path> folders = new LinkedHashSet<>();
        for (Path path : paths) {
            Path absolute = path.toAbsolutePath().normalize();
            if (Files.isDirectory(absolute)) {
                folders.add(absolute);
            } else if (named.add(absolute) && !single(absolute)) {
                return;
            }
        }
        for (Path folder : folders) {
            if (!folder(folder)) {
                return;
            }
        }
    }

    private boolean single(Path file) {
        try {
            return sink.file(Candidate.of(file, Files.readAttributes(file, BasicFileAttributes.class)));
        } catch (IOException e) {
            return sink.unreadable(file, explain(e));
        }
    }

    private boolean folder(Path start) {
        Visitor visitor = new Visitor(start);
        try {
            Files.walkFileTree(start, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, visitor);
        } catch (IOException e) {
            return sink.unreadable(start, explain(e));
        }
        return !visitor.ended;
    }

    static String explain(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "does not exist";
        }
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    static boolean junk(Path path) {
        Path name = path.getFileName();
        if (name == null) {
            return false;
        }
        String text = name.toString();
        return text.startsWith(".") || JUNK.contains(text.toLowerCase(Locale.ROOT));
    }

    private final class Visitor extends SimpleFileVisitor<Path> {
        private final Path start;
        private boolean ended;

        Visitor(Path start) {
            this.start = start;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            if (!folder.equals(start) && junk(folder)) {
                return FileVisitResult.SKIP_SUBTREE;
            }
            Object key = attributes.fileKey();
            return entered.add(key == null ? folder.toRealPath() : key)
                    ? FileVisitResult.CONTINUE
                    : FileVisitResult.SKIP_SUBTREE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (!attributes.isRegularFile() || junk(file) || named.contains(file) || !wanted.test(file)) {
                return FileVisitResult.CONTINUE;
            }
            return next(sink.file(Candidate.of(file, attributes)));
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            if (e instanceof FileSystemLoopException || junk(file)) {
                return FileVisitResult.CONTINUE;
            }
            return next(sink.unreadable(file, explain(e)));
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
            return e == null ? FileVisitResult.CONTINUE : next(sink.unreadable(folder, explain(e)));
        }

        private FileVisitResult next(boolean goOn) {
            ended = !goOn;
            return goOn ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
        }
    }
}
