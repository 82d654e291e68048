package io.gentrack.hasher.folders;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Finds the file that a name in a graph means: first as ComfyUI itself looks, then as a name from another machine must
 * be read. Never guesses between different files. Walks each key's directories once, on first need; make a new one to
 * see later changes. Not safe for use by several threads.
 */
public final class NameResolver {
    private static final Set<String> PLACEHOLDERS = Set.of(
            "", "none", "baked vae", "default", "pixel_space", "use same vae", "(use same)", "undefined", "null");
    private static final Map<String, String> SISTERS =
            Map.of("checkpoints", "diffusion_models", "diffusion_models", "checkpoints");

    private final ModelFolders folders;
    private final Function<Path, Optional<String>> contentHash;
    private final Map<String, Index> indexes = new HashMap<>();

    /**
     * A resolver over the folders.
     *
     * @param contentHash the known SHA-256 of a file (from the cache, it must not read the file); tells whether several
     *     files of one name are copies of each other
     */
    public NameResolver(ModelFolders folders, Function<Path, Optional<String>> contentHash) {
        this.folders = folders;
        this.contentHash = contentHash;
    }

    /** The files of one key under the names that comparisons need. */
    private record Index(
            Map<String, List<ModelFile>> byFoldedName,
            Map<String, List<ModelFile>> byBaseName,
            Map<String, List<ModelFile>> byStem) {}

    /** The file of a name for a folder key or alias ({@code checkpoints}, {@code unet_gguf} …). */
    public Resolution resolve(String name, String key) {
        if (isPlaceholder(name)) {
            return new Resolution.NoFile();
        }
        String canonical = FolderKeys.canonical(key);
        Resolution here = within(name, canonical);
        if (!(here instanceof Resolution.NotFound) || !SISTERS.containsKey(canonical)) {
            return here;
        }
        Resolution there = within(name, SISTERS.get(canonical));
        return there instanceof Resolution.Found found
                ? new Resolution.Found(found.path(), found.kind(), Resolution.Step.OTHER_KEY)
                : there;
    }

    /** The file of a name whose key is not known: looked for under all keys, taken where one file answers. */
    public Resolution resolve(String name) {
        if (isPlaceholder(name)) {
            return new Resolution.NoFile();
        }
        Map<Path, Resolution.Found> found = new LinkedHashMap<>();
        Set<Path> candidates = new TreeSet<>();
        for (String key : folders.directories().keySet()) {
            Resolution here = within(name, key);
            if (here instanceof Resolution.Found one) {
                found.putIfAbsent(realPath(one.path()), one);
            } else if (here instanceof Resolution.Ambiguous several) {
                candidates.addAll(several.candidates());
            }
        }
        if (found.size() == 1 && candidates.isEmpty()) {
            return found.values().iterator().next();
        }
        found.values().forEach(one -> candidates.add(one.path()));
        return candidates.isEmpty() ? new Resolution.NotFound() : new Resolution.Ambiguous(List.copyOf(candidates));
    }

    /** Whether a loader's text means that no file is loaded. */
    public static boolean isPlaceholder(String name) {
        return PLACEHOLDERS.contains(name.strip().toLowerCase(Locale.ROOT));
    }

    /**
     * The name in the form in which it is stored: forward slashes, NFC, no leading {@code ./}. The folder part is
     * private and differs from user to user; {@link #baseName} leaves it out.
     */
    public static String canonicalName(String name) {
        return String.join(
                "/", parts(Normalizer.normalize(name, Normalizer.Form.NFC).replace('\\', '/')));
    }

    /** The last part of a name from any system. */
    public static String baseName(String name) {
        return name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
    }

    private Resolution within(String name, String key) {
        Optional<Path> literal = literal(name, key);
        if (literal.isPresent()) {
            return new Resolution.Found(literal.get(), key, Resolution.Step.LITERAL);
        }
        for (String exchanged : exchangedSeparators(name)) {
            Optional<Path> path = literal(exchanged, key);
            if (path.isPresent()) {
                return new Resolution.Found(path.get(), key, Resolution.Step.SEPARATORS);
            }
        }
        Index index = indexes.computeIfAbsent(key, this::index);
        Collection<ModelFile> folded =
                firstOfEachName(index.byFoldedName.getOrDefault(fold(canonicalName(name)), List.of()));
        Resolution byName = choose(folded, key, Resolution.Step.CASE_AND_COMPOSITION);
        if (!(byName instanceof Resolution.NotFound)) {
            return byName;
        }
        String base = fold(baseName(name));
        Resolution byBase = choose(index.byBaseName.getOrDefault(base, List.of()), key, Resolution.Step.BASE_NAME);
        if (!(byBase instanceof Resolution.NotFound)) {
            return byBase;
        }
        return choose(index.byStem.getOrDefault(base, List.of()), key, Resolution.Step.BASE_NAME_WITHOUT_SUFFIX);
    }

    /** ComfyUI's own look-up: below each root in order, not above it, the first regular file. */
    private Optional<Path> literal(String name, String key) {
        try {
            for (Path root : folders.of(key)) {
                Path path = root.resolve(String.join("/", parts(name)));
                if (!path.equals(root) && Files.isRegularFile(path)) {
                    return Optional.of(path);
                }
            }
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static List<String> exchangedSeparators(String name) {
        List<String> others = new ArrayList<>();
        if (name.indexOf('\\') >= 0) {
            others.add(name.replace('\\', '/'));
        }
        if (name.indexOf('/') >= 0) {
            others.add(name.replace('/', '\\'));
        }
        return others;
    }

    /** The parts of a path below a root: {@code ..} cannot climb out, {@code .} and empty parts vanish. */
    private static Collection<String> parts(String name) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : name.split("/", -1)) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return parts;
    }

    private Resolution choose(Collection<ModelFile> files, String key, Resolution.Step step) {
        Map<Path, Path> different = new LinkedHashMap<>();
        files.forEach(file -> different.putIfAbsent(realPath(file.path()), file.path()));
        if (different.isEmpty()) {
            return new Resolution.NotFound();
        }
        List<Path> paths = List.copyOf(different.values());
        if (paths.size() == 1) {
            return new Resolution.Found(paths.get(0), key, step);
        }
        Set<Optional<String>> hashes = new LinkedHashSet<>();
        paths.forEach(path -> hashes.add(contentHash.apply(path)));
        return hashes.size() == 1 && hashes.iterator().next().isPresent()
                ? new Resolution.Found(paths.get(0), key, Resolution.Step.SAME_CONTENT)
                : new Resolution.Ambiguous(paths);
    }

    /** A file of the same relative name in a later root is shadowed and does not count. */
    private static Collection<ModelFile> firstOfEachName(List<ModelFile> files) {
        Map<String, ModelFile> first = new LinkedHashMap<>();
        files.forEach(file -> first.putIfAbsent(file.name(), file));
        return first.values();
    }

    private Index index(String key) {
        Index index = new Index(new HashMap<>(), new HashMap<>(), new HashMap<>());
        for (ModelFile file : folders.walk(List.of(key)).files()) {
            String base = baseName(file.name());
            add(index.byFoldedName, fold(file.name()), file);
            add(index.byBaseName, fold(base), file);
            add(
                    index.byStem,
                    fold(base.substring(
                            0, base.length() - FolderKeys.extension(base).length())),
                    file);
        }
        return index;
    }

    private static void add(Map<String, List<ModelFile>> map, String name, ModelFile file) {
        map.computeIfAbsent(name, any -> new ArrayList<>()).add(file);
    }

    /** Upper then lower case, as file systems that ignore case compare; independent of the user's language. */
    private static String fold(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    private static Path realPath(Path path) {
        try {
            return path.toRealPath();
        } catch (java.io.IOException e) {
            return path;
        }
    }
}
