package io.gentrack.hasher.hints;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Reads records of unknown origin: what is not as expected is empty. */
final class Json {
    private static final int HASH_DIGITS = 64;
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxStringLength(4 << 20)
                    .build())
            .build());

    private Json() {}

    static Optional<JsonNode> read(Path file, long largest) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > largest) {
                return Optional.empty();
            }
            return Optional.ofNullable(MAPPER.readTree(Files.readAllBytes(file)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Lower case, where it is a SHA-256. */
    static Optional<String> hash(String text) {
        String digits = text.strip().toLowerCase(Locale.ROOT);
        return digits.length() == HASH_DIGITS && digits.matches("[0-9a-f]*") ? Optional.of(digits) : Optional.empty();
    }

    static Optional<Double> number(JsonNode node) {
        return node.isNumber() && Double.isFinite(node.asDouble()) ? Optional.of(node.asDouble()) : Optional.empty();
    }

    /** A whole number of bytes, where it is one. */
    static Optional<Long> bytes(JsonNode node, int unit) {
        return number(node)
                .map(count -> count * unit)
                .filter(bytes -> bytes >= 0 && bytes < 1L << 50 && bytes == Math.rint(bytes))
                .map(Double::longValue);
    }

    /** Without the last suffix. */
    static String stem(String name) {
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? name : name.substring(0, dot);
    }
}
