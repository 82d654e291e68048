package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.cli.console.Spell;
import io.gentrack.core.job.ImportSummary;
import io.gentrack.core.store.Stats;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What an import came to, and what to try next. */
final class ImportReport {
    private static final int REASONS = 5;

    private final ImportSummary summary;
    private final Stats before;
    private final Stats after;
    private final Path database;

    ImportReport(ImportSummary summary, Stats before, Stats after, Path database) {
        this.summary = summary;
        this.before = before;
        this.after = after;
        this.database = database;
    }

    /**
     * For people.
     *
     * @param incomplete number of files by what they lack
     * @param named the {@code --db} of the command line, which the next command needs as well
     */
    List<String> lines(Map<String, Long> incomplete, Optional<Path> named) {
        List<String> lines = new ArrayList<>();
        lines.add((summary.cancelled() ? "Stopped. What was read until then is kept: " : "Done: ")
                + Spell.count(summary.found(), "file", "files") + " in " + Spell.duration(summary.elapsed()) + ".");
        long fresh = summary.recorded() - summary.duplicates();
        add(lines, fresh, "with settings that were counted");
        add(
                lines,
                summary.duplicates(),
                "of runs that were known already (a copy, or picture and workflow of one run)");
        add(lines, summary.alreadyImported(), "already imported and unchanged");
        add(lines, summary.noMetadata(), "without a workflow in it");
        add(lines, summary.incomplete(), "with a workflow that does not say enough to count it");
        incomplete.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(REASONS)
                .forEach(e -> lines.add(" ".repeat(12) + Spell.count(e.getValue()) + " lack: " + e.getKey()));
        add(lines, summary.unreadable(), "unreadable, named above");
        lines.add("");
        long runs = after.executions() - before.executions();
        long combos = after.combinations() - before.combinations();
        lines.add(
                runs == 0 && combos == 0
                        ? "Nothing new. Tracked in all: " + Spell.count(after.executions(), "generation", "generations")
                                + ", " + Spell.count(after.combinations(), "combination", "combinations")
                                + " of settings."
                        : "New: " + Spell.count(runs, "generation", "generations") + ", "
                                + Spell.count(Math.max(0, combos), "new combination", "new combinations")
                                + " of settings. Tracked in all: " + Spell.count(after.executions()) + " of "
                                + Spell.count(after.combinations()) + ".");
        after.mostUsed()
                .ifPresent(best -> lines.add("Most used: " + Wording.combination(best.settings()) + " ("
                        + Spell.count(best.uses(), "use", "uses") + ")"));
        lines.add("");
        lines.addAll(next(named.map(p -> " --db " + p).orElse("")));
        return lines;
    }

    private List<String> next(String option) {
        if (summary.cancelled()) {
            return List.of("To go on, run the same command again; it opens only what is left.");
        }
        if (after.executions() == 0) {
            return List.of(
                    "Nothing is tracked yet. ComfyUI writes its workflow into the pictures it saves, unless it was started with",
                    "--disable-metadata or the picture went through another program. To see what a file holds:",
                    "  gentrack inspect FILE");
        }
        List<String> lines = new ArrayList<>();
        lines.add("Try next:");
        lines.add("  gentrack stats" + option);
        lines.add("  gentrack suggest"
                + after.families().stream()
                        .map(Stats.FamilyCount::family)
                        .filter(family -> !family.equals("unknown"))
                        .findFirst()
                        .map(family -> " --family " + family)
                        .orElse("")
                + option);
        if (summary.incomplete() > 0) {
            lines.add("  gentrack nodes unknown PATH    (which nodes are not known yet)");
        }
        return lines;
    }

    private static void add(List<String> lines, long files, String what) {
        if (files > 0) {
            lines.add(String.format(Locale.ROOT, "%,10d  %s", files, what));
        }
    }

    /** For programs; fields are added, never renamed. */
    ObjectNode json(Map<String, Long> incomplete) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("files", summary.found());
        json.put("recorded", summary.recorded());
        json.put("duplicates", summary.duplicates());
        json.put("already_imported", summary.alreadyImported());
        json.put("no_metadata", summary.noMetadata());
        json.put("incomplete", summary.incomplete());
        json.put("unreadable", summary.unreadable());
        json.put("new_executions", summary.added());
        json.put("new_combinations", Math.max(0, after.combinations() - before.combinations()));
        json.put("executions", after.executions());
        json.put("combinations", after.combinations());
        json.put("cancelled", summary.cancelled());
        json.put("seconds", summary.elapsed().toMillis() / 1000.0);
        json.put("database", database.toString());
        ObjectNode missing = json.putObject("missing");
        incomplete.forEach(missing::put);
        return json;
    }
}
