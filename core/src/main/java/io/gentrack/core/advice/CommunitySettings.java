package io.gentrack.core.advice;

import io.gentrack.core.store.SuggestQuery;
import java.util.List;

/** Where settings of others come from. An answer that cannot be had is an empty one: advice never waits for a network that is away. */
@FunctionalInterface
public interface CommunitySettings {
    /** Nobody is asked. */
    CommunitySettings NONE = (query, limit) -> List.of();

    /** Best first, at most {@code limit}. */
    List<Advice.Community> find(SuggestQuery query, int limit);
}
