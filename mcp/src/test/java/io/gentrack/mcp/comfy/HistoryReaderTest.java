package io.gentrack.mcp.comfy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.mcp.comfy.ComfyStandIn.End;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class HistoryReaderTest {
    /** More than one answer may hold, so that the history is walked. */
    private static final int LONG = 600;
    /** What was run does not matter here. */
    private static final ObjectNode GRAPH = Lab.graph(1, 20);

    @TempDir
    private Path folder;

    private ComfyStandIn comfy;
    private HistoryReader reader;
    private final List<String> taken = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        comfy = new ComfyStandIn();
        fresh();
    }

    private void fresh() {
        comfy.forget();
        taken.clear();
        reader = new HistoryReader(new ComfyClient(comfy.address()), entry -> taken.add(entry.promptId()));
    }

    @AfterEach
    void stop() throws Exception {
        comfy.close();
    }

    private List<String> runs(int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(comfy.run(GRAPH, End.ERROR));
        }
        return ids;
    }

    private void looks(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            reader.look();
        }
    }

    @Test
    void everyRunIsTakenOnce() throws Exception {
        List<String> ids = runs(LONG);
        assertThat(reader.look()).isEqualTo(LONG);
        ids.addAll(runs(1));
        assertThat(reader.look()).isEqualTo(1);
        ids.addAll(runs(300));
        assertThat(reader.look()).isEqualTo(300);
        assertThat(reader.look()).isZero();
        assertThat(taken).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void aRestartBeforeAnyOfTheAnswersLosesNothingThatRanAfterIt() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int at = 0; at < 20; at++) {
            fresh();
            runs(LONG);
            List<String> after = new CopyOnWriteArrayList<>();
            int restart = at;
            int count = 1 + random.nextInt(LONG + 200);
            comfy.beforeHistory(answer -> {
                if (answer == restart) {
                    comfy.forget();
                    after.addAll(runs(count));
                }
            });
            looks(4);
            assertThat(taken)
                    .as("restart before answer %d, then %d runs", at, count)
                    .doesNotHaveDuplicates()
                    .containsAll(after);
        }
    }

    @Test
    void whatTheServerDropsWhileItIsReadShiftsNothingOutOfSight() throws Exception {
        comfy.keep(LONG);
        List<String> ids = new CopyOnWriteArrayList<>(runs(LONG));
        comfy.beforeHistory(answer -> {
            if (answer < 40) {
                ids.addAll(runs(3));
            }
        });
        looks(10);
        assertThat(taken).doesNotHaveDuplicates().containsAll(ids.subList(ids.size() - LONG, ids.size()));
    }

    @Test
    void aServerWithoutOffsetsIsReadWhole() throws Exception {
        comfy.ignoreOffsets();
        List<String> ids = runs(2 * LONG);
        assertThat(reader.look()).isEqualTo(2 * LONG);
        ids.addAll(runs(1));
        assertThat(reader.look()).isEqualTo(1);
        assertThat(taken).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void aRunThatCouldNotBeTakenIsGivenAgainAndSoAreThoseBehindIt() throws Exception {
        List<String> ids = runs(40);
        List<String> given = new ArrayList<>();
        HistoryReader failing = new HistoryReader(new ComfyClient(comfy.address()), entry -> {
            given.add(entry.promptId());
            if (given.size() == 20) {
                Store.open(folder.resolve("none.db"), OpenMode.READ_ONLY).close();
            }
        });
        assertThatThrownBy(failing::look).isInstanceOf(StoreException.class);
        assertThat(failing.look()).isEqualTo(21);
        assertThat(given).hasSize(41).containsAll(ids);
    }
}
