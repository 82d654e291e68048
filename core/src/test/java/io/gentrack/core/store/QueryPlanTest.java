package io.gentrack.core.store;

import static io.gentrack.core.store.Runs.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
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
                Arguments.of("generation_loras_rank", new RankQuery.Builder(best).ofLora("AAAAAAAAAA")),
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
}
