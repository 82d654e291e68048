package io.gentrack.core.job;

import io.gentrack.core.advice.PresetMatcher;
import io.gentrack.core.advice.Presets;
import io.gentrack.core.container.Container;
import io.gentrack.core.extract.Chain;
import io.gentrack.core.extract.Extraction;
import io.gentrack.core.extract.Pass;
import io.gentrack.core.graph.GraphKey;
import io.gentrack.core.settings.ChainSettings;
import io.gentrack.core.settings.SettingsBuilder;
import io.gentrack.core.spi.Value;
import io.gentrack.core.store.ChainUse;
import io.gentrack.core.store.Origin;
import io.gentrack.core.store.RecordedPass;
import io.gentrack.core.store.Size;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Brings what {@link FileAnalyzer} found in a file into the form that is stored. Safe for use by several threads. */
public final class AnalyzingReader implements FileReader {
    /** Changes whenever the same extraction would be stored differently: files are then read again. */
    public static final String VERSION = "r2";

    private static final Set<Container> FILMS = Set.of(Container.MP4, Container.WEBM);

    private final FileAnalyzer analyzer;
    private final SettingsBuilder settings;
    private final PresetMatcher presets;

    /**
     * With the built-in presets alone.
     *
     * @param settings the same that the analyzer has
     */
    public AnalyzingReader(FileAnalyzer analyzer, SettingsBuilder settings) {
        this(analyzer, settings, new PresetMatcher(Presets.builtIn()));
    }

    /**
     * @param settings the same that the analyzer has
     * @param presets names the settings that are a preset
     */
    public AnalyzingReader(FileAnalyzer analyzer, SettingsBuilder settings, PresetMatcher presets) {
        this.analyzer = Objects.requireNonNull(analyzer, "analyzer is null");
        this.settings = Objects.requireNonNull(settings, "settings is null");
        this.presets = Objects.requireNonNull(presets, "presets is null");
    }

    @Override
    public Reading read(Path file) {
        FileAnalysis analysis = analyzer.analyze(file);
        if (analysis instanceof FileAnalysis.Unreadable unreadable) {
            boolean content = unreadable.container() != Container.UNKNOWN && Files.isReadable(file);
            return new Reading.Unreadable(unreadable.reason(), content);
        }
        return analysis instanceof FileAnalysis.Workflows found
                        && !found.workflows().isEmpty()
                ? new Reading.Graphs(found.workflows().stream()
                        .map(workflow -> graph(found, workflow))
                        .toList())
                : new Reading.NoMetadata();
    }

    private Reading.GraphReading graph(FileAnalysis.Workflows file, FileAnalysis.Workflow workflow) {
        return graph(
                workflow,
                file.container() == Container.JSON ? Origin.WORKFLOW : Origin.IMPORT,
                pictureSize(file),
                FILMS.contains(file.container()));
    }

    /**
     * One graph in the form that is stored.
     *
     * @param picture size of the file, for a graph that does not say its own
     * @param film the file is a video whatever the graph says
     */
    public Reading.GraphReading graph(
            FileAnalysis.Workflow workflow, Origin origin, Optional<Size> picture, boolean film) {
        Extraction extraction = workflow.extraction();
        SettingsBuilder named = settings.knowing(workflow.hashes());
        List<ChainUse> uses = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        if (extraction.chains().isEmpty()) {
            missing.add("a sampler that reaches an output");
        }
        for (int i = 0; i < extraction.chains().size(); i++) {
            Chain chain = extraction.chains().get(i);
            ChainSettings found = workflow.settings().get(i);
            if (found instanceof ChainSettings.Complete complete) {
                Pass primary = extraction.passes().get(chain.primary());
                boolean frames = primary.frames().map(f -> f.value() > 1).orElse(false);
                uses.add(new ChainUse(
                        i,
                        complete.settings(),
                        complete.fingerprint(),
                        chain.passes().stream()
                                .map(extraction.passes()::get)
                                .map(pass -> pass(pass, named))
                                .toList(),
                        size(primary).or(() -> alone(extraction) ? picture : Optional.empty()),
                        film || frames,
                        presets.name(complete.settings())));
            } else if (found instanceof ChainSettings.Incomplete incomplete) {
                missing.add(String.join(", ", incomplete.missing()));
            }
        }
        return new Reading.GraphReading(
                GraphKey.of(workflow.graph()), Optional.empty(), origin, List.copyOf(uses), missing);
    }

    /** Only then is the file's size the size that was sampled: a later pass may have changed it. */
    private static boolean alone(Extraction extraction) {
        return extraction.passes().size() == 1;
    }

    private static RecordedPass pass(Pass pass, SettingsBuilder settings) {
        return new RecordedPass(
                pass.role().label(),
                pass.classType(),
                pass.sampler().map(Value.Text::value),
                pass.scheduler().map(Value.Text::value),
                number(pass.steps()),
                number(pass.startStep()).map(Double::intValue),
                number(pass.endStep()).map(Double::intValue),
                number(pass.cfg()),
                number(pass.guidance()),
                number(pass.denoise()),
                number(pass.shift()),
                pass.model().map(settings::ref),
                pass.loras().stream().map(settings::use).toList(),
                size(pass));
    }

    private static Optional<Double> number(Optional<Value.Num> number) {
        return number.map(Value.Num::value);
    }

    private static Optional<Size> size(Pass pass) {
        return size(
                pass.width().map(Value.Num::value).orElse(0.0),
                pass.height().map(Value.Num::value).orElse(0.0));
    }

    private static Optional<Size> pictureSize(FileAnalysis.Workflows file) {
        return size(file.width().orElse(0), file.height().orElse(0));
    }

    private static Optional<Size> size(double width, double height) {
        return width >= 1 && height >= 1 && width <= Integer.MAX_VALUE && height <= Integer.MAX_VALUE
                ? Optional.of(new Size((int) width, (int) height))
                : Optional.empty();
    }
}
