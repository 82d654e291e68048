package io.gentrack.core.store;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * One run of one graph.
 *
 * @param executionKey of the graph with its seeds, 64 hex digits; the same run read twice has the same key
 * @param executedAt when the picture was made; kept to the second
 * @param chains the complete ones; they replace what an earlier reading of the same graph found
 */
public record Recording(String executionKey, Instant executedAt, Origin origin, List<ChainUse> chains) {
    public Recording {
        Objects.requireNonNull(executionKey, "executionKey is null");
        Objects.requireNonNull(executedAt, "executedAt is null");
        Objects.requireNonNull(origin, "origin is null");
        chains = List.copyOf(chains);
        if (executionKey.length() != 64) {
            throw new IllegalArgumentException("an execution key has 64 hex digits: " + executionKey);
        }
    }
}
