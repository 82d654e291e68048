package io.gentrack.core.advice;

import io.gentrack.core.settings.Settings;
import io.gentrack.core.store.ChainUse;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Names the preset that settings are. What a preset states has to hold exactly; only what it leaves open may be anything. A
 * preset that says more goes before one that says less.
 */
public final class PresetMatcher {
    private static final Comparator<Preset> ORDER = Comparator.comparing(Preset::own)
            .reversed()
            .thenComparing(Comparator.comparingInt(Preset::stated).reversed())
            .thenComparing(Preset::name);

    private final Map<String, List<Preset>> byFamily;

    public PresetMatcher(Presets presets) {
        Objects.requireNonNull(presets, "presets is null");
        byFamily = presets.all().stream()
                .sorted(ORDER)
                .collect(Collectors.groupingBy(Preset::family, Collectors.toUnmodifiableList()));
    }

    /** The preset's name, or {@code custom}. */
    public String name(Settings settings) {
        for (Preset preset : byFamily.getOrDefault(settings.modelFamily(), List.of())) {
            if (preset.fits(settings)) {
                return preset.name();
            }
        }
        return ChainUse.CUSTOM;
    }
}
