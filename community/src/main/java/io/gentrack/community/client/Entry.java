package io.gentrack.community.client;

import io.gentrack.core.settings.Settings;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One combination as it would be sent.
 *
 * @param settings without names of files
 * @param model public file of {@link Settings#model()}
 * @param model2 of {@link Settings#model2()}, there where that is
 * @param loras of {@link Settings#loras()}, in their order
 * @param uses all uses so far, 1 to {@value #MOST_USES}: a higher number is held back, since it would tell people apart
 * @param sentBefore uses that this server has already; 0 for a combination that is new to it
 * @param day of the latest use, UTC
 * @param token under which this installation counts for this combination
 */
public record Entry(
        String settingsHash,
        Settings settings,
        PublicFile model,
        Optional<PublicFile> model2,
        List<PublicFile> loras,
        int uses,
        int sentBefore,
        LocalDate day,
        String token) {
    /** Servers count no more of one contributor. */
    public static final int MOST_USES = 100;

    public Entry {
        Objects.requireNonNull(settingsHash, "settingsHash is null");
        Objects.requireNonNull(settings, "settings is null");
        Objects.requireNonNull(model, "model is null");
        Objects.requireNonNull(model2, "model2 is null");
        loras = List.copyOf(loras);
        Objects.requireNonNull(day, "day is null");
        Objects.requireNonNull(token, "token is null");
        if (uses < 1 || uses > MOST_USES) {
            throw new IllegalArgumentException("uses are 1 to " + MOST_USES + ", not " + uses);
        }
        if (loras.size() != settings.loras().size()
                || model2.isPresent() != settings.model2().isPresent()) {
            throw new IllegalArgumentException("not every file has its public match");
        }
    }
}
