package io.gentrack.cli;

import io.gentrack.cli.console.Spell;
import io.gentrack.cli.console.Table;
import io.gentrack.cli.console.Table.Column;
import io.gentrack.community.client.Entry;
import io.gentrack.community.client.KeptHome;
import io.gentrack.community.client.Preview;
import io.gentrack.community.client.PublicFile;
import io.gentrack.core.settings.LoraUse;
import io.gentrack.core.settings.Settings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A preview for people: every value that would be sent, in words, and how much stays at home. */
final class PreviewText {
    private static final String INDENT = "  ";

    private final Preview preview;

    PreviewText(Preview preview) {
        this.preview = preview;
    }

    List<String> lines(int width) {
        List<String> lines = new ArrayList<>();
        lines.add("=== Generation Settings Ready to Share ===");
        lines.add("");
        if (!preview.entries().isEmpty()) {
            lines.addAll(table().lines(INDENT, width));
            lines.add("");
        }
        lines.add(INDENT + Spell.count(preview.entries().size(), "entry", "entries") + " (private LoRAs excluded: "
                + Spell.count(preview.keptHome(KeptHome.PRIVATE_LORA)) + ", private models: "
                + Spell.count(preview.keptHome(KeptHome.PRIVATE_MODEL)) + ")");
        List<String> others = others();
        if (!others.isEmpty()) {
            lines.add(INDENT + "Also not shared: " + String.join(", ", others));
        }
        if (preview.upToDate() > 0) {
            lines.add(INDENT + Spell.count(preview.upToDate(), "entry was", "entries were")
                    + " shared before and did not change.");
        }
        return lines;
    }

    private List<String> others() {
        List<String> others = new ArrayList<>();
        add(others, KeptHome.UNRESOLVED, "known by file name only");
        add(others, KeptHome.NOT_ASKED, "with files that nobody has asked CivitAI about");
        add(others, KeptHome.USED_RARELY, "used too rarely (--min-uses)");
        add(others, KeptHome.RATED_DOWN, "rated down");
        add(others, KeptHome.RARE_WORD, "with a sampler, scheduler or family that few people have");
        add(others, KeptHome.OUT_OF_RANGE, "with numbers out of range");
        add(others, KeptHome.REFUSED, "refused by the server");
        return others;
    }

    private void add(List<String> others, KeptHome reason, String words) {
        int count = preview.keptHome(reason);
        if (count > 0) {
            others.add(Spell.count(count) + " " + words);
        }
    }

    private Table table() {
        Table table = new Table(
                Column.text("Model Family"),
                Column.name("Model"),
                Column.text("Sampler/Sched"),
                Column.number("Steps"),
                Column.number("CFG"),
                Column.number("Shift"),
                Column.number("Guidance"),
                Column.number("Denoise"),
                Column.name("LoRA"),
                Column.number("Uses"),
                Column.text("Last day"),
                Column.text("New"));
        preview.entries().stream()
                .sorted(Comparator.comparingInt(Entry::uses).reversed().thenComparing(Entry::settingsHash))
                .forEach(entry -> row(table, entry));
        return table;
    }

    private static void row(Table table, Entry entry) {
        Settings s = entry.settings();
        table.row(
                s.modelFamily(),
                title(entry.model()) + entry.model2().map(m -> " + " + title(m)).orElse(""),
                s.sampler() + "/" + s.scheduler(),
                Spell.number(s.steps()),
                decimal(s.cfg()),
                s.shift().map(Spell::number).orElse(""),
                s.guidance().map(Spell::number).orElse(""),
                s.denoise() == 1 ? "" : Spell.number(s.denoise()),
                loras(entry),
                Spell.count(entry.uses()),
                entry.day().toString(),
                entry.sentBefore() == 0 ? "" : "was " + Spell.count(entry.sentBefore()));
    }

    /** {@code 1.0}, {@code 6.5}: as people write a CFG. */
    private static String decimal(double number) {
        String text = Spell.number(number);
        return text.contains(".") ? text : text + ".0";
    }

    private static String loras(Entry entry) {
        if (entry.loras().isEmpty()) {
            return "(none)";
        }
        List<String> loras = new ArrayList<>();
        for (int i = 0; i < entry.loras().size(); i++) {
            LoraUse use = entry.settings().loras().get(i);
            loras.add(title(entry.loras().get(i))
                    + use.strength().map(s -> " " + Spell.number(s)).orElse("")
                    + use.clipStrength().map(c -> "/" + Spell.number(c)).orElse("") + " (CivitAI)");
        }
        return String.join(" + ", loras);
    }

    private static String title(PublicFile file) {
        return file.title().isEmpty() ? "version " + file.versionId() : file.title();
    }
}
