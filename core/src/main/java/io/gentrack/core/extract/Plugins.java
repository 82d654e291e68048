package io.gentrack.core.extract;

import io.gentrack.core.extract.Extractors.Layer;
import io.gentrack.core.extract.description.DescriptionException;
import io.gentrack.core.extract.description.DescriptionFile;
import io.gentrack.core.graph.Note;
import io.gentrack.core.spi.ExtractorPlugin;
import io.gentrack.core.spi.NodeExtractor;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * Gathers the extractors: the built-in ones, jars and descriptions ({@code *.json}) of a plug-in folder. What fails to load is
 * named in a note and left out; the rest works.
 */
public final class Plugins {
    /** Largest description file that is read, in bytes. */
    private static final int LARGEST = 8 << 20;

    private Plugins() {}

    /** The built-in extractors only. */
    public static Extractors builtIn() {
        return load(Optional.empty());
    }

    /**
     * The built-in extractors and those of a folder.
     *
     * @param folder plug-in folder; one that is not there is no fault
     */
    public static Extractors load(Optional<Path> folder) {
        Extractors.Builder builder = Extractors.builder().version(GraphExtractor.VERSION);
        services(
                ServiceLoader.load(ExtractorPlugin.class, Plugins.class.getClassLoader()),
                Layer.BUILT_IN,
                "built-in",
                builder);
        folder.filter(Files::isDirectory).ifPresent(f -> folder(f, builder));
        return builder.build();
    }

    private static void folder(Path folder, Extractors.Builder builder) {
        List<Path> jars = new ArrayList<>();
        List<Path> descriptions = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.sorted(Comparator.comparing(Path::toString)).forEach(file -> {
                String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
                if (name.endsWith(".jar")) {
                    jars.add(file);
                } else if (name.endsWith(".json")) {
                    descriptions.add(file);
                }
            });
        } catch (IOException e) {
            builder.note(
                    Note.of("plugin-failed", "the plug-in folder " + folder + " cannot be read: " + e.getMessage()));
        }
        jars.forEach(jar -> jar(jar, builder));
        descriptions.forEach(file -> userFile(file, builder));
    }

    private static void jar(Path jar, Extractors.Builder builder) {
        try {
            // Open for the life of the process: its classes load when first used.
            @SuppressWarnings("resource")
            URLClassLoader loader =
                    new URLClassLoader(new URL[] {jar.toUri().toURL()}, ExtractorPlugin.class.getClassLoader());
            ServiceLoader<ExtractorPlugin> found = ServiceLoader.load(ExtractorPlugin.class, loader);
            int own = services(found, loader, jar.getFileName().toString(), builder);
            if (own == 0) {
                builder.note(Note.of("plugin-failed", jar + " holds no ExtractorPlugin"));
            }
        } catch (MalformedURLException e) {
            builder.note(Note.of("plugin-failed", jar + " cannot be loaded: " + e.getMessage()));
        }
    }

    private static int services(
            ServiceLoader<ExtractorPlugin> plugins, ClassLoader loader, String origin, Extractors.Builder builder) {
        int own = 0;
        Iterator<ExtractorPlugin> iterator = plugins.iterator();
        while (true) {
            try {
                if (!iterator.hasNext()) {
                    return own;
                }
                ExtractorPlugin plugin = iterator.next();
                if (plugin.getClass().getClassLoader() == loader) {
                    own++;
                    add(plugin, Layer.PLUGIN, origin, builder);
                }
            } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
                own++;
                builder.note(Note.of("plugin-failed", origin + " does not load: " + e.getMessage()));
            }
        }
    }

    private static void services(
            ServiceLoader<ExtractorPlugin> plugins, Layer layer, String origin, Extractors.Builder builder) {
        Iterator<ExtractorPlugin> iterator = plugins.iterator();
        while (true) {
            try {
                if (!iterator.hasNext()) {
                    return;
                }
                ExtractorPlugin plugin = iterator.next();
                add(plugin, layer, origin + " " + plugin.name(), builder);
            } catch (ServiceConfigurationError | RuntimeException | LinkageError e) {
                builder.note(Note.of("plugin-failed", origin + " does not load: " + e.getMessage()));
            }
        }
    }

    private static void add(ExtractorPlugin plugin, Layer layer, String origin, Extractors.Builder builder) {
        builder.version(plugin.name() + ":" + plugin.version());
        for (NodeExtractor extractor : plugin.extractors()) {
            builder.add(layer, origin, extractor);
        }
        for (URL description : plugin.descriptions()) {
            try (InputStream in = description.openStream()) {
                String json = new String(in.readNBytes(LARGEST), StandardCharsets.UTF_8);
                describe(DescriptionFile.read(json), layer, origin, builder);
            } catch (IOException | DescriptionException e) {
                builder.note(Note.of("plugin-failed", origin + ": " + description + ": " + e.getMessage()));
            }
        }
        builder.definitions(plugin.definitions());
    }

    /** A user's own description is compiled at once, so that a fault is told before any graph is read. */
    private static void userFile(Path file, Extractors.Builder builder) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST);
            describe(
                    DescriptionFile.check(new String(bytes, StandardCharsets.UTF_8)),
                    Layer.USER,
                    file.toString(),
                    builder);
            builder.version(file.getFileName() + ":" + shortHash(bytes));
        } catch (IOException | DescriptionException e) {
            builder.note(Note.of("plugin-failed", file + ": " + e.getMessage()));
        }
    }

    private static void describe(DescriptionFile file, Layer layer, String origin, Extractors.Builder builder) {
        String from = file.pack().isEmpty() ? origin : layer == Layer.BUILT_IN ? file.pack() : origin;
        file.extractors().forEach(extractor -> builder.add(layer, from, extractor));
        file.renamings().forEach(builder::rename);
    }

    /** First 12 hex digits of the SHA-256: tells two versions of a file apart. */
    public static String shortHash(byte[] bytes) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .substring(0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
