package io.gentrack.cli.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Columns that line up and never wrap. Where the screen is too narrow the columns marked {@link Column#flexible} give way, the widest
 * first; a column in which every cell is empty is left out.
 */
public final class Table {
    private static final String GAP = "  ";

    /** Narrower than this a flexible column says nothing. */
    private static final int LEAST = 8;

    /**
     * One column.
     *
     * @param right numbers stand at the right
     * @param flexible may be cut to fit
     */
    public record Column(String title, boolean right, boolean flexible) {
        public Column {
            Objects.requireNonNull(title, "title is null");
        }

        public static Column text(String title) {
            return new Column(title, false, false);
        }

        public static Column number(String title) {
            return new Column(title, true, false);
        }

        public static Column name(String title) {
            return new Column(title, false, true);
        }
    }

    private final List<Column> columns;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(Column... columns) {
        this.columns = List.of(columns);
    }

    /** As many cells as there are columns. */
    public Table row(String... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
        }
        List<String> row = new ArrayList<>(cells.length);
        for (String cell : cells) {
            row.add(TextWidth.oneLine(cell));
        }
        rows.add(row);
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /**
     * The lines, title first.
     *
     * @param indent stands before each line
     * @param width columns of the screen
     */
    public List<String> lines(String indent, int width) {
        int[] widths = widths(indent, width);
        List<String> lines = new ArrayList<>(rows.size() + 1);
        lines.add(line(indent, columns.stream().map(Column::title).toList(), widths));
        rows.forEach(row -> lines.add(line(indent, row, widths)));
        return lines;
    }

    /** Whether the lines can be made to fit. */
    public boolean fits(String indent, int width) {
        int total = indent.length() - GAP.length();
        for (int column : widths(indent, width)) {
            total += column == 0 ? 0 : column + GAP.length();
        }
        return total <= width;
    }

    private int[] widths(String indent, int width) {
        int[] widths = new int[columns.size()];
        int total = indent.length();
        for (int c = 0; c < widths.length; c++) {
            int widest = 0;
            for (List<String> row : rows) {
                widest = Math.max(widest, TextWidth.of(row.get(c)));
            }
            widths[c] = widest == 0
                    ? 0
                    : Math.max(widest, TextWidth.of(columns.get(c).title()));
            total += widths[c] == 0 ? 0 : widths[c] + GAP.length();
        }
        int over = total - GAP.length() - width;
        while (over > 0) {
            int widest = -1;
            for (int c = 0; c < widths.length; c++) {
                boolean mayShrink = columns.get(c).flexible() && widths[c] > LEAST;
                if (mayShrink && (widest < 0 || widths[c] > widths[widest])) {
                    widest = c;
                }
            }
            if (widest < 0) {
                break;
            }
            widths[widest]--;
            over--;
        }
        return widths;
    }

    private String line(String indent, List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder(indent);
        for (int c = 0; c < widths.length; c++) {
            if (widths[c] > 0) {
                String cell = columns.get(c).flexible() ? TextWidth.fit(cells.get(c), widths[c]) : cells.get(c);
                line.append(TextWidth.pad(cell, widths[c], columns.get(c).right()))
                        .append(GAP);
            }
        }
        return line.toString().stripTrailing();
    }
}
