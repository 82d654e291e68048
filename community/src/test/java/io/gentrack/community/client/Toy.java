package io.gentrack.community.client;

import io.gentrack.core.settings.Fingerprint;
import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import io.gentrack.core.store.ChainUse;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Origin;
import io.gentrack.core.store.Recording;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A history made in a few words, and what CivitAI said about its files. */
final class Toy implements AutoCloseable {
    static final Instant NOON = Instant.parse("2026-03-29T12:34:56Z");
    static final String MODEL = "AAAAAAAAAA";
    static final String LORA = "BBBBBBBBBB";

    final Store store;
    private int runs;
    private int files;

    Toy(Path folder) throws StoreException {
        store = Store.open(folder.resolve("history.db"), OpenMode.READ_WRITE);
    }

    static LoraUse lora(String hash, double strength) {
        return new LoraUse(new ModelRef(hash, "secret face.safetensors"), Optional.of(strength), Optional.empty());
    }

    static Settings settings(String model, double steps, LoraUse... loras) {
        return settings("euler", model, Optional.empty(), steps, 6.5, List.of(loras));
    }

    static Settings settings(
            String sampler, String model, Optional<String> model2, double steps, double cfg, List<LoraUse> loras) {
        return new Settings(
                "sdxl",
                "file_name",
                new ModelRef(model, "C:\\Users\\ann\\secret.safetensors"),
                model2.map(hash -> new ModelRef(hash, "second secret.safetensors")),
                sampler,
                "karras",
                steps,
                cfg,
                1,
                Optional.empty(),
                Optional.empty(),
                loras);
    }

    /** Counts so many runs of these settings; gives their hash. */
    String used(Settings settings, int uses) throws StoreException {
        List<io.gentrack.core.store.Entry> entries = new ArrayList<>();
        Fingerprint fingerprint = Fingerprint.of(settings);
        for (int i = 0; i < uses; i++) {
            ChainUse chain =
                    new ChainUse(0, settings, fingerprint, List.of(), Optional.empty(), false, ChainUse.CUSTOM);
            entries.add(io.gentrack.core.store.Entry.of(
                    new Recording(String.format(Locale.ROOT, "%064x", ++runs), NOON, Origin.IMPORT, List.of(chain))));
        }
        store.record(entries);
        return fingerprint.hash();
    }

    /** A file on this machine. */
    void here(String autoV2, String restOfSha256, Optional<Long> version, String type) throws StoreException {
        store.write(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO file_hashes (path, base_name, size, mtime_ns, sha256, autov2, kind, civitai_id, civitai_name,"
                            + " civitai_type, checked_at, hashed_at) VALUES (?,?,1,1,?,?,'loras',?,?,?,?,?)")) {
                insert.setString(1, "/home/ann/" + ++files);
                insert.setString(2, "secret.safetensors");
                insert.setString(3, autoV2.toLowerCase(Locale.ROOT) + restOfSha256);
                insert.setString(4, autoV2);
                insert.setObject(5, version.orElse(null));
                insert.setString(6, version.map(v -> "Title " + v).orElse(null));
                insert.setString(7, type);
                insert.setString(8, NOON.toString());
                insert.setString(9, NOON.toString());
                return insert.executeUpdate();
            }
        });
    }

    void isPublic(String autoV2, long version) throws StoreException {
        here(autoV2, "0".repeat(54), Optional.of(version), "Model");
    }

    void isPrivate(String autoV2) throws StoreException {
        here(autoV2, "0".repeat(54), Optional.empty(), "");
    }

    @Override
    public void close() throws StoreException {
        store.close();
    }
}
