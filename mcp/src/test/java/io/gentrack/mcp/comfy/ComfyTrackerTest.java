package io.gentrack.mcp.comfy;

import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.core.job.ImportJob;
import io.gentrack.core.job.ImportListener;
import io.gentrack.core.job.ImportOptions;
import io.gentrack.mcp.comfy.ComfyStandIn.End;
import io.gentrack.mcp.protocol.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class ComfyTrackerTest {
    private static final ComfyTracker.Timing HASTY = new ComfyTracker.Timing(
            Duration.ofMillis(10), Duration.ofMillis(300), Duration.ofMillis(20), Duration.ofMillis(100));

    @TempDir
    private Path folder;

    private Lab lab;
    private ComfyStandIn comfy;
    private final Told told = new Told();
    private final List<ComfyTracker> trackers = new ArrayList<>();

    private static final class Told implements TrackerListener {
        final List<String> events = new CopyOnWriteArrayList<>();

        @Override
        public void connected() {
            events.add("connected");
        }

        @Override
        public void lost(String why) {
            events.add("lost");
        }

        @Override
        public void logged(String promptId, GenerationLog.Logged logged) {
            events.add("logged " + logged.added());
        }

        @Override
        public void problem(String what) {
            events.add(what);
        }

        long count(String event) {
            return events.stream().filter(event::equals).count();
        }
    }

    @BeforeEach
    void start() throws Exception {
        lab = new Lab(folder);
        comfy = new ComfyStandIn();
    }

    @AfterEach
    void stop() throws Exception {
        for (ComfyTracker tracker : trackers) {
            tracker.stop();
        }
        comfy.close();
        lab.close();
    }

    private void track(ComfyTracker.Timing timing) {
        begin(new ComfyTracker(new ComfyClient(comfy.address()), lab.log, told, timing));
    }

    private void begin(ComfyTracker tracker) {
        trackers.add(tracker);
        tracker.start();
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(100).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.sleep(5);
        }
    }

    /** Ends when all runs so far have been looked at: a success at the very end shows that those before it were. */
    private void settle(long expected) throws Exception {
        comfy.run(Lab.graph(1_000_000 + expected, 20), End.SUCCESS);
        until(() -> lab.executions() >= expected + 1);
        assertThat(lab.executions()).isEqualTo(expected + 1);
    }

    @Test
    void whatRanBeforeTheTrackerCameIsLoggedOverAllPages() throws Exception {
        for (int i = 0; i < 150; i++) {
            comfy.run(Lab.graph(i, 20), End.SUCCESS);
        }
        track(HASTY);
        until(() -> lab.executions() == 150);
        assertThat(lab.store.stats().combinations()).isEqualTo(1);
    }

    @Test
    void aLookThatIsBrokenOffIsMadeUpFor() throws Exception {
        for (int breakAt = 0; breakAt < 3; breakAt++) {
            for (int i = 0; i < 150; i++) {
                comfy.run(Lab.graph(breakAt * 1000L + i, 20), End.SUCCESS);
            }
            comfy.breakOffAfter(breakAt);
            if (breakAt == 0) {
                track(HASTY);
            }
            long expected = 150L * (breakAt + 1);
            until(() -> lab.executions() == expected);
        }
        assertThat(told.count("lost")).isPositive();
    }

    @Test
    void onlySuccessesThatSampledCount() throws Exception {
        track(HASTY);
        until(() -> comfy.listeners() == 1);
        comfy.run(Lab.graph(1, 20), End.ERROR);
        comfy.run(Lab.graph(2, 20), End.INTERRUPTED);
        comfy.run(Lab.graph(3, 20), End.SUCCESS, "1", "2", "3", "4");
        comfy.run(Lab.graph(4, 20), End.SUCCESS, "1", "2", "3");
        settle(1);
    }

    @Test
    void ofAGraphWithTwoChainsOnlyTheSampledOneCountsAndALaterRunAddsTheOther() throws Exception {
        track(HASTY);
        comfy.run(Lab.twoChains(1), End.SUCCESS, "1", "2", "4");
        until(() -> lab.executions() == 1);
        comfy.run(Lab.twoChains(1), End.SUCCESS, "1", "2", "14");
        until(() -> lab.executions() == 2);
        comfy.run(Lab.twoChains(1), End.SUCCESS, "1", "2", "14");
        settle(2);
    }

    @Test
    void anEventLeadsToALookLongBeforeTheClockDoes() throws Exception {
        track(new ComfyTracker.Timing(
                Duration.ofMillis(10), Duration.ofHours(1), Duration.ofMillis(20), Duration.ofMillis(100)));
        until(() -> comfy.listeners() == 1);
        comfy.run(Lab.graph(1, 20), End.SUCCESS);
        until(() -> lab.executions() == 1);
    }

    @Test
    void thePictureOfALoggedRunIsKnownWhenItIsImported() throws Exception {
        track(HASTY);
        comfy.run(Lab.graph(5, 20), End.SUCCESS);
        until(() -> lab.executions() == 1);
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        Files.write(pictures.resolve("exported.json"), Json.bytes(Lab.graph(5, 20)));
        Files.write(pictures.resolve("other.json"), Json.bytes(Lab.graph(6, 20)));
        new ImportJob(lab.store, lab.reader(), ImportOptions.of("test"))
                .run(List.of(pictures), new ImportListener() {});
        assertThat(lab.executions()).isEqualTo(2);
    }

    @Test
    void aServerThatIsNotThereYetIsWaitedFor() throws Exception {
        comfy.stop();
        track(HASTY);
        until(() -> told.count("lost") == 1);
        comfy.startAgain();
        comfy.run(Lab.graph(1, 20), End.SUCCESS);
        until(() -> lab.executions() == 1);
        assertThat(told.events).startsWith("lost", "connected");
    }

    @Test
    void aThousandMixedRunsOverFiveRestartsCountOnceEach() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        track(HASTY);
        // Two trackers, as when "watch" runs beside the MCP server, must not count twice either.
        track(HASTY);
        long successes = 0;
        for (int i = 0; i < 1000; i++) {
            switch (random.nextInt(5)) {
                case 0 -> comfy.run(Lab.graph(i, 20), End.ERROR);
                case 1 -> comfy.run(Lab.graph(i, 20), End.INTERRUPTED);
                case 2 -> comfy.run(Lab.graph(i, 20), End.SUCCESS, "1", "4");
                default -> {
                    comfy.run(Lab.graph(i, 20 + random.nextInt(4)), End.SUCCESS);
                    successes++;
                }
            }
            if (i % 200 == 150) {
                long expected = successes;
                // What ended since the last look dies with the server; nobody can count that.
                until(() -> lab.executions() >= expected);
                comfy.stop();
                comfy.startAgain();
            }
        }
        settle(successes);
    }

    @Test
    void aServerThatForgotItsListenerIsListenedToAgain() throws Exception {
        track(HASTY);
        until(() -> comfy.listeners() == 1);
        comfy.forgetListeners();
        AtomicInteger runs = new AtomicInteger();
        until(() -> {
            comfy.run(Lab.graph(runs.incrementAndGet(), 20), End.SUCCESS);
            return comfy.listeners() == 1;
        });
        settle(runs.get());
    }

    @Test
    void aRunThatCouldNotBeWrittenIsTriedAgain() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        Lab broken = new Lab(other);
        broken.close();
        ComfyTracker tracker = new ComfyTracker(new ComfyClient(comfy.address()), broken.log, told, HASTY);
        begin(tracker);
        comfy.run(Lab.graph(1, 20), End.SUCCESS);
        until(() -> told.events.stream().filter(e -> e.contains("tried again")).count() >= 2);
        assertThat(told.count("logged 1")).isZero();
    }
}
