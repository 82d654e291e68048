package io.gentrack.core.store;

import java.util.List;
import java.util.Objects;

/**
 * One way in which graphs spell a file of some identity.
 *
 * @param role {@code model} or {@code lora}
 * @param name in the graphs' own spelling, folder part included
 * @param kinds folder keys under which loaders look for it; empty where nobody noted them
 */
public record Spelling(String role, String name, List<String> kinds) {
    public Spelling {
        Objects.requireNonNull(role, "role is null");
        Objects.requireNonNull(name, "name is null");
        kinds = List.copyOf(kinds);
    }
}
