package io.gentrack.core.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The store at a glance.
 *
 * @param executions all that were counted
 * @param combinations different fingerprints
 * @param mostUsed by uses alone, whatever its rating
 * @param families most uses first
 * @param samplers by sampler and scheduler, most uses first
 * @param first earliest execution
 * @param last latest execution
 */
public record Stats(
        long executions,
        long combinations,
        Optional<Suggestion> mostUsed,
        List<FamilyCount> families,
        List<SamplerCount> samplers,
        Optional<Instant> first,
        Optional<Instant> last) {
    /** Uses and combinations of one model family. */
    public record FamilyCount(String family, long uses, long combinations) {}

    /** Uses and combinations of one sampler with one scheduler. */
    public record SamplerCount(String sampler, String scheduler, long uses, long combinations) {}

    public Stats {
        families = List.copyOf(families);
        samplers = List.copyOf(samplers);
    }
}
