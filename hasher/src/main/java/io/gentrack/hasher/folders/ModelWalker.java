package io.gentrack.hasher.folders;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Walks directories as ComfyUI does (links to directories followed, {@code .git} skipped), but is safe from circles. */
final class ModelWalker {
    /** Links may multiply a tree without making a circle. */
    private static final int MAX_DEPTH = 64;

    private static final Set<String> SKIPPED = Set.of(".git", "__pycache__");

    /** aria2 gives a file its full size at once and keeps this beside it until the last byte is there. */
    private static final String DOWNLOAD_MARK = ".aria2";

    private final Set<String> downloads = new HashSet<>();
    private final Map<Path, ModelFile> files = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    void walk(Path root, String kind) {
        walk(root, file -> kind);
    }

    void walk(Path root, Function<Path, String> kindOf) {
        Path top = root.toAbsolutePath().normalize();
        if (Files.isRegularFile(top)) {
            // A file that the user names is taken whatever its suffix.
            files.putIfAbsent(top, new ModelFile(top, String.valueOf(top.getFileName()), kindOf.apply(top)));
            return;
        }
        if (!Files.isDirectory(top)) {
            return;
        }
        List<ModelFile> found = new ArrayList<>();
        try {
            Files.walkFileTree(
                    top, EnumSet.of(FileVisitOption.FOLLOW_LINKS), MAX_DEPTH, new Visitor(top, kindOf, found));
        } catch (IOException e) {
            problems.add(top + " could not be read: " + e.getMessage());
        }
        found.sort(Comparator.comparing(ModelFile::name));
        for (ModelFile file : found) {
            if (downloads.contains(file.path() + DOWNLOAD_MARK)) {
                problems.add(file.path() + " is still being downloaded and was left out");
            } else {
                files.putIfAbsent(file.path(), file);
            }
        }
    }

    ModelFolders.Walk result() {
        return new ModelFolders.Walk(List.copyOf(files.values()), problems);
    }

    private final class Visitor extends SimpleFileVisitor<Path> {
        private final Path top;
        private final Function<Path, String> kindOf;
        private final List<ModelFile> found;

        Visitor(Path top, Function<Path, String> kindOf, List<ModelFile> found) {
            this.top = top;
            this.kindOf = kindOf;
            this.found = found;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            Path name = folder.getFileName();
            return name != null && SKIPPED.contains(name.toString())
                    ? FileVisitResult.SKIP_SUBTREE
                    : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && FolderKeys.isModelFile(file)) {
                String name = top.relativize(file).toString().replace(File.separatorChar, '/');
                found.add(new ModelFile(file, name, kindOf.apply(file)));
            } else if (file.toString().endsWith(DOWNLOAD_MARK)) {
                downloads.add(file.toString());
            } else if (attributes.isSymbolicLink() && FolderKeys.isModelFile(file)) {
                problems.add(file + " is a link to a file that is not there");
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            if (e instanceof FileSystemLoopException) {
                problems.add(file + " is a link to a folder above it and was not followed");
            } else if (FolderKeys.isModelFile(file) || Files.isDirectory(file)) {
                problems.add(file + " could not be read: " + e.getMessage());
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e) {
            if (e != null) {
                problems.add(folder + " could not be read to its end: " + e.getMessage());
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
