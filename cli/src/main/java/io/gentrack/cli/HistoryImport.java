package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.cli.console.Spell;
import io.gentrack.core.store.Exporter;
import io.gentrack.core.store.Importer;
import io.gentrack.core.store.MergeReport;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Takes in whole histories: exports and databases of gentrack. */
final class HistoryImport {
    private final Store store;

    HistoryImport(Store store) {
        this.store = store;
    }

    /** True for a file that is a history and not a picture or workflow. */
    static boolean isHistory(Path path) {
        return Files.isRegularFile(path) && Importer.recognise(path).isPresent();
    }

    /**
     * What came of one file.
     *
     * @param lines for people
     */
    record Outcome(List<String> lines, ObjectNode json) {}

    Outcome run(Path file) throws StoreException, IOException, UsageException {
        boolean database = Importer.recognise(file)
                .filter(f -> f == Exporter.Format.SQLITE)
                .isPresent();
        if (database && Files.isSameFile(file, store.file())) {
            throw new UsageException(
                    file + " is the database itself. Name another file, or another database with --db.");
        }
        return own(file, Importer.run(file, store));
    }

    private static Outcome own(Path file, MergeReport report) {
        List<String> lines = new ArrayList<>();
        lines.add(file + ": " + Spell.count(report.executions(), "generation", "generations") + " added, "
                + Spell.count(report.known()) + " known already, "
                + Spell.count(report.combinations(), "new combination", "new combinations") + ".");
        if (report.rejected() > 0) {
            lines.add("  Left out: " + Spell.count(report.rejected(), "combination", "combinations")
                    + " whose settings are not those of their hash; the file was changed by another program.");
        }
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("file", file.toString())
                .put("kind", "gentrack")
                .put("added", report.executions())
                .put("known", report.known())
                .put("new_combinations", report.combinations())
                .put("rejected", report.rejected());
        return new Outcome(lines, json);
    }
}
