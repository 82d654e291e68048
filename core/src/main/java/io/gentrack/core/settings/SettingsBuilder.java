package io.gentrack.core.settings;

import io.gentrack.core.extract.Chain;
import io.gentrack.core.extract.Extraction;
import io.gentrack.core.extract.Pass;
import io.gentrack.core.extract.parameters.FileHash;
import io.gentrack.core.graph.Graph;
import io.gentrack.core.spi.Lora;
import io.gentrack.core.spi.ModelFile;
import io.gentrack.core.spi.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Makes the canonical record of a chain out of its primary pass and the passes that continue it. */
public final class SettingsBuilder {
    /** ComfyUI of before mid 2023 wrote {@code sample_euler} for {@code euler}. */
    private static final String OLD_PREFIX = "sample_";

    private final ModelNames names;
    private final Families families;

    public SettingsBuilder(ModelNames names, Families families) {
        this.names = Objects.requireNonNull(names, "names is null");
        this.families = Objects.requireNonNull(families, "families is null");
    }

    /** The same, for a picture whose text gives hashes of its files. */
    public SettingsBuilder knowing(List<FileHash> hashes) {
        return hashes.isEmpty() ? this : new SettingsBuilder(names.knowing(hashes), families);
    }

    public ChainSettings build(Graph graph, Extraction extraction, Chain chain) {
        Pass primary = extraction.passes().get(chain.primary());
        List<Pass> group = chain.group().stream().map(extraction.passes()::get).toList();
        Optional<Double> steps = steps(group);
        List<String> missing = missing(primary, steps);
        Families.Family drawn = families.of(graph, extraction, chain.primary());
        Families.Family family = primary.models().stream()
                .findFirst()
                .flatMap(file -> names.family(ref(file)))
                .map(content -> FileFamilies.weigh(content, drawn))
                .orElse(drawn);
        if (!missing.isEmpty()) {
            return new ChainSettings.Incomplete(missing, family.name());
        }
        ModelRef model = ref(primary.models().get(0));
        Settings settings = new Settings(
                family.name(),
                family.source(),
                model,
                second(group).map(this::ref),
                sampler(primary.sampler().orElseThrow().value()),
                primary.scheduler().orElseThrow().value(),
                steps.orElseThrow(),
                value(primary.cfg()).orElse(1.0),
                denoise(primary),
                value(primary.shift()),
                value(primary.guidance()),
                primary.loras().stream().map(this::use).toList());
        return new ChainSettings.Complete(settings, Fingerprint.of(settings));
    }

    private static List<String> missing(Pass primary, Optional<Double> steps) {
        List<String> missing = new ArrayList<>();
        if (primary.sampler().isEmpty()) {
            missing.add("sampler");
        }
        if (primary.scheduler().isEmpty()) {
            missing.add("scheduler");
        }
        if (steps.isEmpty()) {
            missing.add("steps");
        }
        // An input that is there but whose value nobody could read is not the same as a guider that has none.
        if (primary.unread().contains("cfg")) {
            missing.add("cfg");
        }
        if (primary.unread().contains("denoise")) {
            missing.add("denoise");
        }
        if (primary.models().isEmpty()) {
            missing.add("model");
        }
        return missing;
    }

    private static String sampler(String name) {
        return name.startsWith(OLD_PREFIX) && name.length() > OLD_PREFIX.length()
                ? name.substring(OLD_PREFIX.length())
                : name;
    }

    /** The length of the whole schedule: what all members say, else what they run together. */
    private static Optional<Double> steps(List<Pass> group) {
        Optional<Double> total = value(group.get(0).steps());
        for (Pass member : group) {
            Optional<Double> own = value(member.steps());
            if (own.isEmpty() || total.isEmpty()) {
                return total;
            }
            if (!own.get().equals(total.get())) {
                return Optional.of(group.stream()
                        .mapToDouble(SettingsBuilder::effectiveSteps)
                        .sum());
            }
        }
        return total;
    }

    private static double effectiveSteps(Pass pass) {
        double steps = value(pass.steps()).orElse(0.0);
        double end = value(pass.endStep()).map(e -> Math.min(e, steps)).orElse(steps);
        return Math.max(0, end - value(pass.startStep()).orElse(0.0));
    }

    /** A window that begins at step 0 is the whole; one that begins later is an img2img by skipping. */
    private static double denoise(Pass pass) {
        Optional<Double> stated = value(pass.denoise());
        Optional<Double> steps = value(pass.steps());
        double start = value(pass.startStep()).orElse(0.0);
        if (stated.isPresent() && start == 0) {
            return stated.get();
        }
        return start == 0 || steps.isEmpty() ? stated.orElse(1.0) : (steps.get() - start) / steps.get();
    }

    /** The other expert of a continuation, else the other model of a merge. */
    private static Optional<ModelFile> second(List<Pass> group) {
        ModelFile first = group.get(0).models().get(0);
        for (Pass member : group.subList(1, group.size())) {
            Optional<ModelFile> other = member.model();
            if (other.isPresent() && !sameFile(other.get(), first)) {
                return other;
            }
        }
        return group.get(0).models().stream().filter(m -> !sameFile(m, first)).findFirst();
    }

    private static boolean sameFile(ModelFile a, ModelFile b) {
        return a.name().value().equals(b.name().value());
    }

    /** Which file a name of the graph means. */
    public ModelRef ref(ModelFile file) {
        return names.resolve(file.name().value(), file.kind());
    }

    /** A LoRA as it is counted: its file, and the clip strength only where it differs. */
    public LoraUse use(Lora lora) {
        Optional<Double> model = value(lora.strengthModel());
        Optional<Double> clip = value(lora.strengthClip());
        return new LoraUse(
                names.resolve(lora.name().value(), "loras"),
                model,
                clip.isPresent() && !clip.equals(model) ? clip : Optional.empty());
    }

    private static Optional<Double> value(Optional<Value.Num> number) {
        return number.map(Value.Num::value);
    }
}
