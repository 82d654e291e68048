package io.gentrack.core.extract.parameters;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A weights file as a text about a picture identifies it.
 *
 * @param type {@code autov1}, {@code autov2}, {@code autov3}, {@code sha256_12}, {@code sha256}, or {@code civitai} (the number
 *     of a model version there)
 * @param value upper-case hex digits, or the number
 * @param name of the file as the text spells it, often without folder and ending
 * @param kind ComfyUI's folder key: {@code checkpoints} (also for diffusion models: a text does not tell them apart),
 *     {@code loras}, {@code vae}, {@code embeddings}
 */
public record FileHash(String type, String value, String name, String kind) {
    /** Model version of CivitAI. */
    public static final String CIVITAI = "civitai";

    private static final List<String> BY_WORTH = List.of("sha256", "autov2", "autov3", "sha256_12", "autov1", CIVITAI);

    /** A whole SHA-256 is one file, AutoV3 survives a change of the header, a version at CivitAI may have several. */
    public static final Comparator<FileHash> BEST_FIRST =
            Comparator.comparingInt(hash -> BY_WORTH.indexOf(hash.type()));

    private static final Pattern HEX = Pattern.compile("[0-9A-F]{8,64}");
    private static final Set<String> ENDINGS = Set.of("safetensors", "sft", "ckpt", "pt", "pth", "bin", "gguf");

    /** SHA-256 of nothing, which broken writers put where they found no file. */
    private static final String OF_NOTHING = "E3B0C442";

    public FileHash {
        Objects.requireNonNull(type, "type is null");
        Objects.requireNonNull(value, "value is null");
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(kind, "kind is null");
    }

    /**
     * A hash whose type follows from its length: 8 digits AutoV1, 10 AutoV2, 64 SHA-256. Twelve digits are AutoV3 for LoRAs, as
     * A1111 and Forge write them, and the beginning of the SHA-256 for others. Empty for what is no hash.
     */
    static Optional<FileHash> of(String raw, String name, String kind) {
        String hex = hex(raw);
        String type = switch (hex.length()) {
            case 8 -> "autov1";
            case 10 -> "autov2";
            case 12 -> kind.equals("loras") ? "autov3" : "sha256_12";
            case 64 -> "sha256";
            default -> "";
        };
        return type.isEmpty() || hex.startsWith(OF_NOTHING)
                ? Optional.empty()
                : Optional.of(new FileHash(type, hex, name, kind));
    }

    /** SHA-256 of the tensor part, as SwarmUI writes it: its first twelve digits are the AutoV3. */
    static Optional<FileHash> ofTensors(String raw, String name, String kind) {
        String hex = hex(raw);
        return hex.length() < 12 || hex.startsWith(OF_NOTHING)
                ? Optional.empty()
                : Optional.of(new FileHash("autov3", hex.substring(0, 12), name, kind));
    }

    private static String hex(String raw) {
        String upper = raw.strip().toUpperCase(Locale.ROOT);
        String digits = upper.startsWith("0X") ? upper.substring(2) : upper;
        return HEX.matcher(digits).matches() ? digits : "";
    }

    /** What identifies the file in a fingerprint: an AutoV2 as it is, another type behind its name. */
    public String identity() {
        return switch (type) {
            case "autov2" -> value;
            case "sha256" -> value.substring(0, 10);
            default -> type + ":" + value;
        };
    }

    /** True for the file that a graph calls {@code file}: same base name, whatever folder and ending. */
    public boolean names(String file, String kindOfFile) {
        return kind.equals("loras") == kindOfFile.equals("loras") && isSameName(name, file);
    }

    /** Whether two names have the same base name, whatever folder, ending and case. */
    public static boolean isSameName(String one, String other) {
        return bare(one).equals(bare(other));
    }

    static String bare(String name) {
        String base = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
                .strip()
                .toLowerCase(Locale.ROOT);
        int dot = base.lastIndexOf('.');
        return dot > 0 && ENDINGS.contains(base.substring(dot + 1)) ? base.substring(0, dot) : base;
    }
}
