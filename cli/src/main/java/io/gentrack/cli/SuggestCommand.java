package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.community.client.DiscreetCommunity;
import io.gentrack.community.client.ServerAddress;
import io.gentrack.core.advice.Advice;
import io.gentrack.core.advice.Advisor;
import io.gentrack.core.advice.CommunitySettings;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Stats;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.core.store.SuggestQuery;
import io.gentrack.core.store.UseCase;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What worked before: the combinations used most, best first. */
@Command(
        name = "suggest",
        description = "Show the settings used most, best first: what worked before.",
        footer = {
            "",
            "Examples:",
            "  gentrack suggest --family qwen_image",
            "  gentrack suggest --model juggernaut --use-case portrait --limit 3",
            "  gentrack suggest --family sdxl --since 30d",
            "  gentrack suggest --family flux --community"
        })
final class SuggestCommand extends GentrackCommand {
    @Option(names = "--family", paramLabel = "NAME", description = "Model family, for example sdxl, flux, qwen_image.")
    Optional<String> family = Optional.empty();

    @Option(names = "--model", paramLabel = "NAME|HASH", description = "A part of the model's file name, or its hash.")
    Optional<String> model = Optional.empty();

    @Option(names = "--lora", paramLabel = "NAME|HASH", description = "A part of a LoRA's file name, or its hash.")
    Optional<String> lora = Optional.empty();

    @Option(names = "--lora-id", paramLabel = "N", description = "A LoRA by the number of its version on CivitAI.")
    Optional<Long> loraId = Optional.empty();

    @Option(names = "--sampler", paramLabel = "NAME", description = "Only this sampler, for example euler.")
    Optional<String> sampler = Optional.empty();

    @Option(
            names = "--use-case",
            paramLabel = "CASE",
            description = "portrait, landscape, square, img2img, upscale or video.")
    Optional<String> useCase = Optional.empty();

    @Option(
            names = "--since",
            paramLabel = "DAY|AGE",
            description = "Used on this day or later: 2026-03-01, or 30d, 12w, 6m, 2y ago.")
    Optional<String> since = Optional.empty();

    @Option(names = "--until", paramLabel = "DAY|AGE", description = "Used on this day or earlier.")
    Optional<String> until = Optional.empty();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many, 1 to 1000. Otherwise 10.")
    int limit;

    @Option(names = "--spread", description = "Show how far near-duplicates that stand as one lie apart: 20-22 steps.")
    boolean spread;

    @Option(names = "--each", description = "Show near-duplicates one by one.")
    boolean each;

    @Option(
            names = "--community",
            description =
                    "Fill up with what others use. Sends family, sampler and the hashes of public files, never a name.")
    boolean others;

    @Mixin
    CommunityOptions community = new CommunityOptions();

    SuggestCommand(Host host) {
        super(host);
    }

    @Override
    public Integer call() throws StoreException, UsageException {
        SuggestQuery query = query();
        Optional<ServerAddress> server =
                others ? Optional.of(community.require(host, Config.read(host))) : Optional.empty();
        try (Store store = Store.open(database(), OpenMode.READ_ONLY)) {
            CommunitySettings asked = new DiscreetCommunity(CommunityOptions.answers(host, server), store);
            List<Advice> found = new Advisor(store, presets(), asked).advise(query, !each);
            LastSuggested.beside(database()).write(found);
            if (options.json) {
                ObjectNode json = JsonNodeFactory.instance.objectNode();
                ArrayNode suggestions = json.putArray("suggestions");
                found.forEach(advice -> suggestions.add(AdviceJson.of(advice)));
                print(json);
            } else {
                if (found.stream().noneMatch(Advice.History.class::isInstance)) {
                    nothing(store.stats());
                }
                if (!found.isEmpty()) {
                    new AdviceTable(found, spread)
                            .lines(host.screen().tableWidth())
                            .forEach(this::print);
                }
            }
        }
        return Exit.DONE;
    }

    private SuggestQuery query() throws UsageException {
        if (limit < 1 || limit > SuggestQuery.MOST) {
            throw new UsageException("--limit takes a number from 1 to " + SuggestQuery.MOST + ", not " + limit + ".");
        }
        Optional<UseCase> asked = useCase.flatMap(UseCase::parse);
        if (useCase.isPresent() && asked.isEmpty()) {
            throw new UsageException("--use-case takes one of "
                    + Arrays.stream(UseCase.values()).map(UseCase::label).collect(Collectors.joining(", ")) + ", not \""
                    + useCase.get() + "\".");
        }
        Optional<Instant> from = since.isPresent() ? Optional.of(Days.since("--since", since.get())) : Optional.empty();
        Optional<Instant> to = until.isPresent() ? Optional.of(Days.until("--until", until.get())) : Optional.empty();
        return new SuggestQuery(family, model, lora, loraId, sampler, asked, from, to, limit, 0);
    }

    private void nothing(Stats stats) {
        if (stats.executions() == 0) {
            note("Nothing is tracked yet: run gentrack import on a folder of pictures.");
            return;
        }
        note("Nothing that was used before fits. There is history for these families: "
                + stats.families().stream().map(Stats.FamilyCount::family).collect(Collectors.joining(", ")) + ".");
    }
}
