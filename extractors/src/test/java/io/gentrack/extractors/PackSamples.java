package io.gentrack.extractors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The graphs that show what the descriptions of each pack read. */
final class PackSamples {
    private static final String EXPECTED = ".expected.json";

    private PackSamples() {}

    /** Every graph by its name, {@code <pack>/<quirk>.json}. */
    static Map<String, Path> all() {
        try {
            Path root = Path.of(PackSamples.class.getResource("/packs").toURI());
            Map<String, Path> found = new TreeMap<>();
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> file.toString().endsWith(".json")
                                && !file.toString().endsWith(EXPECTED))
                        .forEach(file -> found.put(root.relativize(file).toString(), file));
            }
            if (found.isEmpty()) {
                throw new IllegalStateException("there are no samples in " + root);
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Where the passes that a sample is to give stand. */
    static Path expected(Path sample) {
        return sample.resolveSibling(sample.getFileName().toString().replace(".json", EXPECTED));
    }

    static String text(Path sample) {
        try {
            return Files.readString(sample);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
