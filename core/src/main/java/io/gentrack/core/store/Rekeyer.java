package io.gentrack.core.store;

import io.gentrack.core.settings.Families;
import io.gentrack.core.settings.FileFamilies;
import io.gentrack.core.settings.Fingerprint;
import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gives combinations the identity they would have got had the file been known from the start. */
final class Rekeyer {
    private final Sql sql;
    private final Generations generations;

    Rekeyer(Sql sql) {
        this.sql = sql;
        this.generations = new Generations(sql);
    }

    static List<String> unresolved(Sql sql) throws SQLException {
        List<String> hashes = new ArrayList<>();
        try (ResultSet row = sql.bind("SELECT DISTINCT hash FROM names WHERE instr(hash, ':') > 0 ORDER BY hash")
                .executeQuery()) {
            while (row.next()) {
                hashes.add(row.getString(1));
            }
        }
        return hashes;
    }

    int apply(Rekey rekey) throws SQLException {
        int changed = 0;
        for (long id : using(rekey.oldHash())) {
            Settings before = generations.load(id);
            Settings after = renewed(before, rekey);
            if (!after.equals(before)) {
                replace(id, after);
                changed++;
            }
        }
        if (!rekey.oldHash().equals(rekey.newHash())) {
            sql.update(
                    "INSERT INTO names SELECT role, ?, name, folded, civitai_id FROM names WHERE hash = ?"
                            + " ON CONFLICT DO UPDATE SET civitai_id = coalesce(civitai_id, excluded.civitai_id)",
                    rekey.newHash(),
                    rekey.oldHash());
            sql.update("DELETE FROM names WHERE hash = ?", rekey.oldHash());
        }
        return changed;
    }

    private List<Long> using(String hash) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (ResultSet row = sql.bind(
                        "SELECT id FROM generations WHERE model_hash = ?1 UNION SELECT id FROM generations WHERE model2_hash = ?1"
                                + " UNION SELECT generation_id FROM generation_loras WHERE hash = ?1",
                        hash)
                .executeQuery()) {
            while (row.next()) {
                ids.add(row.getLong(1));
            }
        }
        return ids;
    }

    private static Settings renewed(Settings s, Rekey rekey) {
        Families.Family known = new Families.Family(s.modelFamily(), s.familySource(), Families.Level.MEDIUM);
        Families.Family family = s.model().hash().equals(rekey.oldHash())
                ? rekey.family()
                        .map(file -> FileFamilies.weigh(
                                new Families.Family(file.name(), file.source(), Families.Level.HIGH), known))
                        .orElse(known)
                : known;
        return new Settings(
                family.name(),
                family.source(),
                renewed(s.model(), rekey),
                s.model2().map(model -> renewed(model, rekey)),
                s.sampler(),
                s.scheduler(),
                s.steps(),
                s.cfg(),
                s.denoise(),
                s.shift(),
                s.guidance(),
                s.loras().stream()
                        .map(use -> new LoraUse(renewed(use.lora(), rekey), use.strength(), use.clipStrength()))
                        .toList());
    }

    private static ModelRef renewed(ModelRef file, Rekey rekey) {
        return file.hash().equals(rekey.oldHash()) ? new ModelRef(rekey.newHash(), file.name()) : file;
    }

    private void replace(long id, Settings settings) throws SQLException {
        Fingerprint fingerprint = Fingerprint.of(settings);
        Optional<Generations.Known> twin = generations.known(fingerprint.hash());
        if (twin.isEmpty() || twin.get().id() == id) {
            generations.reidentify(id, settings, fingerprint);
        } else {
            merge(id, twin.get(), settings);
        }
    }

    private void merge(long from, Generations.Known into, Settings settings) throws SQLException {
        long to = into.id();
        if (sql.number(
                        "SELECT f.label_at > t.label_at OR (f.label_at = t.label_at AND f.label > t.label)"
                                + " FROM generations f, generations t WHERE f.id = ? AND t.id = ?",
                        from,
                        to)
                != 0) {
            takeLabel(from, to, settings);
        }
        sql.update(
                "UPDATE generations SET (rating, rated_at) = (SELECT rating, rated_at FROM generations WHERE id = ?1) WHERE id = ?2"
                        + " AND (rated_at, rating) < (SELECT rated_at, rating FROM generations WHERE id = ?1)",
                from,
                to);
        sql.update(
                "UPDATE generations SET lora_civitai_id = coalesce(lora_civitai_id,"
                        + " (SELECT lora_civitai_id FROM generations WHERE id = ?1)) WHERE id = ?2",
                from,
                to);
        sql.update("UPDATE executions SET generation_id = ? WHERE generation_id = ?", to, from);
        sql.update("DELETE FROM generations WHERE id = ?", from);
        generations.recount(to);
    }

    private void takeLabel(long from, long to, Settings settings) throws SQLException {
        sql.update(
                "UPDATE generations SET (model_name, model2_name, preset_name, label_at, label) ="
                        + " (SELECT model_name, model2_name, preset_name, label_at, label FROM generations WHERE id = ?1) WHERE id = ?2",
                from,
                to);
        sql.update("UPDATE generations SET family_source = ? WHERE id = ?", settings.familySource(), to);
        generations.replaceLoras(to, settings.loras());
        sql.update(
                "UPDATE generations SET lora_name = (SELECT name FROM generation_loras WHERE generation_id = ?1 AND position = 0)"
                        + " WHERE id = ?1",
                to);
        sql.update("DELETE FROM generation_passes WHERE generation_id = ?", to);
        sql.update("UPDATE generation_passes SET generation_id = ? WHERE generation_id = ?", to, from);
    }
}
