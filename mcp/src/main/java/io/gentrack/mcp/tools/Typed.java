package io.gentrack.mcp.tools;

import io.gentrack.core.store.Stats;
import io.gentrack.core.store.StoreException;
import java.util.List;
import java.util.Locale;

/** What somebody who is typing may mean. */
final class Typed {
    private Typed() {}

    /** Families with a history, those used most first. Nothing while the database cannot be asked: the host only shows no list. */
    static List<String> families(Parts.Source parts, String typed) {
        try {
            return matching(
                    typed,
                    parts.get().store().stats().families().stream()
                            .map(Stats.FamilyCount::family)
                            .toList());
        } catch (StoreException e) {
            return List.of();
        }
    }

    static List<String> matching(String typed, List<String> words) {
        String start = typed.strip().toLowerCase(Locale.ROOT);
        return words.stream().filter(word -> word.startsWith(start)).toList();
    }
}
