package io.gentrack.bench.store;

import io.gentrack.core.advice.Advisor;
import io.gentrack.core.advice.CommunitySettings;
import io.gentrack.core.advice.Presets;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.core.store.SuggestQuery;
import io.gentrack.core.store.UseCase;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Latency of the questions people ask, at a size given on the command line: {@code StoreScale FILE [COMBINATIONS]}.
 *
 * <p>Makes the file when there is none. Prints one line per question: calls, median and 99th percentile of the time a user waits and
 * of the CPU time; on a busy machine the first is mostly waiting for a core.
 */
public final class StoreScale {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final List<UseCase> USE_CASES = List.of(UseCase.values());
    private static final int CALLS = 1000;
    /** Nanoseconds for one question. */
    private static final long PATIENCE = 4_000_000_000L;

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
        }
    }

    private static void questions(Store store) throws StoreException {
        SuggestQuery ten = SuggestQuery.best(10);
        String favourite = BigStore.model(0);
        String favouriteLora = BigStore.lora(0);
        time("top 10", store, (s, r) -> s.suggest(ten));
        time("family", store, (s, r) -> s.suggest(ten.withFamily(family(r))));
        time("model", store, (s, r) -> s.suggest(ten.withModel(model(r))));
        time("favourite model", store, (s, r) -> s.suggest(ten.withModel(favourite)));
        time("LoRA", store, (s, r) -> s.suggest(ten.withLora(lora(r))));
        time("favourite LoRA", store, (s, r) -> s.suggest(ten.withLora(favouriteLora)));
        time("sampler", store, (s, r) -> s.suggest(ten.withSampler("uni_pc")));
        time(
                "family and sampler",
                store,
                (s, r) -> s.suggest(ten.withFamily(family(r)).withSampler("uni_pc")));
        time(
                "family and unknown sampler",
                store,
                (s, r) -> s.suggest(ten.withFamily(family(r)).withSampler("ddim")));
        time("use case", store, (s, r) -> s.suggest(ten.withUseCase(useCase(r))));
        time(
                "use case and family",
                store,
                (s, r) -> s.suggest(ten.withUseCase(useCase(r)).withFamily(family(r))));
        time(
                "use case and model",
                store,
                (s, r) -> s.suggest(ten.withUseCase(useCase(r)).withModel(model(r))));
        time(
                "use case and favourite model",
                store,
                (s, r) -> s.suggest(ten.withUseCase(UseCase.PORTRAIT).withModel(favourite)));
        time(
                "use case the favourite never had",
                store,
                (s, r) -> s.suggest(ten.withUseCase(UseCase.IMG2IMG).withModel(favourite)));
        time(
                "use case and model name",
                store,
                (s, r) -> s.suggest(ten.withUseCase(useCase(r)).withModel("number_12")));
        time(
                "use case and LoRA",
                store,
                (s, r) -> s.suggest(ten.withUseCase(useCase(r)).withLora(lora(r))));
        time(
                "use case and favourite LoRA",
                store,
                (s, r) -> s.suggest(ten.withUseCase(UseCase.PORTRAIT).withLora(favouriteLora)));
        time(
                "use case the LoRA never had",
                store,
                (s, r) -> s.suggest(
                        ten.withUseCase(UseCase.VIDEO).withLora(favouriteLora).withFamily(BigStore.family(0))));
        time(
                "model and LoRA",
                store,
                (s, r) -> s.suggest(ten.withModel(model(r)).withLora(lora(r))));
        time(
                "favourite LoRA and a model",
                store,
                (s, r) -> s.suggest(ten.withModel(model(r)).withLora(favouriteLora)));
        time(
                "family and model",
                store,
                (s, r) -> s.suggest(ten.withFamily(family(r)).withModel(model(r))));
        time(
                "favourite in a wrong family",
                store,
                (s, r) -> s.suggest(ten.withFamily(BigStore.family(1)).withModel(favourite)));
        time("last day", store, (s, r) -> s.suggest(ten.withSince(BigStore.END.minusSeconds(86_400))));
        time("last month", store, (s, r) -> s.suggest(ten.withSince(BigStore.END.minusSeconds(30 * 86_400))));
        time(
                "a month of a family",
                store,
                (s, r) -> s.suggest(ten.withFamily(family(r))
                        .withSince(BigStore.END.minusSeconds(300 * 86_400))
                        .withUntil(BigStore.END.minusSeconds(270 * 86_400))));
        Advisor advisor = new Advisor(store, Presets.builtIn(), CommunitySettings.NONE);
        time("advice by family, grouped", store, (s, r) -> advisor.advise(ten.withFamily(family(r)), true));
        time("advice by model, grouped", store, (s, r) -> advisor.advise(ten.withModel(model(r)), true));
        time("rare name", store, (s, r) -> s.suggest(ten.withModel("number_" + (1000 + r.nextInt(900)))));
        time("common name", store, (s, r) -> s.suggest(ten.withModel("safetensors")));
        time("name of half of them", store, (s, r) -> s.suggest(ten.withModel("number_1")));
        time("absent name", store, (s, r) -> s.suggest(ten.withModel("no such file")));
        time("rare LoRA name", store, (s, r) -> s.suggest(ten.withLora("number_" + (1000 + r.nextInt(900)))));
        time("common LoRA name", store, (s, r) -> s.suggest(ten.withLora("style")));
        time("LoRA name of a fifth of them", store, (s, r) -> s.suggest(ten.withLora("number_1")));
        time("absent LoRA name", store, (s, r) -> s.suggest(ten.withLora("no such file")));
        time("stats", store, (s, r) -> s.stats());
    }

    static String family(Random random) {
        return BigStore.family(random.nextInt(BigStore.FAMILIES));
    }

    static String model(Random random) {
        return BigStore.model(random.nextInt(BigStore.MODELS));
    }

    static String lora(Random random) {
        return BigStore.lora(random.nextInt(BigStore.LORAS));
    }

    private static UseCase useCase(Random random) {
        return USE_CASES.get(random.nextInt(USE_CASES.size()));
    }

    /** A thousand calls, fewer where they take more than some seconds, after a fifth as many to warm up. */
    private static void time(String name, Store store, Question question) throws StoreException {
        Random random = new Random(1);
        long end = System.nanoTime() + PATIENCE / 5;
        for (int i = 0; i < CALLS / 5 && System.nanoTime() < end; i++) {
            question.ask(store, random);
        }
        double[] wall = new double[CALLS];
        double[] cpu = new double[CALLS];
        int calls = 0;
        end = System.nanoTime() + PATIENCE;
        while (calls < CALLS && System.nanoTime() < end) {
            long start = System.nanoTime();
            long worked = THREADS.getCurrentThreadCpuTime();
            question.ask(store, random);
            cpu[calls] = (THREADS.getCurrentThreadCpuTime() - worked) / 1e6;
            wall[calls++] = (System.nanoTime() - start) / 1e6;
        }
        System.out.printf(
                Locale.ROOT,
                "%-34s %5d calls  wall %s  CPU %s%n",
                name,
                calls,
                spread(wall, calls),
                spread(cpu, calls));
    }

    private static String spread(double[] millis, int calls) {
        Arrays.sort(millis, 0, calls);
        return String.format(Locale.ROOT, "median %8.3f  p99 %8.3f ms", millis[calls / 2], millis[calls * 99 / 100]);
    }
}
