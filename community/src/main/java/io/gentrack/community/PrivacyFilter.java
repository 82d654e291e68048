package io.gentrack.community;

import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides which combinations may be shared: those whose every model and every LoRA is known by content and published under a
 * public id. One private file anywhere keeps the whole combination at home.
 */
public final class PrivacyFilter {
    /** Why a combination stays at home. */
    public enum Reason {
        /** A model or LoRA is known by name only. */
        UNRESOLVED,
        /** The model, or the second one, has no public match. */
        PRIVATE_MODEL,
        /** A LoRA has no public match. */
        PRIVATE_LORA
    }

    private final Function<String, Optional<Long>> publicIds;

    /**
     * @param publicIds from a content hash (AutoV2) to the public version id of a verified match
     */
    public PrivacyFilter(Function<String, Optional<Long>> publicIds) {
        this.publicIds = Objects.requireNonNull(publicIds, "publicIds is null");
    }

    /** Empty where the combination may be shared, else why not. */
    public Optional<Reason> keepsHome(Settings settings) {
        if (!settings.resolved()) {
            return Optional.of(Reason.UNRESOLVED);
        }
        List<ModelRef> models = new ArrayList<>();
        models.add(settings.model());
        settings.model2().ifPresent(models::add);
        if (models.stream().anyMatch(m -> publicIds.apply(m.hash()).isEmpty())) {
            return Optional.of(Reason.PRIVATE_MODEL);
        }
        for (LoraUse lora : settings.loras()) {
            if (publicIds.apply(lora.lora().hash()).isEmpty()) {
                return Optional.of(Reason.PRIVATE_LORA);
            }
        }
        return Optional.empty();
    }
}
