package io.gentrack.core.store;

import io.gentrack.core.settings.CanonicalNumber;
import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelRef;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Rows of the tables that hang on a row of {@code generations}. */
final class GenerationParts {
    private static final Comparator<LoraUse> LORA_ORDER = Comparator.comparing(
                    (LoraUse use) -> use.lora().hash())
            .thenComparing(use -> use.strength().orElse(Double.NEGATIVE_INFINITY))
            .thenComparing(use -> use.clipStrength().orElse(Double.NEGATIVE_INFINITY))
            .thenComparing(use -> use.lora().name());

    private final Sql sql;

    GenerationParts(Sql sql) {
        this.sql = sql;
    }

    void insertLoras(long id, List<LoraUse> loras, long score, String lastUsed) throws SQLException {
        for (int i = 0; i < loras.size(); i++) {
            LoraUse use = loras.get(i);
            sql.update(
                    "INSERT INTO generation_loras (generation_id, position, hash, name, strength, clip_strength, score, last_used)"
                            + " VALUES (?,?,?,?,?,?,?,?)",
                    id,
                    i,
                    use.lora().hash(),
                    use.lora().name(),
                    use.strength(),
                    use.clipStrength(),
                    score,
                    lastUsed);
        }
    }

    void insertPasses(long id, List<RecordedPass> passes) throws SQLException {
        for (int i = 0; i < passes.size(); i++) {
            RecordedPass pass = passes.get(i);
            sql.update(
                    "INSERT INTO generation_passes VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                    id,
                    i,
                    pass.role(),
                    pass.classType(),
                    pass.sampler(),
                    pass.scheduler(),
                    pass.steps(),
                    pass.startStep(),
                    pass.endStep(),
                    pass.cfg(),
                    pass.guidance(),
                    pass.denoise(),
                    pass.shift(),
                    pass.model().map(ModelRef::name),
                    Label.loras(pass.loras()),
                    pass.size().map(Size::width),
                    pass.size().map(Size::height));
        }
    }

    void addSizes(long id, Tally tally) throws SQLException {
        for (Map.Entry<Size, Integer> entry : tally.sizes().entrySet()) {
            sql.update(
                    "INSERT INTO generation_sizes VALUES (?,?,?,?) ON CONFLICT DO UPDATE SET uses = uses + excluded.uses",
                    id,
                    entry.getKey().width(),
                    entry.getKey().height(),
                    entry.getValue());
        }
    }

    void addCases(long id, Tally tally, String family, String model, int factor) throws SQLException {
        for (Map.Entry<UseCase, Tally.Part> entry : tally.cases().entrySet()) {
            Tally.Part part = entry.getValue();
            sql.update(
                    "INSERT INTO generation_uses (generation_id, use_case, model_family, uses, last_used, score, model_hash)"
                            + " VALUES (?,?,?,?,?,?,?) ON CONFLICT DO UPDATE SET uses = uses + excluded.uses,"
                            + " last_used = max(last_used, excluded.last_used), score = score + excluded.score",
                    id,
                    entry.getKey().label(),
                    family,
                    part.uses(),
                    Times.text(part.last()),
                    (long) part.uses() * factor,
                    model);
        }
    }

    void repeatScore(long id) throws SQLException {
        sql.update(
                "UPDATE generation_loras SET (score, last_used) = (SELECT score, created_at FROM generations WHERE id = ?1)"
                        + " WHERE generation_id = ?1",
                id);
    }

    /** The LoRAs' names and the passes; an equal checksum says that they are as they were. */
    void rename(Generations.Known known, Label label) throws SQLException {
        if (label.checksum() == known.label()) {
            return;
        }
        List<LoraUse> loras = sorted(label.use().settings().loras());
        for (int i = 0; i < loras.size(); i++) {
            sql.update(
                    "UPDATE generation_loras SET name = ? WHERE generation_id = ? AND position = ?",
                    loras.get(i).lora().name(),
                    known.id(),
                    i);
        }
        sql.update("DELETE FROM generation_passes WHERE generation_id = ?", known.id());
        insertPasses(known.id(), label.use().passes());
    }

    /** Rounded and in the order of the fingerprint, so that the order in a graph leaves no trace. */
    static List<LoraUse> sorted(List<LoraUse> loras) {
        return loras.stream()
                .map(use -> new LoraUse(
                        use.lora(),
                        use.strength().map(CanonicalNumber::round),
                        use.clipStrength().map(CanonicalNumber::round)))
                .sorted(LORA_ORDER)
                .toList();
    }
}
