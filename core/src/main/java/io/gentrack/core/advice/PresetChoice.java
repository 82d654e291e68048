package io.gentrack.core.advice;

import io.gentrack.core.settings.FamilyTables;
import io.gentrack.core.store.Size;
import io.gentrack.core.store.SuggestQuery;
import io.gentrack.core.store.UseCase;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Which presets answer a question. */
final class PresetChoice {
    private static final Comparator<Preset> ORDER = Comparator.comparing(Preset::own)
            .reversed()
            .thenComparing(preset -> !preset.lora().isEmpty());

    private final Presets presets;
    private final FamilyTables families = FamilyTables.builtIn();

    PresetChoice(Presets presets) {
        this.presets = Objects.requireNonNull(presets, "presets is null");
    }

    /**
     * The user's own first, then full models, then speed-up LoRAs; else as they stand in the file. A lineage that has no preset of its own gets its architecture's.
     *
     * @param used families of the history that was found
     */
    List<Preset> find(SuggestQuery query, Set<String> used) {
        if (query.since().isPresent()
                || query.until().isPresent()
                || query.loraCivitaiId().isPresent()) {
            return List.of();
        }
        List<Preset> fitting = presets.all().stream()
                .filter(preset -> answers(preset, query))
                .sorted(ORDER)
                .toList();
        if (query.family().isPresent()) {
            return ofFamily(fitting, families.canonical(query.family().get()));
        }
        if (query.model().isPresent() && used.isEmpty()) {
            return fitting.stream()
                    .filter(preset ->
                            NameWords.match(preset.model(), query.model().get()))
                    .filter(preset -> named(preset, query.model().get()))
                    .toList();
        }
        return used.stream()
                .flatMap(family -> ofFamily(fitting, family).stream())
                .distinct()
                .toList();
    }

    private List<Preset> ofFamily(List<Preset> fitting, String family) {
        List<Preset> own =
                fitting.stream().filter(p -> p.family().equals(family)).toList();
        if (!own.isEmpty()) {
            return own;
        }
        String architecture = families.architecture(family);
        return fitting.stream().filter(p -> p.family().equals(architecture)).toList();
    }

    /** A name alone tells the family only where the family's word is in it. */
    private static boolean named(Preset preset, String text) {
        return NameWords.match(List.of(preset.family().replace("_", "")), text);
    }

    private static boolean answers(Preset preset, SuggestQuery query) {
        if (query.sampler().isPresent()
                && !preset.samplers().contains(query.sampler().get())) {
            return false;
        }
        if (query.lora().isPresent()
                && (preset.lora().isEmpty()
                        || !NameWords.match(preset.lora(), query.lora().get()))) {
            return false;
        }
        return query.useCase().map(wanted -> suits(preset, wanted)).orElse(true);
    }

    private static boolean suits(Preset preset, UseCase wanted) {
        return switch (wanted) {
            case VIDEO -> preset.video();
            case PORTRAIT -> preset.sizes().stream().anyMatch(s -> s.height() > s.width());
            case LANDSCAPE -> preset.sizes().stream().anyMatch(s -> s.width() > s.height());
            case SQUARE -> preset.sizes().stream().anyMatch(PresetChoice::square);
            case IMG2IMG, UPSCALE -> false;
        };
    }

    private static boolean square(Size size) {
        return size.width() == size.height();
    }
}
