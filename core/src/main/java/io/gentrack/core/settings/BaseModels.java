package io.gentrack.core.settings;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** CivitAI's "base model", which its API and the pictures made on its site name, and the family it is here. */
public final class BaseModels {
    private static final String RESOURCE = "civitai_base_models.tsv";
    private static final String NOWHERE_ELSE = "-";
    private static final Map<String, String> FAMILIES = load();

    private BaseModels() {}

    /** The family; empty for a word that is not in the table and for models that run on CivitAI's servers only. */
    public static Optional<String> family(String baseModel) {
        return Optional.ofNullable(FAMILIES.get(key(baseModel))).filter(family -> !family.equals(NOWHERE_ELSE));
    }

    /** Whether the table has the word; the site adds new ones. */
    public static boolean knows(String baseModel) {
        return FAMILIES.containsKey(key(baseModel));
    }

    private static String key(String baseModel) {
        return baseModel.strip().toLowerCase(Locale.ROOT);
    }

    private static Map<String, String> load() {
        try (InputStream tsv = BaseModels.class.getResourceAsStream(RESOURCE)) {
            if (tsv == null) {
                throw new IllegalStateException(RESOURCE + " is missing from the program");
            }
            Map<String, String> families = new HashMap<>();
            new String(tsv.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && line.indexOf('\t') > 0)
                    .forEach(line -> families.put(
                            key(line.substring(0, line.indexOf('\t'))), line.substring(line.indexOf('\t') + 1)));
            return Map.copyOf(families);
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " of the program cannot be read", e);
        }
    }
}
