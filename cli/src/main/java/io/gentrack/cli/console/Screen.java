package io.gentrack.cli.console;

import java.util.Map;
import java.util.Optional;

/**
 * What is known of where output goes.
 *
 * @param out standard output is a terminal
 * @param err standard error is a terminal
 * @param width columns of the terminal; {@link #UNLIMITED} where there is none
 */
public record Screen(boolean out, boolean err, int width) {
    /** Files and pipes have no width. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** Narrower than this nothing can be laid out. */
    private static final int NARROWEST = 40;

    private static final int USUAL = 100;

    /** No terminal anywhere. */
    public static final Screen PLAIN = new Screen(false, false, UNLIMITED);

    /**
     * As the launcher says it ({@code GENTRACK_TERMINAL}: {@code out}, {@code err} or both), else as far as Java knows.
     *
     * @param console whether Java found a terminal on standard input and output
     */
    public static Screen of(Map<String, String> environment, boolean console) {
        Optional<String> said = Optional.ofNullable(environment.get("GENTRACK_TERMINAL"));
        boolean dumb = "dumb".equals(environment.get("TERM"));
        boolean out = said.map(s -> s.contains("out")).orElse(console);
        boolean err = said.map(s -> s.contains("err")).orElse(console) && !dumb;
        return new Screen(out, err, out || err ? columns(environment) : UNLIMITED);
    }

    private static int columns(Map<String, String> environment) {
        try {
            int columns =
                    Integer.parseInt(environment.getOrDefault("COLUMNS", "").strip());
            return columns <= 0 ? USUAL : Math.max(columns, NARROWEST);
        } catch (NumberFormatException e) {
            return USUAL;
        }
    }

    /** Columns that a table on standard output may take. */
    public int tableWidth() {
        return out ? width : UNLIMITED;
    }
}
