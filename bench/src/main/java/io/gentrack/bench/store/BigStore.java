package io.gentrack.bench.store;

import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.core.store.UseCase;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Locale;

/**
 * Fills a store with made-up history by plain SQL, since recording five million runs one by one would take most of an hour.
 *
 * <p>2,000 models and 5,000 LoRAs in 20 families; every third combination has a LoRA; uses per combination are 1 to 20, five on average.
 * Of both, number 0 is everybody's favourite (a fifth of the history), a tenth of the files make most of the rest. Only some models
 * (number 3, 13, 23 …) ever began from a picture, and only the families 16 to 19 make videos, so that some questions about much used
 * files find next to nothing.
 */
final class BigStore {
    static final int MODELS = 2_000;
    static final int LORAS = 5_000;
    static final int FAMILIES = 20;
    private static final int[] USES = {1, 1, 1, 2, 2, 3, 4, 6, 10, 20};
    private static final String[] SAMPLERS = {"euler", "dpmpp_2m", "dpmpp_2m_sde", "uni_pc", "res_multistep"};
    private static final String[] SCHEDULERS = {"simple", "karras", "beta", "normal"};
    private static final int[][] SIZES = {{832, 1216}, {1024, 1024}, {1024, 1536}, {1216, 832}, {1280, 720}};
    private static final int PER_TRANSACTION = 50_000;
    private static final long START = 1_700_000_000L;
    private static final long SECONDS = 60_000_000L;
    /** After every run. */
    static final Instant END = Instant.ofEpochSecond(START + SECONDS);

    private BigStore() {}

    static String model(int n) {
        return String.format(Locale.ROOT, "%010X", 0xA000000000L + n);
    }

    static String lora(int n) {
        return String.format(Locale.ROOT, "%010X", 0xB000000000L + n);
    }

    static String family(int n) {
        return "family" + n;
    }

    /** Spreads neighbouring numbers, so that settings hashes arrive in random order as real ones do. */
    static long mix(long n) {
        long z = n * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        return z ^ (z >>> 27);
    }

    static void fill(Store store, int combinations) throws StoreException {
        store.read(connection -> {
            try (Statement statement = connection.createStatement()) {
                // Keys arrive in random order: without the room, every insert would read a page.
                return statement.execute("PRAGMA cache_size = -2000000");
            }
        });
        store.write(connection -> {
            names(connection);
            return true;
        });
        for (int from = 0; from < combinations; from += PER_TRANSACTION) {
            int first = from;
            int end = Math.min(from + PER_TRANSACTION, combinations);
            store.write(connection -> {
                generations(connection, first, end);
                return true;
            });
        }
        store.write(connection -> {
            try (Statement statement = connection.createStatement()) {
                sums(statement);
                return true;
            }
        });
    }

    /** What the store keeps about sizes and use cases, from the runs. */
    private static void sums(Statement statement) throws SQLException {
        statement.executeUpdate(
                "INSERT INTO generation_sizes SELECT generation_id, width, height, count(*) FROM executions GROUP BY 1, 2, 3");
        for (UseCase useCase : UseCase.values()) {
            String runs = switch (useCase) {
                case PORTRAIT -> "e.height > e.width";
                case LANDSCAPE -> "e.width > e.height";
                case SQUARE -> "e.width = e.height";
                case IMG2IMG -> "e.traits & 1";
                case UPSCALE -> "e.traits & 2";
                case VIDEO -> "e.traits & 4";
            };
            statement.executeUpdate("INSERT INTO generation_uses SELECT g.id, '" + useCase.label()
                    + "', g.model_family, count(*), datetime(max(e.executed_at), 'unixepoch'), 4 * count(*), g.model_hash"
                    + " FROM generations g JOIN executions e ON e.generation_id = g.id WHERE " + runs + " GROUP BY 1");
        }
    }

    private static void names(Connection connection) throws SQLException {
        try (PreparedStatement name =
                connection.prepareStatement("INSERT INTO names (role, hash, name, folded) VALUES (?,?,?,?)")) {
            for (int i = 0; i < MODELS; i++) {
                name(name, "model", model(i), "checkpoint_number_" + i + ".safetensors");
            }
            for (int i = 0; i < LORAS; i++) {
                name(name, "lora", lora(i), "style_number_" + i + ".safetensors");
            }
            name.executeBatch();
        }
    }

    private static void name(PreparedStatement statement, String role, String hash, String name) throws SQLException {
        statement.setString(1, role);
        statement.setString(2, hash);
        statement.setString(3, name);
        statement.setString(4, name);
        statement.addBatch();
    }

    private static void generations(Connection connection, int from, int end) throws SQLException {
        try (PreparedStatement generation = connection.prepareStatement(
                        "INSERT INTO generations (id, created_at, settings_hash, model_family, model_hash, model_name, preset_name, sampler,"
                                + " scheduler, steps, cfg, denoise, width, height, reuse_count, first_seen, family_source, settings_json,"
                                + " resolved, label_at, label) VALUES (?,datetime(?,'unixepoch'),?,?,?,?,'custom',?,?,?,?,1,1024,1024,?,"
                                + "datetime(?,'unixepoch'),'file_name','{}',1,0,0)");
                PreparedStatement lora = connection.prepareStatement(
                        "INSERT INTO generation_loras SELECT id, 0, ?, ?, 0.8, NULL, score, created_at FROM generations WHERE id = ?");
                PreparedStatement run =
                        connection.prepareStatement("INSERT INTO executions VALUES (?,0,?,?,?,?,?,'import')")) {
            for (int i = from; i < end; i++) {
                long random = mix(i);
                int uses = USES[Math.floorMod(random, USES.length)];
                int model = skewed(random >>> 8, MODELS);
                long last = START + Math.floorMod(random >>> 16, SECONDS);
                generation.setInt(1, i + 1);
                generation.setLong(2, last);
                generation.setString(3, String.format(Locale.ROOT, "%016x%016x%032x", random, mix(random), i));
                generation.setString(4, family(model % FAMILIES));
                generation.setString(5, model(model));
                generation.setString(6, "checkpoint_number_" + model + ".safetensors");
                generation.setString(7, SAMPLERS[Math.floorMod((int) (random >>> 20), SAMPLERS.length)]);
                generation.setString(8, SCHEDULERS[Math.floorMod((int) (random >>> 24), SCHEDULERS.length)]);
                generation.setInt(9, 4 + Math.floorMod((int) (random >>> 28), 46));
                generation.setDouble(10, 1 + Math.floorMod((int) (random >>> 32), 16) / 2.0);
                generation.setInt(11, uses);
                generation.setLong(12, last - uses + 1);
                generation.executeUpdate();
                if (i % 3 == 0) {
                    int n = skewed(random >>> 12, LORAS);
                    lora.setString(1, lora(n));
                    lora.setString(2, "style_number_" + n + ".safetensors");
                    lora.setInt(3, i + 1);
                    lora.executeUpdate();
                }
                int traits = traits(random, model);
                for (int u = 0; u < uses; u++) {
                    int[] size = SIZES[Math.floorMod((int) (random >>> 36) + u / 4, SIZES.length)];
                    run.setBytes(1, key(i, u));
                    run.setInt(2, i + 1);
                    run.setLong(3, last - u);
                    run.setInt(4, size[0]);
                    run.setInt(5, size[1]);
                    run.setInt(6, traits);
                    run.executeUpdate();
                }
            }
        }
    }

    /** One file of its own, then a tenth of the files, then all. */
    private static int skewed(long random, int many) {
        int file = (int) (random >>> 5);
        return switch (Math.floorMod(random, 10)) {
            case 0, 1 -> 0;
            case 2 -> Math.floorMod(file, many);
            default -> Math.floorMod(file, many / 10);
        };
    }

    private static int traits(long random, int model) {
        int fromPicture = model % 10 == 3 && Math.floorMod((int) (random >>> 40), 4) == 0 ? 1 : 0;
        int enlarged = Math.floorMod((int) (random >>> 42), 5) == 0 ? 2 : 0;
        return fromPicture | enlarged | (model % FAMILIES >= 16 ? 4 : 0);
    }

    private static byte[] key(int combination, int use) {
        return ByteBuffer.wrap(new byte[32])
                .putLong(mix(mix(combination) + use))
                .putLong(combination)
                .putLong(use)
                .putLong(mix(use))
                .array();
    }
}
