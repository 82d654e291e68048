package io.gentrack.core.store;

import static io.gentrack.core.store.Runs.NOON;
import static io.gentrack.core.store.Runs.chain;
import static io.gentrack.core.store.Runs.lora;
import static io.gentrack.core.store.Runs.run;
import static io.gentrack.core.store.Runs.sdxl;
import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.core.settings.Fingerprint;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverviewTest {
    @TempDir
    private Path folder;

    @Test
    void everyPartAddsUpToTheSameSum() throws StoreException {
        try (Store store = Store.open(folder.resolve("generations.db"), OpenMode.READ_WRITE)) {
            store.record(List.of(
                    Entry.of(run("1", NOON, sdxl(20, lora("AAAAAAAAAA", "ink", 0.8), lora("AAAAAAAAAA", "ink", 0.2)))),
                    Entry.of(run("2", NOON.plusSeconds(86_400), sdxl(20, lora("AAAAAAAAAA", "ink", 0.5)))),
                    Entry.of(run("3", NOON, chain(0, sdxl(30), 832, 1216))),
                    Entry.of(run("4", NOON, sdxl(30)))));
            store.rate(Fingerprint.of(sdxl(30)).hash(), Rating.UP);

            Overview overview = Overview.read(store);

            assertThat(overview.stats()).isEqualTo(store.stats());
            assertThat(overview.grid()).extracting(Overview.Cell::uses).containsExactly(2L, 2L);
            assertThat(overview.days())
                    .containsExactly(
                            new Overview.Day(LocalDate.of(2026, 3, 29), "sdxl", 3),
                            new Overview.Day(LocalDate.of(2026, 3, 30), "sdxl", 1));
            assertThat(overview.sizes())
                    .containsExactly(
                            new Overview.SizeCount("sdxl", 1024, 1024, 3),
                            new Overview.SizeCount("sdxl", 832, 1216, 1));
            assertThat(overview.models()).singleElement().satisfies(model -> {
                assertThat(model.uses()).isEqualTo(4);
                assertThat(model.combinations()).isEqualTo(3);
            });
            assertThat(overview.loras()).singleElement().satisfies(one -> {
                assertThat(one.uses()).as("twice in one combination is one use").isEqualTo(2);
                assertThat(one.best()).hasSize(2);
            });
            assertThat(overview.families().get(0).best().get(0).settings().steps())
                    .isEqualTo(30);
        }
    }

    @Test
    void anEmptyHistoryIsAnEmptyReport() throws StoreException {
        try (Store store = Store.open(folder.resolve("generations.db"), OpenMode.READ_WRITE)) {
            Overview overview = Overview.read(store);
            assertThat(overview.stats().executions()).isZero();
            assertThat(overview.models()).isEmpty();
            assertThat(overview.days()).isEmpty();
        }
    }

    @Test
    void combinationsAreFoundByTheBeginningOfTheirHash() throws StoreException {
        try (Store store = Store.open(folder.resolve("generations.db"), OpenMode.READ_WRITE)) {
            store.record(List.of(Entry.of(run("1", NOON, sdxl(20))), Entry.of(run("2", NOON, sdxl(30)))));
            String hash = Fingerprint.of(sdxl(20)).hash();
            assertThat(Combinations.withPrefix(store, hash.substring(0, 8), 5)).containsExactly(hash);
            assertThat(Combinations.withPrefix(store, hash, 5)).containsExactly(hash);
            assertThat(Combinations.withPrefix(store, "", 5)).hasSize(2);
        }
    }
}
