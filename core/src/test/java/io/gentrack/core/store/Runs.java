package io.gentrack.core.store;

import io.gentrack.core.settings.Fingerprint;
import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Readings for tests, short to write. */
public final class Runs {
    public static final Instant NOON = Instant.parse("2026-03-29T12:00:00Z");

    private Runs() {}

    public static String key(String seed) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(seed.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Settings settings(String family, ModelRef model, String sampler, double steps, LoraUse... loras) {
        return new Settings(
                family,
                "file_name",
                model,
                Optional.empty(),
                sampler,
                "karras",
                steps,
                6.5,
                1,
                Optional.empty(),
                Optional.empty(),
                List.of(loras));
    }

    public static Settings sdxl(double steps, LoraUse... loras) {
        return settings("sdxl", new ModelRef("31E35C80FC", "sd_xl_base_1.0.safetensors"), "dpmpp_2m", steps, loras);
    }

    public static LoraUse lora(String hash, String name, double strength) {
        return new LoraUse(new ModelRef(hash, name), Optional.of(strength), Optional.empty());
    }

    public static RecordedPass pass(String role, Settings s) {
        return new RecordedPass(
                role,
                "KSampler",
                Optional.of(s.sampler()),
                Optional.of(s.scheduler()),
                Optional.of(s.steps()),
                Optional.empty(),
                Optional.empty(),
                Optional.of(s.cfg()),
                Optional.empty(),
                Optional.of(s.denoise()),
                Optional.empty(),
                Optional.of(s.model()),
                s.loras(),
                Optional.empty());
    }

    public static ChainUse chain(int chain, Settings s, int width, int height, String... roles) {
        List<RecordedPass> passes = roles.length == 0
                ? List.of(pass("base", s))
                : List.of(roles).stream().map(role -> pass(role, s)).toList();
        return new ChainUse(
                chain,
                s,
                Fingerprint.of(s),
                passes,
                width == 0 ? Optional.empty() : Optional.of(new Size(width, height)),
                false,
                ChainUse.CUSTOM);
    }

    public static Recording run(String seed, Instant at, ChainUse... chains) {
        return new Recording(key(seed), at, Origin.IMPORT, List.of(chains));
    }

    public static Recording run(String seed, Instant at, Settings s) {
        return run(seed, at, chain(0, s, 1024, 1024));
    }

    public static SourceRow source(String path, String version) {
        return new SourceRow(path, 10, 20, SourceRow.Outcome.RECORDED, version, "", "");
    }

    public static Entry file(String path, Recording... runs) {
        return Entry.of(source(path, "1"), List.of(runs));
    }
}
