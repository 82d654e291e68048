package io.gentrack.core.store;

import static io.gentrack.core.store.Runs.NOON;
import static io.gentrack.core.store.Runs.lora;
import static io.gentrack.core.store.Runs.run;
import static io.gentrack.core.store.Runs.sdxl;
import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.core.advice.Advisor;
import io.gentrack.core.advice.CommunitySettings;
import io.gentrack.core.advice.Presets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** At a million rows a scan or a sort takes seconds; SQLite's plan of the real queries says whether there is one. */
class QueryPlanTest {
    @TempDir
    private Path folder;

    static Stream<Arguments> ranked() {
        SuggestQuery best = SuggestQuery.best(10);
        return Stream.of(
                Arguments.of("generations_rank", new RankQuery.Builder(best).ofAll()),
                Arguments.of("generations_family_rank", new RankQuery.Builder(best.withFamily("sdxl")).ofAll()),
                Arguments.of("generations_sampler_rank", new RankQuery.Builder(best.withSampler("euler")).ofAll()),
                Arguments.of(
                        "generations_family_rank",
                        new RankQuery.Builder(best.withFamily("sdxl").withSampler("euler")).ofAll()),
                Arguments.of("generations_model_rank", new RankQuery.Builder(best).ofModel("AAAAAAAAAA")),
                Arguments.of(
                        "generations_model_rank",
                        new RankQuery.Builder(best.withSince(NOON).withUntil(NOON)).ofModel("AAAAAAAAAA")),
                Arguments.of(
                        "generation_uses_model_rank",
                        new RankQuery.Builder(best.withUseCase(UseCase.PORTRAIT)).ofModel("AAAAAAAAAA")),
                Arguments.of("generations_model2_rank", new RankQuery.Builder(best).ofSecondModel("AAAAAAAAAA")),
                Arguments.of(
                        "generations_model2_rank",
                        new RankQuery.Builder(best.withUseCase(UseCase.PORTRAIT)).ofSecondModel("AAAAAAAAAA")),
                Arguments.of("generation_loras_rank", new RankQuery.Builder(best).ofLora("AAAAAAAAAA")),
                Arguments.of(
                        "generation_loras_rank",
                        new RankQuery.Builder(best.withUseCase(UseCase.PORTRAIT)).ofLora("AAAAAAAAAA")),
                Arguments.of(
                        "generation_uses_rank",
                        new RankQuery.Builder(best.withUseCase(UseCase.PORTRAIT))
                                .ofAll()
                                .loraIn("[]")
                                .modelIn("[]")),
                Arguments.of(
                        "generation_loras_rank", new RankQuery.Builder(best.withFamily("sdxl")).ofLora("AAAAAAAAAA")),
                Arguments.of("generation_uses_rank", new RankQuery.Builder(best.withUseCase(UseCase.PORTRAIT)).ofAll()),
                Arguments.of(
                        "generation_uses_family_rank",
                        new RankQuery.Builder(best.withUseCase(UseCase.VIDEO).withFamily("wan")).ofAll()),
                Arguments.of(
                        "generations_rank",
                        new RankQuery.Builder(best).ofAll().modelNamed("a").loraNamed("b")));
    }

    @ParameterizedTest
    @MethodSource("ranked")
    void suggestionsAreReadInIndexOrder(String index, RankQuery.Builder builder) throws StoreException {
        RankQuery query = builder.build(10, 0);
        List<String> plan = plan(query.sql(), query.bound());
        assertThat(plan).anyMatch(line -> line.contains(index));
        assertThat(plan)
                .noneMatch(line -> line.contains("ORDER BY"))
                .noneMatch(line -> line.matches("SCAN [a-z]+") && !line.contains("json_each"));
    }

    /** Whatever is asked: the statements are those that really ran, so that a new one cannot be forgotten here. */
    @Test
    void nothingThatAdviceAndStatisticsAskWalksABigTable() throws StoreException {
        try (Store store = Store.open(folder.resolve("b.db"), OpenMode.READ_WRITE)) {
            store.record(List.of(
                    Entry.of(run("1", NOON, sdxl(20, lora("AAAAAAAAAA", "ink", 1), lora("BBBBBBBBBB", "wash", 1))))));
            Set<String> texts = new TreeSet<>();
            for (int much : List.of(0, Suggester.MUCH)) {
                for (int wishes = 0; wishes < 1 << 8; wishes++) {
                    SuggestQuery query = query(wishes);
                    store.reading(() -> new Suggester(store.sql(), much).find(query));
                    texts.addAll(store.sql().texts());
                }
            }
            new Advisor(store, Presets.builtIn(), CommunitySettings.NONE).advise(SuggestQuery.best(10), true);
            store.stats();
            texts.addAll(store.sql().texts());
            texts.removeIf(text -> !text.startsWith("SELECT") || text.contains("sqlite_master"));
            assertThat(texts).hasSizeGreaterThan(100);
            List<String> slow = new ArrayList<>();
            for (String text : texts) {
                List<String> plan = plan(store, text);
                // The few sums by family and sampler are sorted when they are read.
                boolean sums = plan.stream().anyMatch(line -> line.contains("SEARCH totals"));
                plan.stream()
                        .filter(line -> walks(line) || (!sums && line.contains("TEMP B-TREE FOR ORDER BY")))
                        .forEach(line -> slow.add(line + ": " + text));
            }
            assertThat(slow).isEmpty();
        }
    }

    private static boolean walks(String line) {
        return line.contains("AUTOMATIC")
                || (line.startsWith("SCAN ")
                        && !line.contains(" USING ")
                        && !line.matches("SCAN (json_each .*|CONSTANT ROW|\\(sub.*)"));
    }

    /** One bit for each wish. */
    private static SuggestQuery query(int wishes) {
        SuggestQuery query = SuggestQuery.best(10);
        query = (wishes & 1) == 0 ? query : query.withFamily("sdxl");
        query = (wishes & 2) == 0 ? query : query.withModel("xl");
        query = (wishes & 4) == 0 ? query : query.withLora("AAAAAAAAAA");
        query = (wishes & 8) == 0 ? query : query.withLoraCivitaiId(5);
        query = (wishes & 16) == 0 ? query : query.withSampler("dpmpp_2m");
        query = (wishes & 32) == 0 ? query : query.withUseCase(UseCase.SQUARE);
        query = (wishes & 64) == 0 ? query : query.withSince(NOON);
        return (wishes & 128) == 0 ? query : query.withUntil(NOON);
    }

    @Test
    void statisticsReadSumsAndTheEndsOfIndexes() throws StoreException {
        assertThat(plan(StatsReader.TOTALS, "family")).noneMatch(line -> line.contains("generations"));
        assertThat(plan(StatsReader.FIRST))
                .containsExactly("SEARCH generations USING COVERING INDEX generations_first_seen");
        assertThat(plan(StatsReader.LAST))
                .containsExactly("SEARCH generations USING COVERING INDEX generations_created");
        for (String query : List.of(StatsReader.MOST_USED_RATED, StatsReader.MOST_USED_UNRATED)) {
            assertThat(plan(query)).noneMatch(line -> line.contains("ORDER BY"));
        }
    }

    @Test
    void namesAreSearchedAmongDistinctNames() throws StoreException {
        assertThat(plan(Suggester.NAMES, "model", "xl")).noneMatch(line -> line.contains("generations"));
        assertThat(plan(Suggester.BY_CIVITAI_ID, 1L)).noneMatch(line -> line.contains("generation"));
    }

    private List<String> plan(String query, Object... values) throws StoreException {
        try (Store store = Store.open(folder.resolve("a.db"), OpenMode.READ_WRITE)) {
            return plan(store, query, values);
        }
    }

    private static List<String> plan(Store store, String query, Object... values) throws StoreException {
        return store.reading(() -> {
            List<String> lines = new ArrayList<>();
            try (ResultSet row =
                    store.sql().bind("EXPLAIN QUERY PLAN " + query, values).executeQuery()) {
                while (row.next()) {
                    lines.add(row.getString("detail"));
                }
            }
            return lines;
        });
    }
}
