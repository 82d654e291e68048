package io.gentrack.community.server;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Who says what is public: CivitAI, or in a test its stand-in. */
interface PublicVersions extends AutoCloseable {
    /**
     * Looks up AutoV2 hashes. Empty where the site says that it publishes no such file; hashes that got no answer are not in the
     * result.
     */
    Map<String, Optional<Version>> lookUp(Collection<String> hashes);

    @Override
    default void close() {}
}
