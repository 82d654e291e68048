package io.gentrack.core.advice;

import static io.gentrack.core.advice.Given.sdxl;
import static io.gentrack.core.advice.Given.settings;
import static io.gentrack.core.advice.Given.used;
import static io.gentrack.core.advice.Given.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.core.settings.Fingerprint;
import io.gentrack.core.settings.Settings;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Rating;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.core.store.SuggestQuery;
import io.gentrack.core.store.UseCase;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdvisorTest {
    private static final SuggestQuery TEN = SuggestQuery.best(10);

    @TempDir
    private Path folder;

    private Store store;
    private Advisor advisor;

    @BeforeEach
    void open() throws StoreException {
        store = Store.open(folder.resolve("generations.db"), OpenMode.READ_WRITE);
        advisor = new Advisor(store, Presets.builtIn(), CommunitySettings.NONE);
    }

    @AfterEach
    void close() throws StoreException {
        store.close();
    }

    private List<Group> history(SuggestQuery query, boolean grouped) throws StoreException {
        return advisor.advise(query, grouped).stream()
                .filter(Advice.History.class::isInstance)
                .map(advice -> ((Advice.History) advice).group())
                .toList();
    }

    private List<String> presets(SuggestQuery query) throws StoreException {
        return advisor.advise(query, true).stream()
                .filter(Advice.Official.class::isInstance)
                .map(advice -> ((Advice.Official) advice).preset().name())
                .toList();
    }

    @Test
    void nearDuplicatesStandAsOneWithTheirSpread() throws StoreException {
        used(store, 4, 0, sdxl(20, 7), "custom");
        used(store, 3, 1, sdxl(22, 7.5), "custom");
        used(store, 5, 2, sdxl(40, 4), "custom");

        List<Group> groups = history(TEN, true);

        assertThat(groups).hasSize(2);
        Group first = groups.get(0);
        assertThat(first.uses()).isEqualTo(7);
        assertThat(first.head().settings().steps()).isEqualTo(20);
        assertThat(first.spreads())
                .containsExactly(new Spread("steps", new Range(20, 22)), new Spread("cfg", new Range(7, 7.5)));
        assertThat(groups.get(1).spreads()).isEmpty();
        assertThat(history(TEN, false)).extracting(Group::uses).containsExactly(5L, 4L, 3L);
    }

    @Test
    void whatLooksTheSameButWorksOtherwiseStaysApart() throws StoreException {
        Settings four = sdxl(4, 1);
        used(store, 2, 0, four, "custom");
        used(store, 2, 1, sdxl(5, 1), "custom");
        used(store, 2, 2, sdxl(4, 1.5), "custom");
        used(store, 2, 3, with(four, "ink.safetensors", 0.8), "custom");
        used(store, 2, 4, with(four, "ink.safetensors", 0.4), "custom");
        used(store, 2, 5, with(four, "glow.safetensors", 0.8), "custom");

        assertThat(history(TEN, true)).hasSize(6);
    }

    @Test
    void aGroupIsNoChainOfSmallSteps() throws StoreException {
        used(store, 9, 0, sdxl(20, 7), "custom");
        used(store, 8, 1, sdxl(22, 7), "custom");
        used(store, 7, 2, sdxl(24, 7), "custom");

        assertThat(history(TEN, true)).extracting(Group::uses).containsExactly(17L, 7L);
    }

    @Test
    void saysHowFarItStandsAboveTheNext() throws StoreException {
        used(store, 6, 0, sdxl(20, 7), "custom");
        used(store, 2, 1, sdxl(40, 4), "custom");
        store.rate(Fingerprint.of(sdxl(40, 4)).hash(), Rating.UP);
        used(store, 3, 2, sdxl(10, 2), "custom");

        List<Advice> advice = advisor.advise(SuggestQuery.best(2), true);

        assertThat(((Advice.History) advice.get(0)).timesNext()).contains(1.0);
        assertThat(((Advice.History) advice.get(1)).timesNext()).contains(2.0);
        assertThat(history(TEN, true).get(0).head().settings().steps())
                .as("of equal scores the later one")
                .isEqualTo(40);
    }

    @Test
    void theFirstDayIsAnsweredFromPresets() throws StoreException {
        assertThat(presets(TEN.withFamily("flux")))
                .contains("flux_dev", "flux_schnell")
                .hasSizeLessThanOrEqualTo(Advisor.MOST_PRESETS);
        assertThat(presets(TEN.withFamily("Z-Image"))).containsExactly("z_image_turbo", "z_image");
        assertThat(presets(TEN.withFamily("illustrious")))
                .as("its architecture's")
                .contains("sdxl");
        assertThat(presets(TEN.withModel("flux1-schnell.safetensors")))
                .startsWith("flux_schnell")
                .doesNotContain("flux_dev");
        assertThat(presets(TEN)).as("nothing asked, nothing known").isEmpty();
    }

    @Test
    void presetsComeAfterOwnHistoryAndKeepToTheQuestion() throws StoreException {
        used(store, 1, 0, sdxl(20, 7), "custom");

        List<Advice> advice = advisor.advise(TEN.withFamily("sdxl").withSampler("euler"), true);
        assertThat(advice).isNotEmpty().allMatch(a -> a.source().equals("preset"));
        assertThat(advisor.advise(TEN.withFamily("sdxl"), true))
                .extracting(Advice::source)
                .startsWith("history", "preset");
        assertThat(presets(TEN.withFamily("sdxl").withUseCase(UseCase.VIDEO))).isEmpty();
        assertThat(presets(TEN.withFamily("wan").withUseCase(UseCase.VIDEO))).contains("wan_t2v");
        assertThat(presets(TEN.withFamily("sdxl").withLora("sdxl_lightning_4step_lora")))
                .containsExactly("sdxl_lightning_lora_4");
        assertThat(presets(TEN.withFamily("sdxl").withLora("ink"))).isEmpty();
    }

    @Test
    void richHistoryNeedsNoPresets() throws StoreException {
        used(store, 2, 0, sdxl(20, 7), "custom");
        used(store, 2, 1, sdxl(30, 7), "custom");
        used(store, 2, 2, sdxl(40, 7), "custom");

        assertThat(presets(TEN.withFamily("sdxl"))).isEmpty();
    }

    @Test
    void aPresetThatIsInUseIsNotSuggestedASecondTime() throws StoreException {
        Settings schnell = settings("flux", "flux1-schnell.sft", "euler", "simple", 4, 1, null, null);
        used(store, 1, 0, schnell, new PresetMatcher(Presets.builtIn()).name(schnell));

        assertThat(history(TEN.withFamily("flux"), true).get(0).head().presetName())
                .isEqualTo("flux_schnell");
        assertThat(presets(TEN.withFamily("flux"))).contains("flux_dev").doesNotContain("flux_schnell");
    }

    @Test
    void theCommunityComesLastAndOnlyIntoFreePlaces() throws StoreException {
        used(store, 9, 0, sdxl(20, 7), "custom");
        Advice.Community shared = new Advice.Community(sdxl(33, 5), Optional.empty(), 70, 5);
        Advisor open = new Advisor(
                store,
                Presets.builtIn(),
                query -> query.sampler().isPresent()
                        ? new CommunitySettings.Answer.Failed("The server does not answer.")
                        : new CommunitySettings.Answer.Found(List.of(shared), OptionalInt.empty()));

        assertThat(open.advise(SuggestQuery.best(1), true))
                .extracting(Advice::source)
                .containsExactly("history");
        assertThat(open.advise(SuggestQuery.best(10), true)).last().isEqualTo(shared);
        assertThat(open.advise(SuggestQuery.best(10).withUseCase(UseCase.SQUARE), true))
                .as("what others share has no size")
                .doesNotContain(shared);
        assertThat(open.advise(SuggestQuery.best(10).withSampler("dpmpp_2m"), true))
                .as("a server that is away takes nothing from the rest")
                .extracting(Advice::source)
                .containsExactly("history");
    }

    @Test
    void pagesFollowOneAnother() throws StoreException {
        for (int i = 0; i < 6; i++) {
            used(store, 10 - i, i, sdxl(10 + 10 * i, 7), "custom");
        }
        List<Group> all = history(SuggestQuery.best(6), true);
        assertThat(history(SuggestQuery.best(3).withOffset(3), true)).isEqualTo(all.subList(3, 6));
        assertThat(history(SuggestQuery.best(3), true)).isEqualTo(all.subList(0, 3));
    }
}
