package io.gentrack.mcp.tools;

import io.gentrack.core.store.Stats;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Model families as people and language models write them: "Qwen-Image", "SDXL 1.0". */
final class Family {
    private Family() {}

    /** The family in the history that is meant, if there is exactly one. */
    static Optional<String> match(String asked, Stats stats) {
        String wanted = plain(asked);
        List<String> all =
                stats.families().stream().map(Stats.FamilyCount::family).toList();
        Optional<String> same =
                all.stream().filter(f -> plain(f).equals(wanted)).findFirst();
        if (same.isPresent() || wanted.isEmpty()) {
            return same;
        }
        List<String> near = all.stream()
                .filter(f -> plain(f).startsWith(wanted) || wanted.startsWith(plain(f)))
                .toList();
        return near.size() == 1 ? Optional.of(near.get(0)) : Optional.empty();
    }

    static String known(Stats stats) {
        return stats.families().isEmpty()
                ? "none yet; run gentrack import on a folder of pictures first"
                : stats.families().stream()
                        .limit(30)
                        .map(Stats.FamilyCount::family)
                        .collect(Collectors.joining(", "));
    }

    private static String plain(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
