package io.gentrack.core.job;

import io.gentrack.core.settings.Fingerprint;
import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import io.gentrack.core.store.ChainUse;
import io.gentrack.core.store.Origin;
import io.gentrack.core.store.Recording;
import io.gentrack.core.store.Size;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One row of the TypeScript tracker's {@code generations} table, checked. */
final class PeerRow {
    /** More uses of one combination than anyone has; a row that claims more is broken. */
    static final long MOST_USES = 1_000_000;

    private static final Pattern AUTO_V2 = Pattern.compile("[0-9A-Fa-f]{10}");
    /** What String([node, slot]) of a link gives, where the tracker took a link for a value. */
    private static final Pattern LINK = Pattern.compile("[^,]*,\\d+");

    /** A row that cannot be taken over. */
    static final class Mistake extends Exception {
        private static final long serialVersionUID = 1L;

        Mistake(String why) {
            super(why);
        }
    }

    private final long id;
    private final String peerHash;
    private final long uses;
    private final Instant at;
    private final ChainUse use;
    private final @Nullable Long loraCivitaiId;

    private PeerRow(long id, String peerHash, long uses, Instant at, ChainUse use, @Nullable Long loraCivitaiId) {
        this.id = id;
        this.peerHash = peerHash;
        this.uses = uses;
        this.at = at;
        this.use = use;
        this.loraCivitaiId = loraCivitaiId;
    }

    static PeerRow read(ResultSet row) throws SQLException, Mistake {
        long id = row.getLong("id");
        String sampler = name(row, "sampler");
        String scheduler = name(row, "scheduler");
        if (scheduler.equals("unknown")) {
            throw new Mistake("its scheduler is unknown");
        }
        double steps = number(row, "steps");
        if (steps < 1) {
            throw new Mistake("it has " + row.getString("steps") + " steps");
        }
        Optional<ModelRef> model = file(row.getString("model_hash"), row.getString("model_name"));
        if (model.isEmpty()) {
            throw new Mistake("it names no model");
        }
        String family = Optional.ofNullable(row.getString("model_family"))
                .filter(text -> !text.isBlank())
                .orElse("unknown");
        Optional<LoraUse> lora = file(row.getString("lora_hash"), row.getString("lora_name"))
                .map(withStrength(optional(row, "lora_strength")));
        Settings settings = new Settings(
                family,
                family.equals("unknown") ? "none" : "peer",
                model.get(),
                Optional.empty(),
                sampler,
                scheduler,
                steps,
                number(row, "cfg"),
                optional(row, "denoise").orElse(1.0),
                optional(row, "shift"),
                Optional.empty(),
                lora.map(List::of).orElse(List.of()));
        ChainUse use = new ChainUse(
                0,
                settings,
                Fingerprint.of(settings),
                List.of(),
                size(row),
                false,
                Optional.ofNullable(row.getString("preset_name")).orElse(ChainUse.CUSTOM));
        long uses = row.getLong("reuse_count");
        if (uses < 1 || uses > MOST_USES) {
            throw new Mistake("it claims " + row.getString("reuse_count") + " uses");
        }
        long civitaiId = row.getLong("lora_civitai_id");
        @Nullable Long knownId = row.wasNull() ? null : civitaiId;
        return new PeerRow(id, String.valueOf(row.getString("settings_hash")), uses, time(row), use, knownId);
    }

    private static Function<ModelRef, LoraUse> withStrength(Optional<Double> strength) {
        return file -> new LoraUse(file, strength, Optional.empty());
    }

    private static String name(ResultSet row, String column) throws SQLException, Mistake {
        String text = row.getString(column);
        if (text == null || text.isBlank()) {
            throw new Mistake("its " + column + " is empty");
        }
        if (LINK.matcher(text).matches()) {
            throw new Mistake("its " + column + " is \"" + text + "\", a link between nodes that was taken for a name");
        }
        return text;
    }

    private static double number(ResultSet row, String column) throws SQLException, Mistake {
        return optional(row, column).orElseThrow(() -> new Mistake("its " + column + " is empty"));
    }

    /** SQLite lets text stand in a column of numbers. */
    private static Optional<Double> optional(ResultSet row, String column) throws SQLException, Mistake {
        Object value = row.getObject(column);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Number number && Double.isFinite(number.doubleValue())) {
            return Optional.of(number.doubleValue());
        }
        throw new Mistake("its " + column + " is \"" + value + "\", which is not a number");
    }

    private static Optional<ModelRef> file(@Nullable String hash, @Nullable String name) {
        String spelled = name == null ? "" : name;
        if (hash != null && AUTO_V2.matcher(hash).matches()) {
            return Optional.of(new ModelRef(hash.toUpperCase(Locale.ROOT), spelled));
        }
        if (spelled.isBlank()) {
            return Optional.empty();
        }
        String base = spelled.substring(Math.max(spelled.lastIndexOf('/'), spelled.lastIndexOf('\\')) + 1);
        return Optional.of(new ModelRef(ModelRef.BY_NAME + base.toLowerCase(Locale.ROOT), spelled));
    }

    private static Optional<Size> size(ResultSet row) throws SQLException {
        int width = row.getInt("width");
        int height = row.getInt("height");
        return width > 0 && height > 0 ? Optional.of(new Size(width, height)) : Optional.empty();
    }

    private static Instant time(ResultSet row) throws SQLException, Mistake {
        String text = String.valueOf(row.getString("created_at"));
        try {
            return LocalDateTime.parse(text.replace(' ', 'T').replace("Z", "")).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new Mistake("its time \"" + text + "\" cannot be read");
        }
    }

    long uses() {
        return uses;
    }

    boolean resolved() {
        return use.settings().resolved();
    }

    Optional<Long> loraCivitaiId() {
        return Optional.ofNullable(loraCivitaiId);
    }

    Optional<String> loraHash() {
        return use.settings().loras().stream()
                .findFirst()
                .map(lora -> lora.lora().hash());
    }

    /**
     * One of its runs, from 0. The key is the row and the run's place in its count: importing the row again finds the same keys, and a
     * count that has grown meanwhile adds only the difference.
     */
    Recording run(long ordinal) {
        return new Recording(key(ordinal), at, Origin.PEER, List.of(use));
    }

    private String key(long ordinal) {
        try {
            String text = "peer row\n" + id + "\n" + peerHash + "\n" + ordinal;
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
