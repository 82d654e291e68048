package io.gentrack.hasher.hints;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The records that tools put beside a model file. A file that is too large or not what its name says tells nothing.
 *
 * <ul>
 *   <li>{@code NAME.metadata.json}, ComfyUI LoRA Manager: {@code sha256}, {@code size} in bytes, {@code modified} in seconds,
 *       {@code file_name}. Of a download, {@code sha256} is the site's and {@code civitai} its answer; else the tool read the file.
 *   <li>{@code NAME.civitai.info}, Civitai Helper: the site's answer, {@code files[]} with {@code sizeKB} (1024 bytes, fractions exact)
 *       and {@code hashes.SHA256}.
 *   <li>{@code NAME.cm-info.json}, Stability Matrix: {@code Hashes.SHA256}, the site's.
 *   <li>{@code NAME.sha256} or {@code FILE.sha256}: as {@code sha256sum} writes, or the digits alone.
 * </ul>
 */
final class Sidecars {
    /** Bytes; the site's answer about a model with hundreds of pictures stays below. */
    private static final long LARGEST = 4 << 20;

    private Sidecars() {}

    static List<Statement> of(Path file) {
        Path name = file.getFileName();
        if (name == null) {
            return List.of();
        }
        String stem = Json.stem(name.toString());
        List<Statement> found = new ArrayList<>();
        loraManager(file, stem).ifPresent(found::add);
        civitaiHelper(file, stem, found);
        stabilityMatrix(file, stem).ifPresent(found::add);
        sums(file, stem + ".sha256", found);
        sums(file, name + ".sha256", found);
        return found;
    }

    private static Optional<Statement> loraManager(Path file, String stem) {
        Path record = file.resolveSibling(stem + ".metadata.json");
        Optional<JsonNode> json = Json.read(record, LARGEST);
        Optional<String> sha256 =
                json.flatMap(tree -> Json.hash(tree.path("sha256").asText()));
        // The tool renames its record along with the file; a record of another name was copied by hand.
        if (sha256.isEmpty() || !stem.equals(json.get().path("file_name").asText())) {
            return Optional.empty();
        }
        JsonNode tree = json.get();
        return Optional.of(new Statement(
                sha256,
                Optional.empty(),
                Json.bytes(tree.path("size"), 1),
                Json.number(tree.path("modified")),
                tree.path("civitai").isEmpty(),
                record.toString()));
    }

    private static void civitaiHelper(Path file, String stem, List<Statement> found) {
        Path record = file.resolveSibling(stem + ".civitai.info");
        Json.read(record, LARGEST).ifPresent(tree -> {
            for (JsonNode one : tree.path("files")) {
                Optional<String> sha256 =
                        Json.hash(one.path("hashes").path("SHA256").asText());
                Optional<Long> size = Json.bytes(one.path("sizeKB"), 1024);
                if (sha256.isPresent()) {
                    found.add(
                            new Statement(sha256, Optional.empty(), size, Optional.empty(), false, record.toString()));
                }
            }
        });
    }

    private static Optional<Statement> stabilityMatrix(Path file, String stem) {
        Path record = file.resolveSibling(stem + ".cm-info.json");
        return Json.read(record, LARGEST)
                .flatMap(tree -> Json.hash(tree.path("Hashes").path("SHA256").asText()))
                .map(sha256 -> new Statement(
                        Optional.of(sha256),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        record.toString()));
    }

    private static void sums(Path file, String record, List<Statement> found) {
        Path sums = file.resolveSibling(record);
        try {
            if (!Files.isRegularFile(sums) || Files.size(sums) > LARGEST) {
                return;
            }
            for (String line :
                    Files.readString(sums, StandardCharsets.ISO_8859_1).split("\n", -1)) {
                String[] words = line.strip().split("[ \t]+[*]?", 2);
                Optional<String> sha256 = Json.hash(words[0]);
                if (sha256.isPresent() && (words.length == 1 || words[1].equals(String.valueOf(file.getFileName())))) {
                    found.add(new Statement(
                            sha256.map(hash -> hash.toLowerCase(Locale.ROOT)),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            false,
                            sums.toString()));
                }
            }
        } catch (IOException e) {
            // A record that cannot be read says nothing; the file is hashed.
            return;
        }
    }
}
