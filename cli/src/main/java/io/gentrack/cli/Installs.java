package io.gentrack.cli;

import io.gentrack.hasher.folders.ModelFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Which ComfyUI installs a command looks into. */
final class Installs {
    private Installs() {}

    /** The folders among the values of {@code --comfyui}; the address of a server has no files. */
    static List<Path> named(List<String> values) throws UsageException {
        List<Path> folders = new ArrayList<>();
        for (String value : values) {
            if (!isAddress(value)) {
                Path folder = Path.of(value);
                if (!isInstall(folder)) {
                    throw new UsageException(folder.toAbsolutePath()
                            + " has no models folder. Give --comfyui the folder that holds ComfyUI's main.py.");
                }
                folders.add(folder);
            }
        }
        return folders;
    }

    /** Those of the command line, else those of the config that are there, else those the pictures lie in. */
    static List<Path> of(List<String> values, Config config, Collection<Path> pictures) throws UsageException {
        List<Path> named = named(values);
        if (!named.isEmpty()) {
            return named;
        }
        List<Path> set = config.comfyui().stream().filter(Installs::isInstall).toList();
        if (!set.isEmpty()) {
            return set;
        }
        Set<Path> around = new LinkedHashSet<>();
        pictures.forEach(path -> around(path).ifPresent(around::add));
        return List.copyOf(around);
    }

    static boolean isInstall(Path folder) {
        return Files.isDirectory(folder.resolve("models"));
    }

    static boolean isAddress(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return lower.startsWith("http://") || lower.startsWith("https://");
    }

    /** The install whose output folder or other part a path is. */
    private static Optional<Path> around(Path path) {
        for (Path folder = path.toAbsolutePath().normalize(); folder != null; folder = folder.getParent()) {
            if (isInstall(folder) && Files.isRegularFile(folder.resolve("main.py"))) {
                return Optional.of(folder);
            }
        }
        return Optional.empty();
    }

    static ModelFolders folders(Collection<Path> installs, Host host) {
        ModelFolders.Builder builder =
                ModelFolders.builder(name -> host.variable(name).orElse(null));
        installs.forEach(builder::comfyUi);
        return builder.build();
    }
}
