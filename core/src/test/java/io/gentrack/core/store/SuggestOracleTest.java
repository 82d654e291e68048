package io.gentrack.core.store;

import static io.gentrack.core.store.Runs.NOON;
import static io.gentrack.core.store.Runs.chain;
import static io.gentrack.core.store.Runs.lora;
import static io.gentrack.core.store.Runs.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.gentrack.core.settings.Fingerprint;
import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.ModelRef;
import io.gentrack.core.settings.Settings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random questions about random histories, answered from the indexes and by looking at every run. */
class SuggestOracleTest {
    private static final int QUESTIONS = 1500;
    private static final int RUNS = 700;
    private static final int[][] SIZES = {{832, 1216}, {1024, 1024}, {1216, 832}};

    private static final List<UseCase> USE_CASES =
            List.of(UseCase.PORTRAIT, UseCase.LANDSCAPE, UseCase.SQUARE, UseCase.IMG2IMG);

    @TempDir
    private Path folder;

    private record Use(Settings settings, Instant at, int width, int height, boolean img2img) {
        boolean of(UseCase useCase) {
            return switch (useCase) {
                case PORTRAIT -> height > width;
                case LANDSCAPE -> width > height;
                case SQUARE -> width == height;
                case IMG2IMG -> img2img;
                case UPSCALE, VIDEO -> false;
            };
        }
    }

    private record Answer(long score, Instant last, long id, String hash) {
        static final Comparator<Answer> ORDER = Comparator.comparing(Answer::score)
                .thenComparing(Answer::last)
                .reversed()
                .thenComparing(Answer::id);
    }

    @Test
    void indexesAnswerWhatEveryRunSays() throws StoreException {
        long seed = new Random().nextLong();
        System.out.println("seed of the suggest oracle: " + seed);
        Random random = new Random(seed);
        try (Store store = Store.open(folder.resolve("a.db"), OpenMode.READ_WRITE)) {
            List<Use> uses = new ArrayList<>();
            for (int i = 0; i < RUNS; i++) {
                int[] size = SIZES[random.nextInt(SIZES.length)];
                uses.add(new Use(
                        settings(random),
                        NOON.plusSeconds(random.nextInt(400)),
                        size[0],
                        size[1],
                        random.nextInt(8) == 0));
            }
            for (int from = 0; from < RUNS; from += 100) {
                List<Entry> entries = new ArrayList<>();
                for (int i = from; i < Math.min(from + 100, RUNS); i++) {
                    Use use = uses.get(i);
                    String role = use.img2img() ? "img2img" : "base";
                    entries.add(Entry.of(
                            run("run" + i, use.at(), chain(0, use.settings(), use.width(), use.height(), role))));
                }
                store.record(entries);
            }
            Map<String, Rating> ratings = new HashMap<>();
            for (Use use : uses.subList(0, 20)) {
                String hash = Fingerprint.of(use.settings()).hash();
                Rating rating = random.nextBoolean() ? Rating.UP : Rating.DOWN;
                store.rate(hash, rating);
                ratings.put(hash, rating);
            }
            Map<String, List<Use>> byHash = new HashMap<>();
            for (Use use : uses) {
                byHash.computeIfAbsent(Fingerprint.of(use.settings()).hash(), h -> new ArrayList<>())
                        .add(use);
            }
            Map<String, Long> ids = new HashMap<>();
            for (String hash : byHash.keySet()) {
                ids.put(hash, store.find(hash).orElseThrow().id());
            }
            int answered = 0;
            for (int i = 0; i < QUESTIONS; i++) {
                SuggestQuery query = query(random);
                // In turn with every LoRA taken for one that is used very much.
                int much = i % 2 == 0 ? Suggester.MUCH : 5;
                List<String> found = store.reading(() -> new Suggester(store.sql(), much).find(query)).stream()
                        .map(Suggestion::settingsHash)
                        .toList();
                assertThat(found)
                        .as("seed %d, question %d: %s", seed, i, query)
                        .isEqualTo(expected(ids, byHash, ratings, query));
                answered += found.isEmpty() ? 0 : 1;
            }
            assertThat(answered).as("questions with an answer").isGreaterThan(QUESTIONS / 10);
        }
    }

    private static Settings settings(Random random) {
        int model = random.nextInt(5);
        List<LoraUse> loras = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            int n = random.nextInt(4);
            loras.add(lora("BBBBBBBBB" + n, "style_" + n + "_" + n % 2 + ".safetensors", 0.5));
        }
        return new Settings(
                "family" + model % 2,
                "file_name",
                model(model),
                random.nextInt(4) == 0 ? Optional.of(model(random.nextInt(5))) : Optional.empty(),
                random.nextBoolean() ? "euler" : "dpmpp_2m",
                "karras",
                20 + random.nextInt(3),
                7,
                1,
                Optional.empty(),
                Optional.empty(),
                loras);
    }

    private static ModelRef model(int n) {
        return new ModelRef("AAAAAAAAA" + n, "model_" + n + "_" + n % 3 + ".safetensors");
    }

    private static SuggestQuery query(Random random) {
        SuggestQuery query = SuggestQuery.best(1 + random.nextInt(6)).withOffset(random.nextInt(3));
        if (random.nextInt(3) == 0) {
            query = query.withFamily("family" + random.nextInt(2));
        }
        if (random.nextInt(2) == 0) {
            query = query.withModel(random.nextBoolean() ? "aaaaaaaaa" + random.nextInt(5) : "_" + random.nextInt(3));
        }
        if (random.nextInt(2) == 0) {
            query = query.withLora(random.nextBoolean() ? "BBBBBBBBB" + random.nextInt(5) : "_" + random.nextInt(2));
        }
        if (random.nextInt(4) == 0) {
            query = query.withSampler(random.nextBoolean() ? "euler" : "dpmpp_2m");
        }
        if (random.nextInt(2) == 0) {
            query = query.withUseCase(USE_CASES.get(random.nextInt(USE_CASES.size())));
        }
        if (random.nextInt(4) == 0) {
            query = query.withSince(NOON.plusSeconds(random.nextInt(400)));
        }
        if (random.nextInt(4) == 0) {
            query = query.withUntil(NOON.plusSeconds(random.nextInt(400)));
        }
        return query;
    }

    private static List<String> expected(
            Map<String, Long> ids, Map<String, List<Use>> byHash, Map<String, Rating> ratings, SuggestQuery query) {
        List<Answer> answers = new ArrayList<>();
        for (Map.Entry<String, List<Use>> entry : byHash.entrySet()) {
            List<Use> counted = entry.getValue().stream()
                    .filter(use -> query.useCase().map(use::of).orElse(true))
                    .toList();
            if (counted.isEmpty() || !matches(entry.getValue(), query)) {
                continue;
            }
            int factor = switch (ratings.getOrDefault(entry.getKey(), Rating.NONE)) {
                case UP -> 12;
                case DOWN -> 1;
                case NONE -> 4;
            };
            answers.add(new Answer(
                    (long) counted.size() * factor,
                    counted.stream().map(Use::at).max(Comparator.naturalOrder()).orElseThrow(),
                    Objects.requireNonNull(ids.get(entry.getKey()), "every combination has an id"),
                    entry.getKey()));
        }
        return answers.stream()
                .sorted(Answer.ORDER)
                .skip(query.offset())
                .limit(query.limit())
                .map(Answer::hash)
                .toList();
    }

    private static boolean matches(List<Use> all, SuggestQuery query) {
        Settings s = all.get(0).settings();
        return query.family().map(s.modelFamily()::equals).orElse(true)
                && query.sampler().map(s.sampler()::equals).orElse(true)
                && query.model()
                        .map(text -> Stream.concat(Stream.of(s.model()), s.model2().stream())
                                .anyMatch(model -> named(model, text)))
                        .orElse(true)
                && query.lora()
                        .map(text -> s.loras().stream().anyMatch(use -> named(use.lora(), text)))
                        .orElse(true)
                && all.stream()
                        .anyMatch(use -> query.since()
                                        .map(t -> !use.at().isBefore(t))
                                        .orElse(true)
                                && query.until().map(t -> !use.at().isAfter(t)).orElse(true));
    }

    private static boolean named(ModelRef file, String text) {
        return file.hash().equalsIgnoreCase(text) || file.name().contains(text);
    }
}
