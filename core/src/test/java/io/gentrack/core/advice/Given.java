package io.gentrack.core.advice;

import io.gentrack.core.settings.Fingerprint;
import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelNames;
import io.gentrack.core.settings.Settings;
import io.gentrack.core.store.ChainUse;
import io.gentrack.core.store.Entry;
import io.gentrack.core.store.Runs;
import io.gentrack.core.store.Size;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Settings and histories for tests, said in the fewest words. */
final class Given {
    private Given() {}

    static Settings settings(
            String family,
            String model,
            String sampler,
            String scheduler,
            double steps,
            double cfg,
            Double shift,
            Double guidance) {
        return new Settings(
                family,
                "file_name",
                ModelNames.byName(model),
                Optional.empty(),
                sampler,
                scheduler,
                steps,
                cfg,
                1,
                Optional.ofNullable(shift),
                Optional.ofNullable(guidance),
                List.of());
    }

    static Settings sdxl(double steps, double cfg) {
        return settings("sdxl", "juggernautXL.safetensors", "dpmpp_2m", "karras", steps, cfg, null, null);
    }

    static Settings with(Settings s, String lora, double strength) {
        List<LoraUse> loras = new ArrayList<>(s.loras());
        loras.add(new LoraUse(ModelNames.byName(lora), Optional.of(strength), Optional.empty()));
        return new Settings(
                s.modelFamily(),
                s.familySource(),
                s.model(),
                s.model2(),
                s.sampler(),
                s.scheduler(),
                s.steps(),
                s.cfg(),
                s.denoise(),
                s.shift(),
                s.guidance(),
                loras);
    }

    /** Runs one minute apart, the first at noon of the day after the last of another call. */
    static void used(Store store, int times, int day, Settings settings, String preset) throws StoreException {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            Instant at = Runs.NOON.plusSeconds(86_400L * day + 60L * i);
            ChainUse use = new ChainUse(
                    0,
                    settings,
                    Fingerprint.of(settings),
                    List.of(Runs.pass("base", settings)),
                    Optional.of(new Size(832, 1216)),
                    false,
                    preset);
            entries.add(Entry.of(Runs.run(settings + " on day " + day + " run " + i, at, use)));
        }
        store.record(entries);
    }
}
