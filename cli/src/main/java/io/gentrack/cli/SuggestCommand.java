package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.cli.console.Spell;
import io.gentrack.cli.console.Table;
import io.gentrack.cli.console.Table.Column;
import io.gentrack.cli.console.TextWidth;
import io.gentrack.core.settings.Settings;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Stats;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.core.store.SuggestQuery;
import io.gentrack.core.store.Suggestion;
import io.gentrack.core.store.UseCase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What worked before: the combinations used most, best first. */
@Command(
        name = "suggest",
        description = "Show the settings used most, best first: what worked before.",
        footer = {
            "",
            "Examples:",
            "  gentrack suggest --family qwen_image",
            "  gentrack suggest --model juggernaut --use-case portrait --limit 3"
        })
final class SuggestCommand extends GentrackCommand {
    @Option(names = "--family", paramLabel = "NAME", description = "Model family, for example sdxl, flux, qwen_image.")
    Optional<String> family = Optional.empty();

    @Option(names = "--model", paramLabel = "NAME|HASH", description = "A part of the model's file name, or its hash.")
    Optional<String> model = Optional.empty();

    @Option(names = "--lora", paramLabel = "NAME|HASH", description = "A part of a LoRA's file name, or its hash.")
    Optional<String> lora = Optional.empty();

    @Option(names = "--sampler", paramLabel = "NAME", description = "Only this sampler, for example euler.")
    Optional<String> sampler = Optional.empty();

    @Option(
            names = "--use-case",
            paramLabel = "CASE",
            description = "portrait, landscape, square, img2img, upscale or video.")
    Optional<String> useCase = Optional.empty();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many, 1 to 1000. Otherwise 10.")
    int limit;

    SuggestCommand(Host host) {
        super(host);
    }

    @Override
    public Integer call() throws StoreException, UsageException {
        SuggestQuery query = query();
        try (Store store = Store.open(database(), OpenMode.READ_ONLY)) {
            List<Suggestion> found = store.suggest(query);
            if (options.json) {
                ObjectNode json = JsonNodeFactory.instance.objectNode();
                ArrayNode suggestions = json.putArray("suggestions");
                found.forEach(suggestion -> suggestions.add(SuggestionJson.of(suggestion)));
                print(json);
            } else if (found.isEmpty()) {
                nothing(store.stats());
            } else {
                show(found);
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
        return new SuggestQuery(
                family, model, lora, Optional.empty(), sampler, asked, Optional.empty(), Optional.empty(), limit, 0);
    }

    private void nothing(Stats stats) {
        if (stats.executions() == 0) {
            note("Nothing is tracked yet: run gentrack import on a folder of pictures.");
            return;
        }
        note("Nothing that was used before fits. There is history for these families: "
                + stats.families().stream().map(Stats.FamilyCount::family).collect(Collectors.joining(", ")) + ".");
    }

    private void show(List<Suggestion> found) {
        Table table = new Table(
                Column.text("Family"),
                Column.name("Model"),
                Column.name("Sampler"),
                Column.name("Scheduler"),
                Column.number("Steps"),
                Column.number("CFG"),
                Column.number("Shift"),
                Column.number("Guidance"),
                Column.number("Denoise"),
                Column.name("LoRAs"),
                Column.text("Size"),
                Column.number("Uses"),
                Column.text("Last used"));
        for (Suggestion suggestion : found) {
            Settings settings = suggestion.settings();
            table.row(
                    settings.modelFamily(),
                    Wording.model(settings),
                    settings.sampler(),
                    settings.scheduler(),
                    Spell.number(settings.steps()),
                    Spell.number(settings.cfg()),
                    number(settings.shift()),
                    number(settings.guidance()),
                    Spell.number(settings.denoise()),
                    Wording.loras(settings),
                    size(suggestion),
                    uses(suggestion),
                    Days.of(suggestion.lastUsed()));
        }
        int width = host.screen().tableWidth();
        if (table.fits("", width)) {
            print(table, "");
        } else {
            blocks(found, width);
        }
    }

    /** For a narrow terminal: a table that wraps cannot be read. */
    private void blocks(List<Suggestion> found, int width) {
        int number = 1;
        for (Suggestion suggestion : found) {
            Settings settings = suggestion.settings();
            print(TextWidth.fit(
                    number++ + ". " + settings.modelFamily() + "  " + Wording.model(settings) + "  ("
                            + Spell.count(suggestion.uses(), "use", "uses") + ", last "
                            + Days.of(suggestion.lastUsed()) + ")",
                    width));
            List<String> parts = new ArrayList<>();
            parts.add(settings.sampler() + "/" + settings.scheduler());
            parts.add(Spell.number(settings.steps()) + " steps");
            parts.add("cfg " + Spell.number(settings.cfg()));
            settings.shift().ifPresent(s -> parts.add("shift " + Spell.number(s)));
            settings.guidance().ifPresent(g -> parts.add("guidance " + Spell.number(g)));
            parts.add("denoise " + Spell.number(settings.denoise()));
            print(TextWidth.fit("   " + String.join(", ", parts), width));
            String more = size(suggestion) + (settings.loras().isEmpty() ? "" : "  LoRAs: " + Wording.loras(settings));
            if (!more.isEmpty()) {
                print(TextWidth.fit("   " + more, width));
            }
        }
    }

    private static String uses(Suggestion suggestion) {
        return suggestion.matchingUses() == suggestion.uses()
                ? Spell.count(suggestion.uses())
                : Spell.count(suggestion.matchingUses()) + " of " + Spell.count(suggestion.uses());
    }

    private static String size(Suggestion suggestion) {
        return suggestion.mostUsedSize().map(s -> s.width() + "x" + s.height()).orElse("");
    }

    private static String number(Optional<Double> number) {
        return number.map(Spell::number).orElse("");
    }
}
