package io.gentrack.community.client;

import io.gentrack.community.PrivacyFilter;
import io.gentrack.core.settings.Fingerprint;
import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Chooses what may be shared, and of that what one server does not know yet. */
public final class Selection {
    /** A combination used once was tried; one used twice was wanted again. */
    public static final int USUAL_LEAST_USES = 2;

    /** A refusal may have been the server's trouble with the public site, or the file may be published later. */
    private static final Duration REFUSAL_HOLDS = Duration.ofDays(14);

    private static final PublicWords WORDS = PublicWords.load();
    private static final LocalDate FIRST_DAY = LocalDate.parse("2022-08-22");
    private static final int MOST_LORAS = 24;
    private static final double MOST_STEPS = 10_000;
    private static final double MOST = 1_000;
    private static final double MOST_STRENGTH = 100;

    private final Wire wire;
    private final int leastUses;

    /**
     * @param wire how requests are written
     * @param leastUses combinations used less often stay at home, from 1
     */
    public Selection(Wire wire, int leastUses) {
        this.wire = Objects.requireNonNull(wire, "wire is null");
        this.leastUses = leastUses;
    }

    /**
     * Looks at the whole history.
     *
     * @param sent what the server got before, by settings hash
     * @param token from a settings hash to the token of this installation for that server
     */
    public Preview preview(Store store, Map<String, Contributions.Sent> sent, UnaryOperator<String> token, Instant now)
            throws StoreException {
        History.Read history = History.read(store);
        PublicFiles files = PublicFiles.read(store);
        Map<KeptHome, Integer> kept = new EnumMap<>(KeptHome.class);
        if (history.unresolved() > 0) {
            kept.put(KeptHome.UNRESOLVED, (int) Math.min(history.unresolved(), Integer.MAX_VALUE));
        }
        int upToDate = 0;
        List<Entry> entries = new ArrayList<>();
        for (History.Combination one : history.resolved()) {
            Optional<Contributions.Sent> before = Optional.ofNullable(sent.get(one.settingsHash()));
            Optional<KeptHome> reason = keepsHome(files, one, before, now);
            if (reason.isPresent()) {
                kept.merge(reason.get(), 1, Integer::sum);
                continue;
            }
            int uses = (int) Math.min(one.uses(), Entry.MOST_USES);
            int known = before.map(Contributions.Sent::uses).orElse(0);
            if (uses <= known) {
                upToDate++;
            } else {
                entries.add(entry(files, one, uses, known, token.apply(one.settingsHash()), now));
            }
        }
        entries.sort(Comparator.comparing(Entry::token));
        return new Preview(entries, wire.submissions(entries), kept, upToDate);
    }

    private Optional<KeptHome> keepsHome(
            PublicFiles files, History.Combination one, Optional<Contributions.Sent> before, Instant now) {
        PrivacyFilter filter = new PrivacyFilter(hash -> files.find(hash).map(PublicFile::versionId));
        Optional<PrivacyFilter.Reason> secret = filter.keepsHome(one.settings());
        if (secret.isPresent()) {
            // Said apart from what is private: a question would clear it up.
            boolean open = secret.get() != PrivacyFilter.Reason.UNRESOLVED && openOnly(files, one.settings());
            return Optional.of(
                    open
                            ? KeptHome.NOT_ASKED
                            : switch (secret.get()) {
                                case UNRESOLVED -> KeptHome.UNRESOLVED;
                                case PRIVATE_MODEL -> KeptHome.PRIVATE_MODEL;
                                case PRIVATE_LORA -> KeptHome.PRIVATE_LORA;
                            });
        }
        if (!WORDS.cover(one.settings())) {
            return Optional.of(KeptHome.RARE_WORD);
        }
        if (!inRange(one.settings()) || !Fingerprint.of(one.settings()).hash().equals(one.settingsHash())) {
            return Optional.of(KeptHome.OUT_OF_RANGE);
        }
        if (one.rating() < 0) {
            return Optional.of(KeptHome.RATED_DOWN);
        }
        if (one.uses() < Math.max(1, leastUses)) {
            return Optional.of(KeptHome.USED_RARELY);
        }
        boolean refused = before.filter(sent ->
                        sent.finallyRefused() && sent.at().plus(REFUSAL_HOLDS).isAfter(now))
                .isPresent();
        return refused ? Optional.of(KeptHome.REFUSED) : Optional.empty();
    }

    /** Whether no file is known to be private, and of some nobody knows. */
    private static boolean openOnly(PublicFiles files, Settings s) {
        return Stream.concat(
                        Stream.concat(Stream.of(s.model()), s.model2().stream()),
                        s.loras().stream().map(LoraUse::lora))
                .map(ModelRef::hash)
                .allMatch(hash -> files.find(hash).isPresent() || !files.asked(hash));
    }

    /** The bounds of {@code community/openapi.yaml}. */
    private static boolean inRange(Settings s) {
        return s.steps() >= 1
                && s.steps() <= MOST_STEPS
                && Math.abs(s.cfg()) <= MOST
                && s.denoise() >= 0
                && s.denoise() <= 1
                && s.shift().map(shift -> Math.abs(shift) <= MOST).orElse(true)
                && s.guidance().map(guidance -> Math.abs(guidance) <= MOST).orElse(true)
                && s.loras().size() <= MOST_LORAS
                && s.loras().stream().allMatch(Selection::inRange);
    }

    private static boolean inRange(LoraUse use) {
        return use.strength().map(s -> Math.abs(s) <= MOST_STRENGTH).orElse(true)
                && use.clipStrength().map(s -> Math.abs(s) <= MOST_STRENGTH).orElse(true);
    }

    private static Entry entry(
            PublicFiles files, History.Combination one, int uses, int known, String token, Instant now) {
        Settings s = one.settings();
        return new Entry(
                one.settingsHash(),
                s,
                found(files, s.model()),
                s.model2().map(model -> found(files, model)),
                s.loras().stream().map(use -> found(files, use.lora())).toList(),
                uses,
                known,
                plausible(one.day(), now),
                token);
    }

    /** A picture of a camera with a wrong clock would make the server refuse the whole request. */
    private static LocalDate plausible(LocalDate day, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        return day.isBefore(FIRST_DAY) ? FIRST_DAY : day.isAfter(today) ? today : day;
    }

    private static PublicFile found(PublicFiles files, ModelRef file) {
        return files.find(file.hash())
                .orElseThrow(() -> new IllegalStateException("the filter let a file pass that is not public"));
    }
}
