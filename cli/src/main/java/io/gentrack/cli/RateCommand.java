package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.store.Combinations;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Rating;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.core.store.Suggestion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Thumbs up or down for a combination. */
@Command(
        name = "rate",
        description = {
            "Say what you think of a combination: up moves it ahead in suggest (it counts threefold), down moves it back (a quarter),"
                    + " clear takes the rating away."
        },
        footer = {
            "",
            "Examples:",
            "  gentrack rate up 1        (row 1 of the last suggest)",
            "  gentrack rate down 3f9c2a81"
        })
final class RateCommand extends GentrackCommand {
    private static final int LEAST_HEX = 6;

    /** What the first word may be. */
    enum Verdict {
        UP(Rating.UP),
        DOWN(Rating.DOWN),
        CLEAR(Rating.NONE);

        private final Rating rating;

        Verdict(Rating rating) {
            this.rating = rating;
        }
    }

    @Parameters(index = "0", paramLabel = "up|down|clear", description = "The rating.")
    Verdict verdict = Verdict.CLEAR;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "ROW|HASH",
            description =
                    "A row number of the last suggest, or the first six or more digits of a settings hash (suggest --json).")
    List<String> targets = List.of();

    RateCommand(Host host) {
        super(host);
    }

    @Override
    public Integer call() throws StoreException, UsageException {
        try (Store store = Store.open(database(), OpenMode.READ_WRITE)) {
            Map<String, Suggestion> chosen = new LinkedHashMap<>();
            for (String target : targets) {
                Suggestion one = one(store, target);
                chosen.put(one.settingsHash(), one);
            }
            ObjectNode json = JsonNodeFactory.instance.objectNode();
            ArrayNode rated = json.putArray("rated");
            for (Suggestion one : chosen.values()) {
                store.rate(one.settingsHash(), verdict.rating);
                rated.addObject()
                        .put("settings_hash", one.settingsHash())
                        .put("rating", verdict.rating.name().toLowerCase(Locale.ROOT));
                if (!options.json) {
                    print((verdict == Verdict.CLEAR
                                    ? "No rating any more: "
                                    : "Rated " + verdict.name().toLowerCase(Locale.ROOT) + ": ")
                            + Wording.combination(one.settings()) + "  ("
                            + one.settingsHash().substring(0, 8) + ")");
                }
            }
            if (options.json) {
                print(json);
            }
        }
        return Exit.DONE;
    }

    private Suggestion one(Store store, String target) throws StoreException, UsageException {
        String wanted = target.strip().toLowerCase(Locale.ROOT);
        if (wanted.matches("[0-9]{1,4}")) {
            Optional<String> hash = LastSuggested.beside(database())
                    .row(Integer.parseInt(wanted))
                    .filter(h -> !wanted.equals("0"));
            if (hash.isEmpty()) {
                throw new UsageException("The last suggest had no row " + wanted
                        + ". Run gentrack suggest again and use a number from its first column.");
            }
            return store.find(hash.get())
                    .orElseThrow(() -> new UsageException("Row " + wanted
                            + " of the last suggest cannot be rated: it is a preset that was not used yet, or has changed since."
                            + " Run gentrack suggest again."));
        }
        if (!wanted.matches("[0-9a-f]{" + LEAST_HEX + ",64}")) {
            throw new UsageException("\"" + target + "\" is neither a row number nor the first " + LEAST_HEX
                    + " or more digits of a settings hash.");
        }
        List<String> hashes = Combinations.withPrefix(store, wanted, 2);
        if (hashes.size() > 1) {
            throw new UsageException("Several combinations begin with " + wanted + "; give more digits.");
        }
        if (hashes.isEmpty()) {
            throw new UsageException(
                    "No combination begins with " + wanted + ". gentrack suggest --json shows the hashes.");
        }
        return store.find(hashes.get(0))
                .orElseThrow(
                        () -> new UsageException("The combination " + wanted + " has just gone; run suggest again."));
    }
}
