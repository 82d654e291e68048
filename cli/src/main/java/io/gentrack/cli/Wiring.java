package io.gentrack.cli;

import io.gentrack.core.extract.Extractors;
import io.gentrack.core.job.AnalyzingReader;
import io.gentrack.core.job.FileAnalyzer;
import io.gentrack.core.settings.Families;
import io.gentrack.core.settings.GraphFamilies;
import io.gentrack.core.settings.ModelNames;
import io.gentrack.core.settings.SettingsBuilder;

/** Puts the parts together; the one place that knows which implementation stands for which interface. */
final class Wiring {
    private final SettingsBuilder settings;
    private final FileAnalyzer analyzer;

    Wiring(Extractors extractors) {
        this(extractors, ModelNames.BY_NAME);
    }

    /**
     * @param names who knows the model files of this machine
     */
    Wiring(Extractors extractors, ModelNames names) {
        settings = new SettingsBuilder(names, families());
        analyzer = new FileAnalyzer(extractors, settings);
    }

    private static Families families() {
        return new GraphFamilies();
    }

    FileAnalyzer analyzer() {
        return analyzer;
    }

    AnalyzingReader reader() {
        return new AnalyzingReader(analyzer, settings);
    }

    /** Of everything that could change what is stored for a file. */
    static String version(Extractors extractors) {
        return AnalyzingReader.VERSION + "+" + extractors.version();
    }
}
