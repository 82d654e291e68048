package io.gentrack.hasher.family;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tensor names and shapes in the form in which the rules speak of them. */
final class TensorNames {
    /** Endings that a LoRA adds to the name of the module it changes. */
    private static final List<String> LORA_SUFFIXES = List.of(
            ".lora_down.weight",
            ".lora_up.weight",
            ".lora_A.weight",
            ".lora_B.weight",
            ".lora_A.default.weight",
            ".lora_B.default.weight",
            ".lora.down.weight",
            ".lora.up.weight",
            ".lora_linear_layer.down.weight",
            ".lora_linear_layer.up.weight",
            ".lokr_w1",
            ".lokr_w1_a",
            ".lokr_w1_b",
            ".lokr_w2",
            ".lokr_w2_a",
            ".lokr_w2_b",
            ".hada_w1_a",
            ".hada_w1_b",
            ".diff",
            ".dora_scale");

    private static final int MIN_KEYS_OF_A_PREFIX = 6;

    private final Map<String, List<Long>> shapes;
    private final Map<String, Pattern> patterns = new HashMap<>();

    private TensorNames(Map<String, List<Long>> shapes) {
        this.shapes = shapes;
    }

    /** Whether the tensors are those of a LoRA, LoKr, LoHa or the like. */
    static boolean isLora(Map<String, List<Long>> shapes) {
        return shapes.keySet().stream()
                .anyMatch(key -> suffix(key).filter(s -> !s.equals(".diff")).isPresent());
    }

    /** Names of a full model without the prefix its trainer or saver put before them. */
    static TensorNames ofModel(Map<String, List<Long>> shapes, List<String> prefixes) {
        Optional<String> prefix = prefixes.stream()
                .filter(candidate -> shapes.keySet().stream()
                                .filter(key -> key.startsWith(candidate))
                                .limit(MIN_KEYS_OF_A_PREFIX)
                                .count()
                        == MIN_KEYS_OF_A_PREFIX)
                .findFirst();
        if (prefix.isEmpty()) {
            return new TensorNames(shapes);
        }
        Map<String, List<Long>> stripped = new LinkedHashMap<>();
        shapes.forEach((key, shape) -> {
            if (key.startsWith(prefix.get())) {
                stripped.put(key.substring(prefix.get().length()), shape);
            }
        });
        return new TensorNames(stripped);
    }

    /** The modules a LoRA changes, dots as underscores, with {@code [out, in]}; 0 where a size is not told. */
    static TensorNames ofLora(Map<String, List<Long>> shapes, List<String> prefixes) {
        Map<String, long[]> modules = new LinkedHashMap<>();
        shapes.forEach((key, shape) -> suffix(key).ifPresent(suffix -> {
            String module = key.substring(0, key.length() - suffix.length());
            long[] size = modules.computeIfAbsent(name(module, prefixes), any -> new long[] {0, 0});
            addSize(size, suffix, shape, shapes, module);
        }));
        return new TensorNames(modules.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> List.of(entry.getValue()[0], entry.getValue()[1]),
                        (a, b) -> a,
                        LinkedHashMap::new)));
    }

    /** Whether a tensor has the name; {@code *} stands for any text. */
    boolean has(String name) {
        return name.indexOf('*') < 0
                ? shapes.containsKey(name)
                : matching(name).findAny().isPresent();
    }

    /** Whether a tensor of the name has one of the sizes in a dimension. */
    boolean hasSize(FamilyTables.Size size) {
        Stream<String> keys = size.key().indexOf('*') < 0 ? Stream.of(size.key()) : matching(size.key());
        return keys.anyMatch(key -> {
            List<Long> shape = shapes.getOrDefault(key, List.of());
            int index = size.index() < 0 ? shape.size() + size.index() : size.index();
            return index >= 0 && index < shape.size() && size.in().contains(shape.get(index));
        });
    }

    private Stream<String> matching(String glob) {
        Pattern pattern = patterns.computeIfAbsent(
                glob,
                text -> Pattern.compile(
                        Stream.of(text.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"))));
        return shapes.keySet().stream().filter(key -> pattern.matcher(key).matches());
    }

    private static Optional<String> suffix(String key) {
        return LORA_SUFFIXES.stream().filter(key::endsWith).findFirst();
    }

    private static String name(String module, List<String> prefixes) {
        String name = module;
        for (String prefix : prefixes) {
            if (name.startsWith(prefix)) {
                name = name.substring(prefix.length());
            }
        }
        return name.replace('.', '_');
    }

    private static void addSize(
            long[] size, String suffix, List<Long> shape, Map<String, List<Long>> shapes, String module) {
        if (shape.size() < 2) {
            return;
        }
        switch (suffix) {
            case ".lora_down.weight",
                    ".lora_A.weight",
                    ".lora_A.default.weight",
                    ".lora.down.weight",
                    ".lora_linear_layer.down.weight",
                    ".hada_w1_b" -> size[1] = shape.get(1);
            case ".lora_up.weight",
                    ".lora_B.weight",
                    ".lora_B.default.weight",
                    ".lora.up.weight",
                    ".lora_linear_layer.up.weight",
                    ".hada_w1_a" -> size[0] = shape.get(0);
            case ".lokr_w1", ".lokr_w1_b" -> {
                // Kronecker product: the sizes of both factors multiply.
                List<Long> second =
                        shapes.getOrDefault(module + ".lokr_w2", shapes.getOrDefault(module + ".lokr_w2_b", List.of()));
                if (second.size() >= 2) {
                    size[1] = shape.get(1) * second.get(1);
                }
            }
            default -> {}
        }
    }
}
