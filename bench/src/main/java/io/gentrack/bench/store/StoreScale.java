package io.gentrack.bench.store;

import io.gentrack.core.advice.Advisor;
import io.gentrack.core.advice.CommunitySettings;
import io.gentrack.core.advice.Presets;
import io.gentrack.core.settings.Fingerprint;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import io.gentrack.core.store.ChainUse;
import io.gentrack.core.store.Entry;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Origin;
import io.gentrack.core.store.Overview;
import io.gentrack.core.store.Recording;
import io.gentrack.core.store.Size;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.core.store.SuggestQuery;
import io.gentrack.core.store.UseCase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * Latency of the questions people ask, at a size given on the command line: {@code StoreScale FILE [COMBINATIONS]}.
 *
 * <p>Makes the file when there is none. Prints one line per question: name, calls, median, p99 and maximum in milliseconds.
 */
public final class StoreScale {
    private static final int WARM = 200;

    private StoreScale() {}

    private interface Question {
        void ask(Store store, Random random) throws StoreException;
    }

    public static void main(String[] args) throws StoreException {
        Path file = Path.of(args[0]);
        int combinations = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
        if (!Files.exists(file)) {
            long start = System.nanoTime();
            try (Store store = Store.open(file, OpenMode.READ_WRITE)) {
                BigStore.fill(store, combinations);
            }
            System.out.printf(Locale.ROOT, "filled in %.0f s%n", (System.nanoTime() - start) / 1e9);
        }
        try (Store store = Store.open(file, OpenMode.READ_WRITE)) {
            System.out.println(store.stats().combinations() + " combinations, "
                    + store.stats().executions() + " executions");
            questions(store);
            writes(store);
        }
    }

    private static void questions(Store store) throws StoreException {
        SuggestQuery ten = SuggestQuery.best(10);
        time("top 10", 1000, store, (s, r) -> s.suggest(ten));
        time(
                "by family",
                1000,
                store,
                (s, r) -> s.suggest(ten.withFamily(BigStore.family(r.nextInt(BigStore.FAMILIES)))));
        time("by model", 1000, store, (s, r) -> s.suggest(ten.withModel(BigStore.model(r.nextInt(BigStore.MODELS)))));
        time("by LoRA", 1000, store, (s, r) -> s.suggest(ten.withLora(BigStore.lora(r.nextInt(BigStore.LORAS)))));
        time(
                "by use case and family",
                1000,
                store,
                (s, r) -> s.suggest(
                        ten.withUseCase(UseCase.SQUARE).withFamily(BigStore.family(r.nextInt(BigStore.FAMILIES)))));
        SuggestQuery square = ten.withUseCase(UseCase.SQUARE);
        time(
                "by model and use case",
                1000,
                store,
                (s, r) -> s.suggest(square.withModel(BigStore.model(r.nextInt(BigStore.MODELS)))));
        time("by rare name, use case", 300, store, (s, r) -> s.suggest(square.withModel("number_1" + r.nextInt(100))));
        time("by half of names, case", 300, store, (s, r) -> s.suggest(square.withModel("number_1")));
        time("by common LoRA, case", 300, store, (s, r) -> s.suggest(square.withLora("style_number_1")));
        time(
                "by absent use case",
                300,
                store,
                (s, r) -> s.suggest(ten.withUseCase(UseCase.VIDEO).withModel("number_1")));
        Advisor advisor = new Advisor(store, Presets.builtIn(), CommunitySettings.NONE);
        time(
                "advice by family",
                1000,
                store,
                (s, r) -> advisor.advise(ten.withFamily(BigStore.family(r.nextInt(BigStore.FAMILIES))), true));
        time("by rare name", 300, store, (s, r) -> s.suggest(ten.withModel("number_" + (1000 + r.nextInt(900)))));
        time("by common name", 300, store, (s, r) -> s.suggest(ten.withModel("safetensors")));
        time("by half of the names", 300, store, (s, r) -> s.suggest(ten.withModel("number_1")));
        time("by absent name", 300, store, (s, r) -> s.suggest(ten.withModel("no such file")));
        time("by common LoRA name", 300, store, (s, r) -> s.suggest(ten.withLora("style")));
        time("stats", 300, store, (s, r) -> s.stats());
        time("report", 3, store, (s, r) -> Overview.read(s));
    }

    private static void time(String name, int calls, Store store, Question question) throws StoreException {
        Random random = new Random(1);
        for (int i = 0; i < Math.min(WARM, calls); i++) {
            question.ask(store, random);
        }
        double[] millis = new double[calls];
        for (int i = 0; i < calls; i++) {
            long start = System.nanoTime();
            question.ask(store, random);
            millis[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "%-24s %5d calls  median %8.3f  p99 %8.3f  max %8.3f ms%n",
                name,
                calls,
                millis[calls / 2],
                millis[calls * 99 / 100],
                millis[calls - 1]);
    }

    /** A folder of new pictures, nine tenths of them with settings used before. */
    private static void writes(Store store) throws StoreException {
        Random random = new Random(System.nanoTime());
        int batches = 20;
        long start = System.nanoTime();
        for (int b = 0; b < batches; b++) {
            List<Entry> entries = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                entries.add(Entry.of(recording(random)));
            }
            store.record(entries);
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(Locale.ROOT, "%-24s %.0f runs/s%n", "record", batches * 1000 / seconds);
    }

    private static Recording recording(Random random) {
        int combination = random.nextInt(10) == 0 ? random.nextInt(1_000_000) : random.nextInt(500);
        Settings settings = new Settings(
                BigStore.family(combination % BigStore.FAMILIES),
                "file_name",
                new ModelRef(BigStore.model(combination % BigStore.MODELS), "checkpoint"),
                Optional.empty(),
                "euler",
                "simple",
                4 + combination % 46,
                1 + Math.floorDiv(combination, 46) / 100.0,
                1,
                Optional.empty(),
                Optional.empty(),
                List.of());
        StringBuilder key = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            key.append(String.format(Locale.ROOT, "%016x", random.nextLong()));
        }
        ChainUse use = new ChainUse(
                0,
                settings,
                Fingerprint.of(settings),
                List.of(),
                Optional.of(new Size(1024, 1024)),
                false,
                ChainUse.CUSTOM);
        return new Recording(key.toString(), Instant.now(), Origin.IMPORT, List.of(use));
    }
}
