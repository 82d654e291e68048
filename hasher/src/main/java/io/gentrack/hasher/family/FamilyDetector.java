package io.gentrack.hasher.family;

import io.gentrack.hasher.header.GgufHeader;
import io.gentrack.hasher.header.ModelHeader;
import io.gentrack.hasher.header.SafetensorsHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Weighs the evidence about a model file: the public base model of the same content, then the tensors, then what the
 * trainer declared, then words in the file's name. Tensors overrule everything at the level of the architecture; the
 * others only refine inside it.
 */
public final class FamilyDetector {
    private final FamilyTables tables = FamilyTables.BUILT_IN;

    /** What tensors or a declaration say. {@code also}: families that look the same there. */
    private record Finding(String family, List<String> also, String evidence) {}

    /**
     * The family of a file.
     *
     * @param fileName the base name
     * @param publicBaseModel CivitAI's base model of a file with the same SHA-256 that {@link #isModelType is a model}
     */
    public Family detect(Optional<ModelHeader> header, String fileName, Optional<String> publicBaseModel) {
        Optional<Finding> seen = header.flatMap(this::fromHeader);
        Optional<Finding> declared = header.flatMap(this::fromMetadata);
        List<String> evidence = new ArrayList<>();
        Optional<String> site = publicBaseModel.flatMap(tables::ofBaseModel);
        if (site.isPresent()) {
            evidence.add("CivitAI says " + publicBaseModel.orElse("") + " for this content");
            if (allows(seen, site.get())) {
                seen.ifPresent(finding -> evidence.add(finding.evidence()));
                return family(site.get(), Family.Source.CIVITAI, evidence);
            }
            evidence.add("but the tensors are those of another architecture");
        }
        Optional<Finding> base = seen.or(() -> declared);
        if (base.isEmpty()) {
            return new Family(Optional.empty(), "unknown", Family.Source.NONE, evidence);
        }
        evidence.add(0, base.get().evidence());
        String family = base.get().family();
        Family.Source source = source(header, seen);
        if (seen.isPresent() && declared.isPresent()) {
            String said = declared.get().family();
            evidence.add(declared.get().evidence());
            boolean refines = family.equals(tables.root(family)) && !said.equals(family);
            if (refines && allows(seen, said)) {
                family = said;
                source = Family.Source.METADATA;
            }
        }
        Optional<FamilyTables.NameHint> hint = nameHint(family, fileName);
        if (hint.isPresent()) {
            evidence.add("the file name says " + hint.get().family());
            return family(hint.get().family(), Family.Source.FILE_NAME, evidence);
        }
        return family(family, source, evidence);
    }

    /** Whether CivitAI's type of a matched file says that it is the model itself and not a bundled VAE or the like. */
    public static boolean isModelType(String civitaiFileType) {
        return switch (civitaiFileType.toLowerCase(Locale.ROOT)) {
            case "model", "pruned model", "diffusion model", "unet" -> true;
            default -> false;
        };
    }

    /** The family that CivitAI's base model stands for; a value that is not known stays as a word. */
    public Optional<String> ofBaseModel(String baseModel) {
        return tables.ofBaseModel(baseModel);
    }

    /** The root of a family: {@code sdxl} for {@code pony}. */
    public String architectureOf(String family) {
        return tables.root(family);
    }

    private Family family(String family, Family.Source source, List<String> evidence) {
        return new Family(Optional.of(tables.root(family)), family, source, evidence);
    }

    /** Whether the tensors, if any were seen, can be of that family. */
    private boolean allows(Optional<Finding> seen, String family) {
        return seen.isEmpty()
                || tables.root(seen.get().family()).equals(tables.root(family))
                || seen.get().also().contains(tables.root(family));
    }

    private static Family.Source source(Optional<ModelHeader> header, Optional<Finding> seen) {
        if (seen.isEmpty()) {
            return Family.Source.METADATA;
        }
        return header.filter(GgufHeader.class::isInstance).isPresent() ? Family.Source.GGUF : Family.Source.TENSORS;
    }

    private Optional<Finding> fromHeader(ModelHeader header) {
        if (header instanceof SafetensorsHeader safetensors) {
            return fromTensors(safetensors.shapes());
        }
        if (header instanceof GgufHeader gguf) {
            return gguf.architecture().map(this::ofGguf);
        }
        return Optional.empty();
    }

    private Finding ofGguf(String architecture) {
        String word = architecture.toLowerCase(Locale.ROOT);
        String family = tables.tables().gguf().getOrDefault(word, word);
        return new Finding(
                family,
                family.equals("flux") ? List.of("chroma") : List.of(),
                "general.architecture is " + architecture);
    }

    private Optional<Finding> fromTensors(Map<String, List<Long>> shapes) {
        boolean lora = TensorNames.isLora(shapes);
        TensorNames names = lora
                ? TensorNames.ofLora(shapes, tables.tables().loraPrefixes())
                : TensorNames.ofModel(shapes, tables.tables().prefixes());
        for (FamilyTables.Rule rule :
                lora ? tables.tables().loras() : tables.tables().checkpoints()) {
            if (matches(rule, names)) {
                return Optional.of(new Finding(rule.family(), rule.also(), evidence(rule, lora)));
            }
        }
        return Optional.empty();
    }

    private static boolean matches(FamilyTables.Rule rule, TensorNames names) {
        return rule.all().stream().allMatch(names::has)
                && (rule.any().isEmpty() || rule.any().stream().anyMatch(names::has))
                && rule.none().stream().noneMatch(names::has)
                && rule.dims().stream().allMatch(names::hasSize);
    }

    private static String evidence(FamilyTables.Rule rule, boolean lora) {
        List<String> seen = new ArrayList<>(rule.all());
        rule.dims()
                .forEach(size -> seen.add(size.key() + " of size " + size.in().get(0)));
        rule.any().stream().limit(1).forEach(seen::add);
        return (lora ? "LoRA of modules " : "tensors ")
                + String.join(", ", seen)
                + (rule.variant().isEmpty() ? "" : " (" + rule.variant() + ")");
    }

    private Optional<Finding> fromMetadata(ModelHeader header) {
        if (!(header instanceof SafetensorsHeader safetensors)) {
            return Optional.empty();
        }
        for (String key : List.of("ss_base_model_version", "modelspec.architecture")) {
            String value = safetensors.metadata().getOrDefault(key, "");
            Optional<String> family = declared(value);
            if (family.isPresent()) {
                return Optional.of(new Finding(family.get(), List.of(), key + " is " + value));
            }
        }
        String module = safetensors.metadata().getOrDefault("ss_network_module", "");
        return Optional.ofNullable(tables.tables().networkModules().get(module.toLowerCase(Locale.ROOT)))
                .map(family -> new Finding(family, List.of(), "ss_network_module is " + module));
    }

    private Optional<String> declared(String value) {
        String word = value.strip().toLowerCase(Locale.ROOT);
        for (String suffix : List.of("/lora", "/textual-inversion", "/controlnet")) {
            if (word.endsWith(suffix)) {
                word = word.substring(0, word.length() - suffix.length());
            }
        }
        for (Map.Entry<String, String> entry : tables.tables().declared().entrySet()) {
            String known = entry.getKey();
            boolean open = known.endsWith("*");
            if (open ? word.startsWith(known.substring(0, known.length() - 1)) : word.equals(known)) {
                return Optional.of(entry.getValue());
            }
        }
        return Optional.empty();
    }

    private Optional<FamilyTables.NameHint> nameHint(String family, String fileName) {
        String name = fileName.toLowerCase(Locale.ROOT);
        return tables.tables().nameHints().stream()
                .filter(hint ->
                        hint.root().equals(family) && hint.words().stream().anyMatch(name::contains))
                .findFirst();
    }
}
