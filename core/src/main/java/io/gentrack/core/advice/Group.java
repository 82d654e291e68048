package io.gentrack.core.advice;

import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.Settings;
import io.gentrack.core.store.Suggestion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Combinations that are nearly the same, best first.
 *
 * @param members at least one
 */
public record Group(List<Suggestion> members) {
    public Group {
        members = List.copyOf(members);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a group of nothing");
        }
    }

    /** The one that stands for all. */
    public Suggestion head() {
        return members.get(0);
    }

    public long uses() {
        return members.stream().mapToLong(Suggestion::uses).sum();
    }

    public long matchingUses() {
        return members.stream().mapToLong(Suggestion::matchingUses).sum();
    }

    public long score() {
        return members.stream().mapToLong(Suggestion::score).sum();
    }

    public Instant lastUsed() {
        return members.stream()
                .map(Suggestion::lastUsed)
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }

    /** Only the fields in which members differ. */
    public List<Spread> spreads() {
        List<Spread> spreads = new ArrayList<>();
        spread("steps", s -> Optional.of(s.steps())).ifPresent(spreads::add);
        spread("cfg", s -> Optional.of(s.cfg())).ifPresent(spreads::add);
        spread("shift", Settings::shift).ifPresent(spreads::add);
        spread("guidance", Settings::guidance).ifPresent(spreads::add);
        spread("denoise", s -> Optional.of(s.denoise())).ifPresent(spreads::add);
        spread("lora_strength", s -> s.loras().stream().findFirst().flatMap(LoraUse::strength))
                .ifPresent(spreads::add);
        return spreads;
    }

    private Optional<Spread> spread(String field, Function<Settings, Optional<Double>> value) {
        List<Double> values = members.stream()
                .map(Suggestion::settings)
                .map(value)
                .flatMap(Optional::stream)
                .sorted()
                .toList();
        if (values.size() < 2) {
            return Optional.empty();
        }
        Range range = new Range(values.get(0), values.get(values.size() - 1));
        return range.exact() ? Optional.empty() : Optional.of(new Spread(field, range));
    }
}
