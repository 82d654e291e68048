package io.gentrack.cli;

import io.gentrack.core.advice.Advice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the last {@code suggest} showed, so that a row can be named by its number. A convenience: where the file cannot be written or
 * read, there is just no such list.
 */
final class LastSuggested {
    private final Path file;

    private LastSuggested(Path file) {
        this.file = file;
    }

    static LastSuggested beside(Path database) {
        return new LastSuggested(database.resolveSibling(database.getFileName() + ".suggested"));
    }

    /** A line for each row: its hash, or {@code -} for a row that cannot be rated. */
    void write(List<Advice> shown) {
        List<String> lines = shown.stream()
                .map(advice -> advice instanceof Advice.History history
                        ? history.group().head().settingsHash()
                        : "-")
                .toList();
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            // A read-only folder: rate then takes hashes only.
            return;
        }
    }

    /**
     * The hash of a row.
     *
     * @param row from 1
     */
    Optional<String> row(int row) {
        try {
            List<String> lines = Files.readAllLines(file);
            return row <= lines.size() ? Optional.of(lines.get(row - 1)) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
