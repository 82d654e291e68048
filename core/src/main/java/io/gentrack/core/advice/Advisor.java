package io.gentrack.core.advice;

import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.core.store.SuggestQuery;
import io.gentrack.core.store.Suggestion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Answers "what should I use?": own history, then published starting settings where history is thin, then the community.
 *
 * <p>Safe for use by several threads.
 */
public final class Advisor {
    /** With fewer groups than this, or fewer uses in all, a person learns more from the makers of the model. */
    static final int THIN_GROUPS = 3;

    static final int THIN_USES = 5;

    /** Groups are made from this many combinations for each that is asked for. */
    private static final int DEPTH = 4;

    /** A family may have many variants; the first few say what its numbers are like. */
    static final int MOST_PRESETS = 3;

    private static final Comparator<Group> ORDER = Comparator.comparingLong(Group::score)
            .reversed()
            .thenComparing(Comparator.comparing(Group::lastUsed).reversed())
            .thenComparing(group -> group.head().settingsHash());

    private final Store store;
    private final PresetChoice presets;
    private final CommunitySettings community;

    public Advisor(Store store, Presets presets, CommunitySettings community) {
        this.store = Objects.requireNonNull(store, "store is null");
        this.presets = new PresetChoice(presets);
        this.community = Objects.requireNonNull(community, "community is null");
    }

    /**
     * Best first: history, presets, community. At most as many as the query's limit.
     *
     * @param grouped near-duplicates stand as one
     */
    public List<Advice> advise(SuggestQuery query, boolean grouped) throws StoreException {
        int wanted = query.offset() + query.limit();
        List<Suggestion> used = store.suggest(resized(query, grouped ? wanted * DEPTH + 1 : wanted + 1));
        List<Group> groups = grouped
                ? groups(used)
                : used.stream().map(s -> new Group(List.of(s))).toList();
        List<Advice> advice = new ArrayList<>();
        for (int i = query.offset(); i < Math.min(wanted, groups.size()); i++) {
            advice.add(new Advice.History(groups.get(i), timesNext(groups, i)));
        }
        if (query.offset() == 0 && thin(groups)) {
            Set<String> families = new LinkedHashSet<>();
            groups.forEach(group -> families.add(group.head().settings().modelFamily()));
            presets.find(query, families).stream()
                    .filter(preset -> groups.stream()
                            .noneMatch(group -> group.head().presetName().equals(preset.name())))
                    .limit(Math.min(MOST_PRESETS, query.limit() - advice.size()))
                    .forEach(preset -> advice.add(new Advice.Official(preset)));
        }
        if (advice.size() < query.limit()) {
            advice.addAll(shared(query, query.limit() - advice.size()));
        }
        return List.copyOf(advice);
    }

    /** Advice does without a community that does not answer, and asks it nothing that it cannot know. */
    private List<Advice.Community> shared(SuggestQuery query, int limit) {
        if (!community.configured()
                || query.offset() > 0
                || query.useCase().isPresent()
                || query.since().isPresent()
                || query.until().isPresent()) {
            return List.of();
        }
        return community.search(CommunitySettings.Query.of(query, limit))
                        instanceof CommunitySettings.Answer.Found found
                ? found.settings()
                : List.of();
    }

    private static SuggestQuery resized(SuggestQuery query, int limit) {
        return new SuggestQuery(
                query.family(),
                query.model(),
                query.lora(),
                query.loraCivitaiId(),
                query.sampler(),
                query.useCase(),
                query.since(),
                query.until(),
                limit,
                0);
    }

    private static boolean thin(List<Group> groups) {
        return groups.size() < THIN_GROUPS
                || groups.stream().mapToLong(Group::matchingUses).sum() < THIN_USES;
    }

    /** Each combination joins the first better one that it is near to, so that a chain of small steps does not become one group. */
    private static List<Group> groups(List<Suggestion> used) {
        List<List<Suggestion>> groups = new ArrayList<>();
        for (Suggestion suggestion : used) {
            groups.stream()
                    .filter(group -> Nearness.near(group.get(0).settings(), suggestion.settings()))
                    .findFirst()
                    .ifPresentOrElse(
                            group -> group.add(suggestion), () -> groups.add(new ArrayList<>(List.of(suggestion))));
        }
        return groups.stream().map(Group::new).sorted(ORDER).toList();
    }

    private static Optional<Double> timesNext(List<Group> groups, int at) {
        return at + 1 < groups.size() && groups.get(at + 1).score() > 0
                ? Optional.of(
                        (double) groups.get(at).score() / groups.get(at + 1).score())
                : Optional.empty();
    }
}
