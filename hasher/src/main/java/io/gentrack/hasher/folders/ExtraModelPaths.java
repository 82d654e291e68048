package io.gentrack.hasher.folders;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads {@code extra_model_paths.yaml} as ComfyUI does (utils/extra_config.py): every top-level key is a free label with
 * {@code base_path}, {@code is_default} and folder keys, whose values hold one directory a line. Lists are taken as well.
 */
final class ExtraModelPaths {
    private static final long MAX_BYTES = 1 << 20;
    private static final Pattern VARIABLE = Pattern.compile("\\$(\\w+)|\\$\\{([^}]*)}|%([^%\\s]+)%");

    private final Function<String, @Nullable String> environment;
    private final List<String> notes;

    ExtraModelPaths(Function<String, @Nullable String> environment, List<String> notes) {
        this.environment = environment;
        this.notes = notes;
    }

    /** One line of a section. {@code first}: goes to the front of its key's directories, else to the end. */
    record Entry(String key, Path directory, boolean first) {}

    /** The entries in the order in which ComfyUI applies them; a file or section that cannot be read gives a note. */
    List<Entry> read(Path yaml) {
        List<Entry> entries = new ArrayList<>();
        Object root;
        try {
            if (Files.size(yaml) > MAX_BYTES) {
                notes.add(yaml + " is larger than 1 MiB and was not read");
                return entries;
            }
            try (InputStream in = Files.newInputStream(yaml)) {
                String text = new String(in.readNBytes((int) MAX_BYTES), StandardCharsets.UTF_8);
                root = new Load(LoadSettings.builder()
                                .setMaxAliasesForCollections(50)
                                .build())
                        .loadFromString(text);
            }
        } catch (IOException e) {
            notes.add(yaml + " could not be read: " + e.getMessage());
            return entries;
        } catch (YamlEngineException e) {
            notes.add(yaml + " is not valid YAML and was not used: " + firstLine(e));
            return entries;
        }
        if (!(root instanceof Map<?, ?> sections)) {
            return entries;
        }
        Path folder = yaml.toAbsolutePath().normalize().getParent();
        sections.forEach((label, section) -> {
            if (section instanceof Map<?, ?> lines && folder != null) {
                readSection(yaml, folder, String.valueOf(label), lines, entries);
            } else if (section != null) {
                notes.add(yaml + ": section " + label + " is not a map and was skipped");
            }
        });
        return entries;
    }

    private void readSection(Path yaml, Path folder, String label, Map<?, ?> lines, List<Entry> entries) {
        Path base = folder;
        Object basePath = lines.get("base_path");
        if (basePath != null) {
            base = folder.resolve(expand(basePath.toString()));
        }
        boolean first = isTrue(lines.get("is_default"));
        for (Map.Entry<?, ?> line : lines.entrySet()) {
            String key = String.valueOf(line.getKey());
            if (key.equals("base_path") || key.equals("is_default") || line.getValue() == null) {
                continue;
            }
            for (String directory : directories(line.getValue())) {
                try {
                    entries.add(new Entry(
                            FolderKeys.canonical(key), base.resolve(directory).normalize(), first));
                } catch (InvalidPathException e) {
                    notes.add(yaml + ": " + label + "." + key + " has a line that is no path on this system: "
                            + directory);
                }
            }
        }
    }

    private static List<String> directories(Object value) {
        List<String> lines = new ArrayList<>();
        if (value instanceof Iterable<?> list) {
            list.forEach(item -> lines.addAll(directories(String.valueOf(item))));
        } else {
            value.toString().lines().filter(line -> !line.isEmpty()).forEach(lines::add);
        }
        return lines;
    }

    /** {@code ~} and environment variables; a variable that is not set stays as it is written. */
    private String expand(String text) {
        String path = text;
        String home = environment.apply("HOME") != null ? environment.apply("HOME") : environment.apply("USERPROFILE");
        if (home != null && (path.equals("~") || path.startsWith("~/") || path.startsWith("~\\"))) {
            path = home + path.substring(1);
        }
        return VARIABLE.matcher(path).replaceAll(match -> {
            String name =
                    match.group(1) != null ? match.group(1) : match.group(2) != null ? match.group(2) : match.group(3);
            String value = environment.apply(name);
            return Matcher.quoteReplacement(value == null ? match.group() : value);
        });
    }

    /** As Python's truth of a YAML scalar: ComfyUI tests the value itself, and YAML 1.1 knows more words for true. */
    private static boolean isTrue(@Nullable Object value) {
        if (value instanceof Boolean bool) {
            return bool;
        }
        if (value instanceof Number number) {
            return number.doubleValue() != 0;
        }
        return value != null
                && !value.toString().isEmpty()
                && !List.of("no", "off", "false").contains(value.toString().toLowerCase(Locale.ROOT));
    }

    private static String firstLine(YamlEngineException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
