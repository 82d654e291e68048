package io.gentrack.core.store;

import static io.gentrack.core.store.Runs.NOON;
import static io.gentrack.core.store.Runs.chain;
import static io.gentrack.core.store.Runs.lora;
import static io.gentrack.core.store.Runs.run;
import static io.gentrack.core.store.Runs.sdxl;
import static io.gentrack.core.store.Runs.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.core.settings.Fingerprint;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuggesterTest {
    @TempDir
    private Path folder;

    private Store store;
    private int runs;

    @BeforeEach
    void open() throws StoreException {
        store = Store.open(folder.resolve("generations.db"), OpenMode.READ_WRITE);
    }

    @AfterEach
    void close() throws StoreException {
        store.close();
    }

    private void use(int times, ChainUse use) throws StoreException {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            runs++;
            entries.add(Entry.of(run("run" + runs, NOON.plusSeconds(runs), use)));
        }
        store.record(entries);
    }

    private void use(int times, Settings settings) throws StoreException {
        use(times, chain(0, settings, 1024, 1024));
    }

    private List<Double> steps(SuggestQuery query) throws StoreException {
        return store.suggest(query).stream().map(s -> s.settings().steps()).toList();
    }

    @Test
    void reuseThenRecency() throws StoreException {
        use(2, sdxl(20));
        use(3, sdxl(30));
        use(2, sdxl(40));
        assertThat(steps(SuggestQuery.best(10))).containsExactly(30.0, 40.0, 20.0);
        assertThat(steps(SuggestQuery.best(1).withOffset(1))).containsExactly(40.0);
    }

    @Test
    void ratingsMoveTheRankAndCanBeTakenBack() throws StoreException {
        use(5, sdxl(20));
        use(2, sdxl(30));
        assertThat(store.rate(Fingerprint.of(sdxl(30)).hash(), Rating.UP)).isTrue();
        assertThat(steps(SuggestQuery.best(2))).containsExactly(30.0, 20.0);
        store.rate(Fingerprint.of(sdxl(30)).hash(), Rating.NONE);
        assertThat(steps(SuggestQuery.best(2))).containsExactly(20.0, 30.0);
        store.rate(store.find(Fingerprint.of(sdxl(20)).hash()).orElseThrow().id(), Rating.DOWN);
        assertThat(steps(SuggestQuery.best(2).withUseCase(UseCase.SQUARE))).containsExactly(30.0, 20.0);
        assertThat(store.rate("no such hash", Rating.UP)).isFalse();
        assertThat(store.stats().mostUsed().orElseThrow().settings().steps()).isEqualTo(20);
    }

    @Test
    void modelByHashInAnySpellingOrByPartOfItsName() throws StoreException {
        use(1, sdxl(20));
        use(1, settings("flux", new ModelRef("name:flux1-dev.safetensors", "flux1-dev.safetensors"), "euler", 28));
        assertThat(steps(SuggestQuery.best(5).withModel("31e35c80fc"))).containsExactly(20.0);
        assertThat(steps(SuggestQuery.best(5)
                        .withModel("31E35C80FC0000000000000000000000000000000000000000000000000000FF")))
                .containsExactly(20.0);
        assertThat(steps(SuggestQuery.best(5).withModel("XL_BASE"))).containsExactly(20.0);
        assertThat(steps(SuggestQuery.best(5).withModel("name:flux1-dev.safetensors")))
                .containsExactly(28.0);
        assertThat(steps(SuggestQuery.best(5).withModel("safetensors"))).hasSize(2);
        assertThat(steps(SuggestQuery.best(5).withModel("nothing like it"))).isEmpty();
    }

    @Test
    void wildcardsOfSqlAreOrdinaryLetters() throws StoreException {
        use(1, settings("sdxl", new ModelRef("AAAAAAAAAA", "100%_real.safetensors"), "euler", 20));
        use(1, settings("sdxl", new ModelRef("BBBBBBBBBB", "100 surreal.safetensors"), "euler", 30));
        assertThat(steps(SuggestQuery.best(5).withModel("%"))).containsExactly(20.0);
        assertThat(steps(SuggestQuery.best(5).withModel("0%_r"))).containsExactly(20.0);
        assertThat(steps(SuggestQuery.best(5).withModel("1_0"))).isEmpty();
    }

    @Test
    void namesAreFoundInAnyCaseBeyondAsciiAndUnderATurkishLocale() throws StoreException {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            use(1, sdxl(20, lora("8DAB496644", "СТИЛЬ_INK.safetensors", 0.75)));
            assertThat(steps(SuggestQuery.best(5).withLora("стиль_ink"))).containsExactly(20.0);
            assertThat(steps(SuggestQuery.best(5).withLora("INK"))).containsExactly(20.0);
            assertThat(steps(SuggestQuery.best(5)
                            .withUseCase(UseCase.parse("SQUARE").orElseThrow())))
                    .hasSize(1);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void everyLoraOfACombinationFindsIt() throws StoreException {
        use(1, sdxl(20, lora("AAAAAAAAAA", "ink", 1), lora("BBBBBBBBBB", "wash", 0.5)));
        use(2, sdxl(30, lora("BBBBBBBBBB", "wash", 0.5)));
        use(1, sdxl(40, lora("BBBBBBBBBB", "wash", 0.5), lora("BBBBBBBBBB", "wash", 0.25)));
        use(9, sdxl(50));
        assertThat(steps(SuggestQuery.best(5).withLora("AAAAAAAAAA"))).containsExactly(20.0);
        assertThat(steps(SuggestQuery.best(5).withLora("wash"))).containsExactly(30.0, 40.0, 20.0);
        assertThat(steps(SuggestQuery.best(2).withLora("bbbbbbbbbb").withModel("sd_xl")))
                .containsExactly(30.0, 40.0);
    }

    @Test
    void publicIdOfALoraFindsItOnceTheFileIsIdentified() throws StoreException {
        use(1, sdxl(20, lora("AAAAAAAAAA", "ink", 1)));
        assertThat(steps(SuggestQuery.best(5).withLoraCivitaiId(77))).isEmpty();
        store.write(connection -> {
            try (var statement = connection.createStatement()) {
                return statement.executeUpdate(
                        "INSERT INTO file_hashes (path, base_name, size, mtime_ns, sha256, autov2, kind, civitai_id, hashed_at)"
                                + " VALUES ('p', 'ink', 1, 1, 'aaaaaaaaaa', 'AAAAAAAAAA', 'lora', 77, '2026-01-01')");
            }
        });
        assertThat(store.suggest(SuggestQuery.best(5).withLoraCivitaiId(77)))
                .singleElement()
                .satisfies(s -> assertThat(s.loraCivitaiIds()).containsEntry("AAAAAAAAAA", 77L));
    }

    @Test
    void useCaseComesFromAllExecutionsAndRanksByThem() throws StoreException {
        use(3, chain(0, sdxl(20), 832, 1216));
        use(6, chain(0, sdxl(20), 1216, 832));
        use(4, chain(0, sdxl(30), 832, 1216, "base", "hires"));
        use(1, chain(0, sdxl(40), 0, 0, "img2img"));
        assertThat(steps(SuggestQuery.best(5).withUseCase(UseCase.PORTRAIT))).containsExactly(30.0, 20.0);
        assertThat(steps(SuggestQuery.best(5).withUseCase(UseCase.LANDSCAPE))).containsExactly(20.0);
        assertThat(steps(SuggestQuery.best(5).withUseCase(UseCase.SQUARE))).isEmpty();
        assertThat(steps(SuggestQuery.best(5).withUseCase(UseCase.UPSCALE).withFamily("sdxl")))
                .containsExactly(30.0);
        assertThat(steps(SuggestQuery.best(5).withUseCase(UseCase.IMG2IMG).withModel("xl_base")))
                .containsExactly(40.0);
        assertThat(store.suggest(SuggestQuery.best(5).withUseCase(UseCase.PORTRAIT))
                        .get(1))
                .satisfies(s -> {
                    assertThat(s.uses()).isEqualTo(9);
                    assertThat(s.matchingUses()).isEqualTo(3);
                });
    }

    @Test
    void aNameWithAUseCaseIsAnsweredAlikeFromFewRowsAndFromMany() throws StoreException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            ModelRef model = new ModelRef("AAAAAAAAA" + random.nextInt(3), "base_" + random.nextInt(3));
            Settings settings = random.nextBoolean()
                    ? settings("sdxl", model, "euler", 10 + i, lora("BBBBBBBBB" + random.nextInt(3), "ink", 1))
                    : settings("sdxl", model, "euler", 10 + i);
            boolean tall = random.nextBoolean();
            use(1 + random.nextInt(4), chain(0, settings, tall ? 832 : 1216, tall ? 1216 : 832));
        }
        SuggestQuery tall = SuggestQuery.best(7).withUseCase(UseCase.PORTRAIT);
        for (SuggestQuery query : List.of(
                tall.withModel("base"),
                tall.withModel("AAAAAAAAA1"),
                tall.withLora("ink"),
                tall.withModel("base_1").withLora("BBBBBBBBB2"),
                tall.withModel("base").withLora("ink").withOffset(2),
                tall.withLora("ink").withFamily("sdxl").withSampler("euler"),
                tall.withModel("base").withFamily("flux"))) {
            List<Suggestion> sorted = store.read(connection -> new Suggester(new Sql(connection), 1000).find(query));
            List<Suggestion> walked = store.read(connection -> new Suggester(new Sql(connection), 2).find(query));
            assertThat(walked).as(query.toString()).isEqualTo(sorted);
            assertThat(sorted).as(query.toString()).allMatch(one -> one.matchingUses() > 0);
        }
        assertThat(store.suggest(tall.withModel("AAAAAAAAA1")))
                .hasSizeGreaterThan(1)
                .isEqualTo(store.suggest(SuggestQuery.best(100).withUseCase(UseCase.PORTRAIT)).stream()
                        .filter(one -> one.settings().model().hash().equals("AAAAAAAAA1"))
                        .limit(7)
                        .toList());
    }

    @Test
    void nearlySquareIsSquare() {
        assertThat(UseCase.orientation(1000, 1050)).contains(UseCase.SQUARE);
        assertThat(UseCase.orientation(1000, 1051)).contains(UseCase.PORTRAIT);
        assertThat(UseCase.orientation(1051, 1000)).contains(UseCase.LANDSCAPE);
    }

    @Test
    void timeSpanAsksTheExecutionsThemselves() throws StoreException {
        store.record(List.of(
                Entry.of(run("old", NOON, sdxl(20))),
                Entry.of(run("new", NOON.plusSeconds(1000), sdxl(20))),
                Entry.of(run("mid", NOON.plusSeconds(500), sdxl(30)))));
        SuggestQuery middle =
                SuggestQuery.best(5).withSince(NOON.plusSeconds(400)).withUntil(NOON.plusSeconds(600));
        assertThat(steps(middle)).containsExactly(30.0);
        assertThat(steps(SuggestQuery.best(5).withSince(NOON.plusSeconds(501)))).containsExactly(20.0);
        assertThat(steps(SuggestQuery.best(5).withUntil(NOON))).containsExactly(20.0);
    }

    @Test
    void partOfANameThatVeryManyModelsHaveIsAnsweredByRank() throws StoreException {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < Suggester.FEW_HASHES + 50; i++) {
            ModelRef model = new ModelRef("name:m" + i + ".safetensors", "m" + i + ".safetensors");
            entries.add(Entry.of(run(
                    "m" + i,
                    NOON.plusSeconds(i),
                    settings("sdxl", model, "euler", 1 + i, lora("name:l" + i, "l" + i + ".safetensors", 1)))));
        }
        entries.add(Entry.of(run(
                "other",
                NOON.plusSeconds(9999),
                settings("sdxl", new ModelRef("name:x.ckpt", "x.ckpt"), "euler", 5000))));
        store.record(entries);
        assertThat(steps(SuggestQuery.best(2).withModel(".safetensors")))
                .containsExactly(Suggester.FEW_HASHES + 50.0, Suggester.FEW_HASHES + 49.0);
        assertThat(steps(SuggestQuery.best(2).withLora(".safetensors")))
                .containsExactly(Suggester.FEW_HASHES + 50.0, Suggester.FEW_HASHES + 49.0);
        assertThat(steps(SuggestQuery.best(2).withLora(".safetensors").withModel("m99.")))
                .containsExactly(100.0);
        assertThat(steps(SuggestQuery.best(2).withLora("l99.").withModel(".safetensors")))
                .containsExactly(100.0);
        assertThat(steps(SuggestQuery.best(2).withModel("m99"))).containsExactly(1000.0, 999.0);
    }

    @Test
    void statsSumUp() throws StoreException {
        use(3, sdxl(20));
        use(1, sdxl(30));
        use(2, settings("flux", new ModelRef("CCCCCCCCCC", "flux"), "euler", 28));
        Stats stats = store.stats();
        assertThat(stats.executions()).isEqualTo(6);
        assertThat(stats.combinations()).isEqualTo(3);
        assertThat(stats.families())
                .containsExactly(new Stats.FamilyCount("sdxl", 4, 2), new Stats.FamilyCount("flux", 2, 1));
        assertThat(stats.samplers())
                .containsExactly(
                        new Stats.SamplerCount("dpmpp_2m", "karras", 4, 2),
                        new Stats.SamplerCount("euler", "karras", 2, 1));
        assertThat(stats.mostUsed().orElseThrow().uses()).isEqualTo(3);
        assertThat(stats.first()).contains(NOON.plusSeconds(1));
        assertThat(stats.last()).contains(NOON.plusSeconds(6));
    }

    @Test
    void emptyStoreHasAnAnswerToEverything() throws StoreException {
        assertThat(store.stats().executions()).isZero();
        assertThat(store.stats().mostUsed()).isEmpty();
        assertThat(store.stats().first()).isEmpty();
        assertThat(store.suggest(SuggestQuery.best(5).withModel("x").withLora("y")))
                .isEmpty();
    }
}
