package io.gentrack.cli;

import io.gentrack.core.advice.PresetMatcher;
import io.gentrack.core.advice.Presets;
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
    private final Presets presets;

    Wiring(Extractors extractors) {
        this(extractors, ModelNames.BY_NAME);
    }

    /**
     * @param names who knows the model files of this machine
     */
    Wiring(Extractors extractors, ModelNames names) {
        this(extractors, names, Presets.builtIn());
    }

    /**
     * @param names who knows the model files of this machine
     */
    Wiring(Extractors extractors, ModelNames names, Presets presets) {
        this.presets = presets;
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
        return new AnalyzingReader(analyzer, settings, new PresetMatcher(presets));
    }

    /** Of everything that could change what is stored for a file. */
    static String version(Extractors extractors, Presets presets) {
        return AnalyzingReader.VERSION + "+" + extractors.version() + "+" + presets.version();
    }
}
