package io.gentrack.hasher.folders;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The model directories of one or more ComfyUI installs, per folder key and in ComfyUI's search order. Immutable; the
 * file system is looked at when it is built, and again by each walk.
 *
 * @param directories by canonical key, in search order; not checked for existence
 * @param notes what could not be understood, for people
 */
public record ModelFolders(Map<String, List<Path>> directories, List<String> notes) {
    /** Copies. */
    public ModelFolders {
        Map<String, List<Path>> copy = new LinkedHashMap<>();
        directories.forEach((key, paths) -> copy.put(key, List.copyOf(paths)));
        directories = java.util.Collections.unmodifiableMap(copy);
        notes = List.copyOf(notes);
    }

    /** The directories of a key or of its alias, in search order. */
    public List<Path> of(String key) {
        return directories.getOrDefault(FolderKeys.canonical(key), List.of());
    }

    /** Every model file below the keys, in search order; shadowed files too. */
    public Walk walk(Collection<String> keys) {
        ModelWalker walker = new ModelWalker();
        for (String key : keys) {
            for (Path directory : of(key)) {
                walker.walk(directory, FolderKeys.canonical(key));
            }
        }
        return walker.result();
    }

    /** Every model file below any folder, or one file, for {@code hash PATH…}; the kind is the key whose directory holds it. */
    public Walk walk(Path folder) {
        ModelWalker walker = new ModelWalker();
        walker.walk(folder, file -> kindOf(file));
        return walker.result();
    }

    /** The key whose directory holds a file; without one, a guess from the folder names above it, else {@code other}. */
    public String kindOf(Path file) {
        Path normal = file.toAbsolutePath().normalize();
        String best = "";
        int depth = -1;
        for (Map.Entry<String, List<Path>> entry : directories.entrySet()) {
            for (Path directory : entry.getValue()) {
                if (directory.getNameCount() > depth && normal.startsWith(directory)) {
                    best = entry.getKey();
                    depth = directory.getNameCount();
                }
            }
        }
        return best.isEmpty() ? FolderNames.kindByFolderName(normal) : best;
    }

    /**
     * What a walk found.
     *
     * @param files in search order
     * @param problems folders that could not be read and links that lead nowhere or in a circle, for people
     */
    public record Walk(List<ModelFile> files, List<String> problems) {
        /** Copies. */
        public Walk {
            files = List.copyOf(files);
            problems = List.copyOf(problems);
        }
    }

    /** No install known; files are found by path only. */
    public static ModelFolders none() {
        return new ModelFolders(Map.of(), List.of());
    }

    /** A builder with the environment of this process. */
    public static Builder builder() {
        return new Builder(System::getenv);
    }

    /** A builder that expands variables from elsewhere. */
    public static Builder builder(Function<String, @Nullable String> environment) {
        return new Builder(environment);
    }

    /** Puts the directories together in ComfyUI's order of effect. */
    public static final class Builder {
        private final Map<String, List<Path>> directories = new LinkedHashMap<>();
        private final List<String> notes = new ArrayList<>();
        private final List<Path> outputs = new ArrayList<>();
        private final Function<String, @Nullable String> environment;

        private Builder(Function<String, @Nullable String> environment) {
            this.environment = environment;
        }

        /** An install: its models folder and the {@code extra_model_paths.yaml} beside {@code main.py}, if any. */
        public Builder comfyUi(Path base) {
            Path root = base.toAbsolutePath().normalize();
            models(root.resolve("models"));
            Path yaml = root.resolve("extra_model_paths.yaml");
            if (Files.isRegularFile(yaml)) {
                extraModelPaths(yaml);
            }
            outputs.add(root.resolve("output"));
            return this;
        }

        /** A folder that is laid out like ComfyUI's models folder ({@code --models-directory}). */
        public Builder models(Path models) {
            Path root = models.toAbsolutePath().normalize();
            for (String key : FolderKeys.CORE) {
                FolderKeys.directories(key).forEach(name -> add(key, root.resolve(name), false));
            }
            // Keys of packs are not to be guessed; but a directory that is there is worth a look.
            try (Stream<Path> entries = Files.list(root)) {
                entries.filter(Files::isDirectory).sorted().forEach(entry -> {
                    String name = entry.getFileName().toString();
                    boolean known = directories.values().stream().anyMatch(list -> list.contains(entry));
                    if (!known && !name.equals("configs") && !name.equals("diffusers")) {
                        add(name, entry, false);
                    }
                });
            } catch (IOException e) {
                notes.add(root + " could not be listed; if ComfyUI is elsewhere, pass --comfyui");
            }
            return this;
        }

        /** A file of the form of {@code extra_model_paths.yaml} ({@code --extra-model-paths-config}). */
        public Builder extraModelPaths(Path yaml) {
            for (ExtraModelPaths.Entry entry : new ExtraModelPaths(environment, notes).read(yaml)) {
                if (!entry.key().equals("custom_nodes") && !entry.key().equals("configs")) {
                    add(entry.key(), entry.directory(), entry.first());
                }
            }
            return this;
        }

        /** Adds one directory to the end of a key, or with {@code first} moves it to the front. */
        public Builder add(String key, Path directory, boolean first) {
            List<Path> list = directories.computeIfAbsent(FolderKeys.canonical(key), any -> new ArrayList<>());
            Path normal = directory.toAbsolutePath().normalize();
            if (first) {
                list.remove(normal);
                list.add(0, normal);
            } else if (!list.contains(normal)) {
                list.add(normal);
            }
            return this;
        }

        /** The finished folders; the save folders below output come last, as in ComfyUI. */
        public ModelFolders build() {
            for (Path output : outputs) {
                for (Map.Entry<String, String> entry : new java.util.TreeMap<>(FolderKeys.OUTPUT).entrySet()) {
                    add(entry.getValue(), output.resolve(entry.getKey()), false);
                }
            }
            outputs.clear();
            return new ModelFolders(directories, notes);
        }
    }
}
