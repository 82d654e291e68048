package io.gentrack.core.store;

import io.gentrack.core.settings.Settings;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A combination that was used, with what is known of its use.
 *
 * @param id of its row; may change when rows are merged, so remember the hash instead
 * @param uses executions in all
 * @param matchingUses of these, those of the use case that was asked for; equal to {@code uses} where none was
 * @param score what it is ranked by: {@code matchingUses} times 4, times 12 with a thumb up, times 1 with a thumb down
 * @param lastUsed latest execution (of the use case that was asked for)
 * @param firstSeen earliest execution
 * @param mostUsedSize pixels
 * @param resolved every model and LoRA is known by content
 * @param loraCivitaiIds CivitAI version ids of its LoRAs by hash, where known
 */
public record Suggestion(
        long id,
        String settingsHash,
        Settings settings,
        long uses,
        long matchingUses,
        long score,
        Instant lastUsed,
        Instant firstSeen,
        Optional<Size> mostUsedSize,
        String presetName,
        boolean resolved,
        Rating rating,
        Map<String, Long> loraCivitaiIds) {
    public Suggestion {
        Objects.requireNonNull(settingsHash, "settingsHash is null");
        Objects.requireNonNull(settings, "settings is null");
        Objects.requireNonNull(lastUsed, "lastUsed is null");
        Objects.requireNonNull(firstSeen, "firstSeen is null");
        Objects.requireNonNull(mostUsedSize, "mostUsedSize is null");
        Objects.requireNonNull(presetName, "presetName is null");
        Objects.requireNonNull(rating, "rating is null");
        loraCivitaiIds = Map.copyOf(loraCivitaiIds);
    }
}
