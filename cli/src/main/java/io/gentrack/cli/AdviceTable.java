package io.gentrack.cli;

import io.gentrack.cli.console.Spell;
import io.gentrack.cli.console.Table;
import io.gentrack.cli.console.Table.Column;
import io.gentrack.cli.console.TextWidth;
import io.gentrack.core.advice.Advice;
import io.gentrack.core.advice.Group;
import io.gentrack.core.advice.Preset;
import io.gentrack.core.advice.Range;
import io.gentrack.core.settings.Settings;
import io.gentrack.core.store.ChainUse;
import io.gentrack.core.store.Rating;
import io.gentrack.core.store.Size;
import io.gentrack.core.store.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Advice for people: a table, or on a narrow terminal a block for each. The numbers in front are those that {@code rate} takes. */
final class AdviceTable {
    private final List<Advice> advice;
    private final boolean spread;

    /**
     * @param spread show the range of near-duplicates instead of the best one's number
     */
    AdviceTable(List<Advice> advice, boolean spread) {
        this.advice = List.copyOf(advice);
        this.spread = spread;
    }

    /** One piece of advice in words. */
    private record Row(
            String family,
            String model,
            String sampler,
            String scheduler,
            String steps,
            String cfg,
            String shift,
            String guidance,
            String denoise,
            String loras,
            String size,
            String uses,
            String last,
            String alike,
            String preset,
            String above,
            String source) {}

    List<String> lines(int width) {
        List<Row> rows = advice.stream().map(this::row).toList();
        Table table = table(rows);
        if (table.fits("", width)) {
            return table.lines("", width);
        }
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            block(i + 1, rows.get(i)).forEach(line -> lines.add(TextWidth.fit(line, width)));
        }
        return lines;
    }

    private static Table table(List<Row> rows) {
        Table table = new Table(
                Column.number("#"),
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
                Column.text("Last used"),
                Column.number("Above next"),
                Column.number("Alike"),
                Column.name("Preset"),
                Column.text("Source"));
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            table.row(
                    String.valueOf(i + 1),
                    row.family(),
                    row.model(),
                    row.sampler(),
                    row.scheduler(),
                    row.steps(),
                    row.cfg(),
                    row.shift(),
                    row.guidance(),
                    row.denoise(),
                    row.loras(),
                    row.size(),
                    row.uses(),
                    row.last(),
                    row.above(),
                    row.alike(),
                    row.preset(),
                    row.source());
        }
        return table;
    }

    /** For a narrow terminal: a table that wraps cannot be read. */
    private static List<String> block(int number, Row row) {
        List<String> lines = new ArrayList<>();
        String use = row.uses().isEmpty()
                ? "preset " + row.preset()
                : row.uses() + (row.uses().equals("1") ? " use, last " : " uses, last ") + row.last();
        lines.add(number + ". " + row.family() + (row.model().isEmpty() ? "" : "  " + row.model()) + "  (" + use + ")");
        List<String> parts = new ArrayList<>();
        parts.add(or(row.sampler()) + "/" + or(row.scheduler()));
        part(parts, "", row.steps(), " steps");
        part(parts, "cfg ", row.cfg(), "");
        part(parts, "shift ", row.shift(), "");
        part(parts, "guidance ", row.guidance(), "");
        part(parts, "denoise ", row.denoise(), "");
        lines.add("   " + String.join(", ", parts));
        String more = row.size() + (row.loras().isEmpty() ? "" : "  LoRAs: " + row.loras());
        if (!more.isEmpty()) {
            lines.add("   " + more.strip());
        }
        return lines;
    }

    private static String or(String name) {
        return name.isEmpty() ? "any" : name;
    }

    private static void part(List<String> parts, String before, String value, String after) {
        if (!value.isEmpty()) {
            parts.add(before + value + after);
        }
    }

    private Row row(Advice one) {
        if (one instanceof Advice.History history) {
            return history(history);
        }
        if (one instanceof Advice.Official official) {
            return preset(official.preset());
        }
        Advice.Community shared = (Advice.Community) one;
        return settings(
                shared.settings(), Map.of(), shared.size(), Spell.count(shared.uses()), "", "", "", "", "community");
    }

    private Row history(Advice.History advice) {
        Group group = advice.group();
        Suggestion head = group.head();
        Map<String, Range> ranges =
                spread ? group.spreads().stream().collect(Collectors.toMap(s -> s.field(), s -> s.range())) : Map.of();
        String rating = switch (head.rating()) {
            case UP -> " (up)";
            case DOWN -> " (down)";
            case NONE -> "";
        };
        return settings(
                head.settings(),
                ranges,
                head.mostUsedSize(),
                uses(group) + (head.rating() == Rating.NONE ? "" : rating),
                Days.of(group.lastUsed()),
                group.members().size() > 1 ? "+" + (group.members().size() - 1) : "",
                head.presetName().equals(ChainUse.CUSTOM) ? "" : head.presetName(),
                advice.timesNext()
                        .filter(times -> times >= 1.05)
                        .map(times -> String.format(Locale.ROOT, "%.1fx", times))
                        .orElse(""),
                advice.source());
    }

    private static Row settings(
            Settings settings,
            Map<String, Range> ranges,
            Optional<Size> size,
            String uses,
            String last,
            String alike,
            String preset,
            String above,
            String source) {
        return new Row(
                settings.modelFamily(),
                Wording.model(settings),
                settings.sampler(),
                settings.scheduler(),
                number(ranges, "steps", Optional.of(settings.steps())),
                number(ranges, "cfg", Optional.of(settings.cfg())),
                number(ranges, "shift", settings.shift()),
                number(ranges, "guidance", settings.guidance()),
                number(ranges, "denoise", Optional.of(settings.denoise())),
                Wording.loras(settings),
                size(size),
                uses,
                last,
                alike,
                preset,
                above,
                source);
    }

    private static Row preset(Preset preset) {
        return new Row(
                preset.family(),
                "",
                String.join(" or ", preset.samplers()),
                String.join(" or ", preset.schedulers()),
                range(preset.steps()),
                range(preset.cfg()),
                range(preset.shift()),
                range(preset.guidance()),
                range(preset.denoise()),
                String.join(" ", preset.lora()),
                size(preset.sizes().stream().findFirst()),
                "",
                "",
                "",
                preset.name(),
                "",
                "preset");
    }

    private static String number(Map<String, Range> ranges, String field, Optional<Double> head) {
        return Optional.ofNullable(ranges.get(field))
                .map(range -> range(Optional.of(range)))
                .or(() -> head.map(Spell::number))
                .orElse("");
    }

    private static String range(Optional<Range> range) {
        return range.map(r -> r.exact() ? Spell.number(r.low()) : Spell.number(r.low()) + "-" + Spell.number(r.high()))
                .orElse("");
    }

    private static String uses(Group group) {
        return group.matchingUses() == group.uses()
                ? Spell.count(group.uses())
                : Spell.count(group.matchingUses()) + " of " + Spell.count(group.uses());
    }

    private static String size(Optional<Size> size) {
        return size.map(s -> s.width() + "x" + s.height()).orElse("");
    }
}
