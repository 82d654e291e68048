package io.gentrack.core.job;

import io.gentrack.core.store.ChainUse;
import io.gentrack.core.store.Origin;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What a file held. */
public sealed interface Reading {
    /**
     * One or more graphs; an exported history holds many.
     *
     * @param graphs not empty
     */
    record Graphs(List<GraphReading> graphs) implements Reading {
        public Graphs {
            graphs = List.copyOf(graphs);
            if (graphs.isEmpty()) {
                throw new IllegalArgumentException("a file without graphs has no metadata");
            }
        }
    }

    /** A sound file without a graph or settings. */
    record NoMetadata() implements Reading {}

    /**
     * A file that cannot be read.
     *
     * @param why for a person, without the file's name
     * @param lasting true where the content is to blame: an unchanged file is then not opened again. False for permissions, network
     *     and the like.
     */
    record Unreadable(String why, boolean lasting) implements Reading {
        public Unreadable {
            Objects.requireNonNull(why, "why is null");
        }
    }

    /**
     * What one graph says.
     *
     * @param executionKey 64 hex digits, see {@link io.gentrack.core.graph.GraphKey}
     * @param executedAt where the file itself says it; else its time of modification is taken
     * @param chains the complete ones
     * @param missing one text for each incomplete chain: what it lacks, for example {@code scheduler, steps}
     */
    record GraphReading(
            String executionKey,
            Optional<Instant> executedAt,
            Origin origin,
            List<ChainUse> chains,
            List<String> missing) {
        public GraphReading {
            Objects.requireNonNull(executionKey, "executionKey is null");
            Objects.requireNonNull(executedAt, "executedAt is null");
            Objects.requireNonNull(origin, "origin is null");
            chains = List.copyOf(chains);
            missing = List.copyOf(missing);
        }
    }
}
