package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.cli.console.Spell;
import io.gentrack.cli.console.Table;
import io.gentrack.cli.console.Table.Column;
import io.gentrack.community.client.CommunityQuery;
import io.gentrack.community.client.SearchAnswer;
import io.gentrack.community.client.SharedSettings;
import io.gentrack.core.settings.Settings;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What others use. */
@Command(
        name = "search",
        description = {
            "Show the settings that people share, the most used first. Without a filter: of all.",
            "Sends what you ask for, and nothing else. The same question is not sent again while its answer holds."
        },
        footer = {
            "",
            "Examples:",
            "  gentrack community search --family sdxl --server http://127.0.0.1:8189",
            "  gentrack community search --lora lightning --limit 5"
        })
final class CommunitySearchCommand extends GentrackCommand {
    @Mixin
    CommunityOptions community = new CommunityOptions();

    @Option(names = "--family", paramLabel = "NAME", description = "Model family, for example sdxl, flux, qwen_image.")
    Optional<String> family = Optional.empty();

    @Option(
            names = "--model",
            paramLabel = "NAME|HASH",
            description = "A part of the model's public title, its AutoV2 hash, or civitai:VERSION.")
    Optional<String> model = Optional.empty();

    @Option(
            names = "--lora",
            paramLabel = "NAME|HASH",
            description = "A part of a LoRA's public title, its AutoV2 hash, or civitai:VERSION.")
    Optional<String> lora = Optional.empty();

    @Option(names = "--sampler", paramLabel = "NAME", description = "Only this sampler, for example euler.")
    Optional<String> sampler = Optional.empty();

    @Option(names = "--scheduler", paramLabel = "NAME", description = "Only this scheduler, for example simple.")
    Optional<String> scheduler = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", defaultValue = "10", description = "How many, 1 to 100. Otherwise 10.")
    int limit;

    @Option(names = "--cursor", paramLabel = "TEXT", description = "The next page, as the one before names it.")
    Optional<String> cursor = Optional.empty();

    CommunitySearchCommand(Host host) {
        super(host);
    }

    @Override
    public Integer call() throws UsageException {
        if (limit < 1 || limit > CommunityQuery.MOST) {
            throw new UsageException(
                    "--limit takes a number from 1 to " + CommunityQuery.MOST + ", not " + limit + ".");
        }
        CommunityQuery query = new CommunityQuery(family, model, lora, sampler, scheduler, limit, cursor);
        Optional<String> problem = query.problem();
        if (problem.isPresent()) {
            throw new UsageException(problem.get());
        }
        SearchAnswer answer = CommunityOptions.search(host, community.require(host, Config.read(host)))
                .find(query);
        if (answer instanceof SearchAnswer.Failed failed) {
            fault(failed.reason() + ". Try again later; gentrack suggest answers from your own history.");
            return Exit.FAILED;
        }
        show((SearchAnswer.Found) answer);
        return Exit.DONE;
    }

    private void show(SearchAnswer.Found found) {
        found.outdated().ifPresent(why -> note(why + "; this is an earlier answer."));
        if (options.json) {
            print(json(found));
            return;
        }
        if (found.results().isEmpty()) {
            note("Nobody shares settings for this yet. What is shared becomes visible when enough people share it.");
            return;
        }
        print(table(found), "");
        found.next()
                .ifPresent(
                        next -> note("There are more: --limit up to " + CommunityQuery.MOST + ", or --cursor " + next));
    }

    private static Table table(SearchAnswer.Found found) {
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
                Column.number("Uses"),
                Column.number("People"),
                Column.text("Last seen"));
        for (SharedSettings one : found.results()) {
            Settings s = one.settings();
            table.row(
                    s.modelFamily(),
                    Wording.model(s),
                    s.sampler(),
                    s.scheduler(),
                    Spell.number(s.steps()),
                    Spell.number(s.cfg()),
                    s.shift().map(Spell::number).orElse(""),
                    s.guidance().map(Spell::number).orElse(""),
                    Spell.number(s.denoise()),
                    Wording.loras(s),
                    Spell.count(one.uses()),
                    Spell.count(one.contributors()),
                    one.lastSeen());
        }
        return table;
    }

    /** For programs; fields are added, never renamed. */
    private static ObjectNode json(SearchAnswer.Found found) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode results = json.putArray("results");
        for (SharedSettings one : found.results()) {
            ObjectNode result = SuggestionJson.settings(one.settings());
            result.put("settings_hash", one.settingsHash());
            result.put("model_civitai_id", one.modelVersion());
            result.put("total_uses", one.uses());
            result.put("unique_users", one.contributors());
            result.put("last_seen", one.lastSeen());
            results.add(result);
        }
        json.put("total", found.total());
        json.put("next", found.next().orElse(null));
        json.put("outdated", found.outdated().orElse(null));
        return json;
    }
}
