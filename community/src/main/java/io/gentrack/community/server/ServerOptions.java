package io.gentrack.community.server;

import java.net.URI;
import java.nio.file.Path;
import java.util.Set;

/**
 * How a community server is run.
 *
 * @param bind address or name of the interface it listens on
 * @param port 0 takes a free one
 * @param database its SQLite file; made where there is none
 * @param minContributors a combination is public from so many
 * @param civitai who says what is public: scheme, host and perhaps a path
 * @param cacheTtl seconds for which an answer to a search may be kept
 * @param trustedProxies addresses whose {@code X-Forwarded-For} is believed
 * @param reportRows whether answers to submissions say how many rows they changed; for tests
 */
public record ServerOptions(
        String bind,
        int port,
        Path database,
        int minContributors,
        URI civitai,
        int cacheTtl,
        Set<String> trustedProxies,
        boolean reportRows) {
    /** Where a server listens unless told otherwise. */
    public static final int USUAL_PORT = 8189;

    /** From how many contributors a combination is public unless told otherwise. */
    public static final int USUAL_CONTRIBUTORS = 3;

    /** Seconds for which an answer may be kept unless told otherwise. */
    public static final int USUAL_CACHE_TTL = 3_600;

    public ServerOptions {
        trustedProxies = Set.copyOf(trustedProxies);
        if (minContributors < 1 || minContributors > 1_000) {
            throw new IllegalArgumentException(
                    "the number of contributors must be from 1 to 1000, not " + minContributors);
        }
        if (cacheTtl < 0 || cacheTtl > 86_400) {
            throw new IllegalArgumentException("answers may be kept from 0 to 86400 seconds, not " + cacheTtl);
        }
    }
}
