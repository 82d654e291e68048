package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.cli.console.Spell;
import io.gentrack.cli.console.Table;
import io.gentrack.cli.console.Table.Column;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Stats;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** What is tracked, at a glance. */
@Command(
        name = "stats",
        description = "Show how much is tracked and what is used most.",
        footer = {"", "Example:", "  gentrack stats"})
final class StatsCommand extends GentrackCommand {
    private static final int ROWS = 12;

    StatsCommand(Host host) {
        super(host);
    }

    @Override
    public Integer call() throws StoreException {
        try (Store store = Store.open(database(), OpenMode.READ_ONLY)) {
            Stats stats = store.stats();
            if (options.json) {
                print(json(stats).put("database", store.file().toString()));
            } else {
                show(stats);
                note("");
                note("  Database: " + store.file());
            }
        }
        return Exit.DONE;
    }

    private void show(Stats stats) {
        print("  Total generations tracked: " + stats.executions());
        print("  Unique setting combos: " + stats.combinations());
        stats.mostUsed()
                .ifPresent(best -> print("  Most used: " + Wording.combination(best.settings()) + " ("
                        + Spell.count(best.uses(), "use", "uses") + ")"));
        if (!stats.families().isEmpty()) {
            print("  Models: "
                    + stats.families().stream()
                            .map(f -> f.family() + " (" + f.uses() + ")")
                            .collect(Collectors.joining(", ")));
        }
        if (stats.executions() == 0) {
            note("");
            note("  Nothing is tracked yet: run gentrack import on a folder of pictures.");
            return;
        }
        print("");
        Table families = new Table(Column.text("Model family"), Column.number("Uses"), Column.number("Combos"));
        for (Stats.FamilyCount row : stats.families().stream().limit(ROWS).toList()) {
            families.row(row.family(), Spell.count(row.uses()), Spell.count(row.combinations()));
        }
        print(families, "  ");
        more(stats.families().size());
        print("");
        Table samplers = new Table(
                Column.text("Sampler"), Column.text("Scheduler"), Column.number("Uses"), Column.number("Combos"));
        for (Stats.SamplerCount row : stats.samplers().stream().limit(ROWS).toList()) {
            samplers.row(row.sampler(), row.scheduler(), Spell.count(row.uses()), Spell.count(row.combinations()));
        }
        print(samplers, "  ");
        more(stats.samplers().size());
        if (stats.first().isPresent() && stats.last().isPresent()) {
            print("");
            print("  From " + Days.of(stats.first().get()) + " to "
                    + Days.of(stats.last().get()));
        }
    }

    private void more(int rows) {
        if (rows > ROWS) {
            print("  and " + (rows - ROWS) + " more (all with --json)");
        }
    }

    /** The same numbers as the report's. */
    static ObjectNode json(Stats stats) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("executions", stats.executions());
        json.put("combinations", stats.combinations());
        json.set("most_used", stats.mostUsed().map(SuggestionJson::of).orElse(null));
        ArrayNode families = json.putArray("families");
        stats.families()
                .forEach(row -> families.addObject()
                        .put("family", row.family())
                        .put("uses", row.uses())
                        .put("combinations", row.combinations()));
        ArrayNode samplers = json.putArray("samplers");
        stats.samplers()
                .forEach(row -> samplers.addObject()
                        .put("sampler", row.sampler())
                        .put("scheduler", row.scheduler())
                        .put("uses", row.uses())
                        .put("combinations", row.combinations()));
        json.put("first", stats.first().map(Object::toString).orElse(null));
        json.put("last", stats.last().map(Object::toString).orElse(null));
        return json;
    }
}
