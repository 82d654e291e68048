package io.gentrack.hasher.hints;

import com.fasterxml.jackson.databind.JsonNode;
import io.gentrack.hasher.folders.ModelFile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A1111's {@code cache.json}: {@code hashes} (whole file) and {@code hashes-addnet} (tensors alone, as kohya hashes LoRAs), each by
 * {@code checkpoint/PATH} or {@code lora/NAME} with {@code mtime} in seconds and {@code sha256}. A1111 read the file for each of them
 * and states no size. Its own rule, that an mtime later than the file's still holds, is not ours.
 */
final class WebUiCache {
    /** Bytes; it also keeps the headers of all LoRAs. */
    private static final long LARGEST = 128L << 20;

    private final Path file;
    private final Map<String, Entry> whole;
    private final Map<String, Entry> tensors;

    private record Entry(String sha256, double modified) {}

    private WebUiCache(Path file, Map<String, Entry> whole, Map<String, Entry> tensors) {
        this.file = file;
        this.whole = whole;
        this.tensors = tensors;
    }

    static WebUiCache read(Path file) {
        Optional<JsonNode> json = Json.read(file, LARGEST);
        return new WebUiCache(file, entries(json, "hashes"), entries(json, "hashes-addnet"));
    }

    private static Map<String, Entry> entries(Optional<JsonNode> json, String section) {
        Map<String, Entry> entries = new HashMap<>();
        json.ifPresent(tree -> tree.path(section).properties().forEach(field -> {
            Optional<String> sha256 = Json.hash(field.getValue().path("sha256").asText());
            Optional<Double> modified = Json.number(field.getValue().path("mtime"));
            if (sha256.isPresent() && modified.isPresent()) {
                entries.put(field.getKey().replace('\\', '/'), new Entry(sha256.get(), modified.get()));
            }
        }));
        return entries;
    }

    int size() {
        return whole.size() + tensors.size();
    }

    Optional<Statement> of(ModelFile model) {
        Optional<String> key = key(model);
        Optional<Entry> all = key.map(whole::get);
        Optional<Entry> part = key.map(tensors::get);
        if (all.isEmpty()) {
            return Optional.empty();
        }
        double modified = all.get().modified();
        return Optional.of(new Statement(
                all.map(Entry::sha256),
                part.filter(entry -> entry.modified() == modified).map(Entry::sha256),
                Optional.empty(),
                Optional.of(modified),
                true,
                file.toString()));
    }

    private static Optional<String> key(ModelFile model) {
        return switch (model.kind()) {
            case "checkpoints" -> Optional.of("checkpoint/" + model.name());
            case "loras" ->
                Optional.ofNullable(model.path().getFileName()).map(name -> "lora/" + Json.stem(name.toString()));
            default -> Optional.empty();
        };
    }
}
