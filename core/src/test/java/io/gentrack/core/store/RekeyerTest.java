package io.gentrack.core.store;

import static io.gentrack.core.store.Runs.NOON;
import static io.gentrack.core.store.Runs.chain;
import static io.gentrack.core.store.Runs.file;
import static io.gentrack.core.store.Runs.lora;
import static io.gentrack.core.store.Runs.run;
import static io.gentrack.core.store.Runs.sdxl;
import static io.gentrack.core.store.Runs.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.core.settings.Fingerprint;
import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RekeyerTest {
    @TempDir
    private Path folder;

    private static Settings unresolved(double steps, LoraUse... loras) {
        return settings("unknown", new ModelRef("name:foo.safetensors", "sub/foo.safetensors"), "euler", steps, loras);
    }

    private static Settings resolved(double steps, LoraUse... loras) {
        Settings s = settings("sdxl", new ModelRef("ABCDEF0123", "sub/foo.safetensors"), "euler", steps, loras);
        return withSource(s, "hash");
    }

    private static Settings withSource(Settings s, String source) {
        return new Settings(
                s.modelFamily(),
                source,
                s.model(),
                s.model2(),
                s.sampler(),
                s.scheduler(),
                s.steps(),
                s.cfg(),
                s.denoise(),
                s.shift(),
                s.guidance(),
                s.loras());
    }

    private static final Rekey MODEL =
            new Rekey("name:foo.safetensors", "ABCDEF0123", Optional.of(new Rekey.Family("sdxl", "hash")));

    @Test
    void rowsOfAFileThatIsHashedLaterJoinThoseOfTheSameFile() throws StoreException, SQLException {
        Path path = folder.resolve("a.db");
        try (Store store = Store.open(path, OpenMode.READ_WRITE)) {
            store.record(List.of(
                    file("a.png", run("a", NOON, unresolved(20))),
                    file("b.png", run("b", NOON.plusSeconds(5), resolved(20))),
                    file("c.png", run("c", NOON, unresolved(30)))));
            store.rate(Fingerprint.of(unresolved(20)).hash(), Rating.UP);
            assertThat(store.unresolved()).containsExactly("name:foo.safetensors");

            assertThat(store.rekey(MODEL)).isEqualTo(2);

            Suggestion merged = store.find(Fingerprint.of(resolved(20)).hash()).orElseThrow();
            assertThat(merged.uses()).isEqualTo(2);
            assertThat(merged.rating()).isEqualTo(Rating.UP);
            assertThat(merged.resolved()).isTrue();
            assertThat(store.find(Fingerprint.of(resolved(30)).hash())).isPresent();
            assertThat(store.stats().families()).containsExactly(new Stats.FamilyCount("sdxl", 3, 2));
            assertThat(store.unresolved()).isEmpty();
            assertThat(store.rekey(MODEL)).isZero();
        }
        assertThat(Dump.contradictions(path)).isEmpty();
    }

    @Test
    void betterFamilyAloneMovesRowsToo() throws StoreException, SQLException {
        Path path = folder.resolve("a.db");
        try (Store store = Store.open(path, OpenMode.READ_WRITE)) {
            store.record(List.of(file("a.png", run("a", NOON, sdxl(20)))));
            store.rekey(new Rekey("31E35C80FC", "31E35C80FC", Optional.of(new Rekey.Family("illustrious", "header"))));
            assertThat(store.suggest(SuggestQuery.best(5).withFamily("illustrious")))
                    .singleElement()
                    .satisfies(s -> assertThat(s.settings().familySource()).isEqualTo("header"));
            assertThat(store.suggest(SuggestQuery.best(5).withFamily("sdxl"))).isEmpty();
        }
        assertThat(Dump.contradictions(path)).isEmpty();
    }

    @Test
    void publicIdOfALoraSurvives() throws StoreException {
        try (Store store = Store.open(folder.resolve("a.db"), OpenMode.READ_WRITE)) {
            store.record(List.of(file("a.png", run("a", NOON, sdxl(20, lora("name:ink", "ink", 1))))));
            store.publicLora("name:ink", 77);
            store.rekey(new Rekey("name:ink", "AAAAAAAAAA", Optional.empty()));
            assertThat(store.suggest(SuggestQuery.best(5).withLoraCivitaiId(77)))
                    .singleElement()
                    .satisfies(s -> assertThat(s.loraCivitaiIds()).containsEntry("AAAAAAAAAA", 77L));
        }
    }

    @Test
    void laterImportOfTheOldIdentityIsNotLost() throws StoreException {
        try (Store store = Store.open(folder.resolve("a.db"), OpenMode.READ_WRITE)) {
            store.record(List.of(file("a.png", run("a", NOON, unresolved(20)))));
            store.rekey(MODEL);
            store.record(List.of(file("b.png", run("b", NOON, unresolved(20)))));
            store.rekey(MODEL);
            assertThat(store.find(Fingerprint.of(resolved(20)).hash())
                            .orElseThrow()
                            .uses())
                    .isEqualTo(2);
        }
    }

    /** Whatever is hashed before, between or after the imports, and in whatever batches: one final database. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void orderOfImportAndHashNeverChangesTheResult(long seed) throws StoreException, SQLException {
        List<Run> runs = runs(new Random(seed));
        List<String> expected = play("reference.db", runs, new Random(seed), true);
        assertThat(expected).isNotEmpty();
        for (int order = 0; order < 4; order++) {
            Random random = new Random(seed * 100 + order);
            List<Run> shuffled = new ArrayList<>(runs);
            Collections.shuffle(shuffled, random);
            assertThat(play("order-" + order + ".db", shuffled, random, false))
                    .as("seed %d, order %d", seed, order)
                    .isEqualTo(expected);
        }
    }

    private record Run(String path, String graph, Instant at, int steps, int loras, boolean portrait) {
        Entry entry(boolean modelKnown, boolean loraKnown) {
            List<LoraUse> used = new ArrayList<>();
            if (loras > 0) {
                used.add(lora(loraKnown ? "FFFFFFFFFF" : "name:style.safetensors", "style.safetensors", 0.8));
            }
            if (loras > 1) {
                used.add(lora("1111111111", "other.safetensors", 0.5));
            }
            LoraUse[] array = used.toArray(LoraUse[]::new);
            Settings s = modelKnown ? resolved(steps, array) : unresolved(steps, array);
            return file(path, run(graph, at, chain(0, s, portrait ? 832 : 1216, 1024, "base", "p" + graph)));
        }
    }

    private static List<Run> runs(Random random) {
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            int graph = random.nextInt(40);
            // Everything about a graph follows from the graph; only path and time differ between copies.
            runs.add(new Run(
                    "picture" + i + ".png",
                    "graph" + graph,
                    NOON.plusSeconds(random.nextInt(20)),
                    20 + graph % 3,
                    graph % 4 % 3,
                    graph % 5 == 0));
        }
        return runs;
    }

    private List<String> play(String name, List<Run> runs, Random random, boolean hashedFirst)
            throws StoreException, SQLException {
        Path path = folder.resolve(name);
        int modelHashedAt = hashedFirst ? 0 : random.nextInt(runs.size() + 1);
        int loraHashedAt = hashedFirst ? 0 : random.nextInt(runs.size() + 1);
        try (Store store = Store.open(path, OpenMode.READ_WRITE)) {
            List<Entry> batch = new ArrayList<>();
            for (int i = 0; i <= runs.size(); i++) {
                if (i == modelHashedAt || i == loraHashedAt || i == runs.size() || random.nextInt(6) == 0) {
                    store.record(batch);
                    batch.clear();
                }
                if (i == modelHashedAt) {
                    store.rekey(MODEL);
                }
                if (i == loraHashedAt) {
                    store.rekey(new Rekey("name:style.safetensors", "FFFFFFFFFF", Optional.empty()));
                }
                if (i < runs.size()) {
                    batch.add(runs.get(i).entry(i >= modelHashedAt, i >= loraHashedAt));
                }
            }
        }
        assertThat(Dump.contradictions(path)).isEmpty();
        return Dump.of(path);
    }
}
