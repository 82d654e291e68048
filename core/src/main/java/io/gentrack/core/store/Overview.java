package io.gentrack.core.store;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything the report shows, of one moment. Counts are uses (executions).
 *
 * @param stats the sums; every other number is a part of them
 * @param families best combinations of the families used most
 * @param loras best combinations of the LoRAs used most
 * @param grid uses by steps and CFG
 * @param days uses by day, UTC, in order
 * @param sizes most uses first
 * @param models most uses first
 * @param modelCount how many there are; {@code models} may hold fewer
 */
public record Overview(
        Stats stats,
        List<FamilyBest> families,
        List<LoraBest> loras,
        List<Cell> grid,
        List<Day> days,
        List<SizeCount> sizes,
        List<ModelCount> models,
        long modelCount) {
    /** Best first. */
    public record FamilyBest(String family, List<Suggestion> best) {
        public FamilyBest {
            best = List.copyOf(best);
        }
    }

    /**
     * One LoRA.
     *
     * @param publicName on CivitAI, where known
     * @param uses of all combinations with it
     * @param best best first
     */
    public record LoraBest(
            String hash,
            String name,
            Optional<String> publicName,
            long uses,
            long combinations,
            List<Suggestion> best) {
        public LoraBest {
            best = List.copyOf(best);
        }
    }

    /** Uses of one family with so many steps and this CFG. */
    public record Cell(String family, double steps, double cfg, long uses) {}

    /** Uses of one family on one day. */
    public record Day(LocalDate day, String family, long uses) {}

    /** Uses of one family in one size; what the graph did not say is not here. */
    public record SizeCount(String family, int width, int height, long uses) {}

    /** One model file, by content where it is known. */
    public record ModelCount(
            String hash,
            String name,
            Optional<String> publicName,
            String family,
            long uses,
            long combinations,
            Instant lastUsed) {}

    public Overview {
        Objects.requireNonNull(stats, "stats is null");
        families = List.copyOf(families);
        loras = List.copyOf(loras);
        grid = List.copyOf(grid);
        days = List.copyOf(days);
        sizes = List.copyOf(sizes);
        models = List.copyOf(models);
    }

    /** Reads all of it in one transaction. */
    public static Overview read(Store store) throws StoreException {
        return store.reading(() -> new OverviewReader(store.sql()).read());
    }
}
