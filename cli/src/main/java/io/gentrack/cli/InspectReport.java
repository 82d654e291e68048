package io.gentrack.cli;

import io.gentrack.cli.console.Spell;
import io.gentrack.cli.console.Table;
import io.gentrack.cli.console.Table.Column;
import io.gentrack.cli.console.TextWidth;
import io.gentrack.core.extract.Chain;
import io.gentrack.core.extract.Extraction;
import io.gentrack.core.extract.Pass;
import io.gentrack.core.graph.Note;
import io.gentrack.core.job.FileAnalysis;
import io.gentrack.core.settings.ChainSettings;
import io.gentrack.core.spi.Lora;
import io.gentrack.core.spi.ModelFile;
import io.gentrack.core.spi.Origin;
import io.gentrack.core.spi.Value;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What {@code inspect} tells people: one block a pass, each value with the place in the graph it comes from. */
final class InspectReport {
    private static final String NOT_SAID = "the graph does not say";

    private final Consumer<String> out;
    private final int width;
    private boolean first = true;

    InspectReport(Consumer<String> out, int width) {
        this.out = out;
        this.width = width;
    }

    void file(String file, FileAnalysis analysis) {
        if (!first) {
            out.accept("");
        }
        first = false;
        if (analysis instanceof FileAnalysis.Workflows found) {
            out.accept(TextWidth.oneLine(file) + ": " + analysis.container().label() + ", read from its "
                    + found.source());
            found.notes().forEach(note -> out.accept("  " + TextWidth.oneLine(note)));
            int number = 1;
            for (FileAnalysis.Workflow workflow : found.workflows()) {
                if (found.workflows().size() > 1) {
                    out.accept("");
                    out.accept("  Workflow " + number++ + " of "
                            + found.workflows().size());
                }
                workflow(workflow);
            }
        } else if (analysis instanceof FileAnalysis.NoMetadata none) {
            out.accept(TextWidth.oneLine(file) + ": " + analysis.container().label() + ", " + none.reason());
        }
    }

    private void workflow(FileAnalysis.Workflow workflow) {
        Extraction extraction = workflow.extraction();
        List<Pass> passes = extraction.passes();
        for (int i = 0; i < passes.size(); i++) {
            pass(passes.get(i), i, passes.size());
        }
        for (int i = 0; i < extraction.chains().size(); i++) {
            chain(extraction, i, workflow.settings().get(i));
        }
        if (extraction.chains().isEmpty()) {
            out.accept("");
            out.accept("  Nothing to count: no sampler that reaches an output.");
        }
        notes(extraction.notes());
    }

    private void pass(Pass pass, int index, int of) {
        out.accept("");
        out.accept("  Pass " + (index + 1) + (of > 1 ? " of " + of : "") + ", "
                + pass.role().label() + ": " + pass.classType() + ", node " + pass.node());
        Table table = new Table(Column.text(""), Column.name(""), Column.name(""));
        text(table, "sampler", pass.sampler());
        text(table, "scheduler", pass.scheduler());
        number(table, "steps", pass.steps());
        optional(table, "from step", pass.startStep());
        optional(table, "to step", pass.endStep());
        cfg(table, pass);
        optional(table, "guidance", pass.guidance());
        optional(table, "denoise", pass.denoise());
        optional(table, "shift", pass.shift());
        if (pass.models().isEmpty()) {
            table.row("model", "-", NOT_SAID);
        }
        for (ModelFile model : pass.models()) {
            table.row("model", model.name().value(), model.name().origin().describe() + " (" + model.kind() + ")");
        }
        for (Lora lora : pass.loras()) {
            table.row(
                    "LoRA",
                    lora.name().value() + strengths(lora),
                    lora.name().origin().describe());
        }
        size(table, pass);
        optional(table, "frames", pass.frames());
        table.lines("    ", width).stream().skip(1).forEach(out);
    }

    private static String strengths(Lora lora) {
        String model =
                lora.strengthModel().map(s -> " at " + Spell.number(s.value())).orElse(", strength unknown");
        boolean differs = lora.strengthClip()
                .map(c -> lora.strengthModel().map(m -> m.value() != c.value()).orElse(true))
                .orElse(false);
        return differs
                ? model + ", clip " + Spell.number(lora.strengthClip().get().value())
                : model;
    }

    private static void cfg(Table table, Pass pass) {
        if (pass.cfg().isEmpty() && !pass.unread().contains("cfg")) {
            table.row("cfg", "-", "this sampler has none");
        } else {
            number(table, "cfg", pass.cfg());
        }
    }

    private static void size(Table table, Pass pass) {
        if (pass.width().isPresent() && pass.height().isPresent()) {
            Value.Num wide = pass.width().get();
            Value.Num high = pass.height().get();
            String from = wide.origin() instanceof Origin.Written w
                            && high.origin() instanceof Origin.Written h
                            && w.node().equals(h.node())
                    ? wide.origin().describe() + ", " + h.input()
                    : wide.origin().describe() + "; " + high.origin().describe();
            table.row("size", Spell.number(wide.value()) + " x " + Spell.number(high.value()), from);
        }
    }

    private static void text(Table table, String name, Optional<Value.Text> value) {
        table.row(
                name,
                value.map(Value.Text::value).orElse("-"),
                value.map(v -> v.origin().describe()).orElse(NOT_SAID));
    }

    private static void number(Table table, String name, Optional<Value.Num> value) {
        table.row(
                name,
                value.map(v -> Spell.number(v.value())).orElse("-"),
                value.map(v -> v.origin().describe()).orElse(NOT_SAID));
    }

    private static void optional(Table table, String name, Optional<Value.Num> value) {
        if (value.isPresent()) {
            number(table, name, value);
        }
    }

    private void chain(Extraction extraction, int index, ChainSettings settings) {
        Chain chain = extraction.chains().get(index);
        String which = extraction.chains().size() > 1 ? "Chain " + (index + 1) + ": " : "";
        out.accept("");
        out.accept("  " + which + passes(chain) + "counted by pass " + (chain.primary() + 1));
        if (settings instanceof ChainSettings.Complete complete) {
            out.accept("    family         " + complete.settings().modelFamily() + " (by "
                    + complete.settings().familySource().replace("_", " ") + ")");
            out.accept("    settings hash  " + complete.fingerprint().hash());
        } else if (settings instanceof ChainSettings.Incomplete incomplete) {
            out.accept("    not counted: the graph does not say " + String.join(", ", incomplete.missing()));
        }
    }

    private static String passes(Chain chain) {
        if (chain.passes().size() == 1) {
            return "";
        }
        return "passes "
                + chain.passes().stream().map(p -> Integer.toString(p + 1)).collect(Collectors.joining(", ")) + "; ";
    }

    private void notes(List<Note> notes) {
        if (notes.isEmpty()) {
            return;
        }
        out.accept("");
        out.accept("  Notes");
        for (Note note : notes) {
            String where = note.node().isEmpty() ? "" : "node " + note.node() + ": ";
            out.accept("    " + TextWidth.oneLine(where + note.message()) + " [" + note.code() + "]");
        }
    }
}
