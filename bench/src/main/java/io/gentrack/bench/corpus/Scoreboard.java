package io.gentrack.bench.corpus;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** The figures: some only told, some that must never get worse. */
final class Scoreboard {
    private record Figure(String text, OptionalDouble value, boolean higherIsBetter) {}

    private final Map<String, Figure> figures = new LinkedHashMap<>();
    private final StringBuilder tables = new StringBuilder();

    void info(String name, String text) {
        figures.put(name, new Figure(text, OptionalDouble.empty(), true));
    }

    /** A figure of which more is better. */
    void more(String name, double value, String text) {
        figures.put(name, new Figure(text, OptionalDouble.of(value), true));
    }

    /** A figure of which less is better. */
    void less(String name, double value, String text) {
        figures.put(name, new Figure(text, OptionalDouble.of(value), false));
    }

    void table(String title, Map<String, Integer> counts, int most) {
        tables.append("\n## ").append(title).append("\n\n| what | count |\n|---|---|\n");
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(most)
                .forEach(e -> tables.append("| ")
                        .append(e.getKey().replace("|", "\\|"))
                        .append(" | ")
                        .append(e.getValue())
                        .append(" |\n"));
    }

    String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("# Scoreboard\n\n")
                .append("How right the program is on real files that are not part of this repository. Written by\n")
                .append(
                        "`io.gentrack.bench.corpus.CorpusCheck`; `.ci/run` fails when a figure with a mark gets worse\n")
                .append("(▲ more is better, ▼ less is better).\n\n| figure | value | |\n|---|---|---|\n");
        figures.forEach((name, figure) -> text.append("| ")
                .append(name)
                .append(" | ")
                .append(figure.text())
                .append(" | ")
                .append(figure.value().isEmpty() ? "" : figure.higherIsBetter() ? "▲" : "▼")
                .append(" |\n"));
        return text.append(tables).toString();
    }

    /** The figures of a scoreboard file, by name; empty where there is no file yet. */
    static Map<String, String> read(Path file) throws IOException {
        Map<String, String> known = new LinkedHashMap<>();
        if (!Files.isRegularFile(file)) {
            return known;
        }
        for (String line : Files.readAllLines(file)) {
            List<String> cells = List.of(line.split("\\|", -1));
            if (cells.size() == 5 && (cells.get(3).contains("▲") || cells.get(3).contains("▼"))) {
                known.put(cells.get(1).strip(), cells.get(2).strip());
            }
        }
        return known;
    }

    /** What is worse than it was. A figure that is gone is worse, too. */
    List<String> worseThan(Map<String, String> before) {
        List<String> worse = new ArrayList<>();
        before.forEach((name, text) -> {
            Figure now = figures.get(name);
            double was = number(text);
            if (now == null || now.value().isEmpty()) {
                worse.add(name + ": was " + text + ", is gone");
            } else if (now.higherIsBetter()
                    ? now.value().getAsDouble() < was - 1e-9
                    : now.value().getAsDouble() > was + 1e-9) {
                worse.add(name + ": was " + text + ", is " + now.text());
            }
        });
        return worse;
    }

    /** The first number of a text: "22 of 24" is 22. */
    private static double number(String text) {
        return Double.parseDouble(text.split("[^0-9.]", 2)[0]);
    }
}
