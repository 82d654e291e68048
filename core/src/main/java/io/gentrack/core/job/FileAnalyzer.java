package io.gentrack.core.job;

import io.gentrack.core.container.Container;
import io.gentrack.core.container.ContainerReader;
import io.gentrack.core.container.Embedded;
import io.gentrack.core.container.Piece;
import io.gentrack.core.container.ReadOutcome;
import io.gentrack.core.container.Wanted;
import io.gentrack.core.extract.Extraction;
import io.gentrack.core.extract.Extractors;
import io.gentrack.core.extract.GraphExtractor;
import io.gentrack.core.graph.Graph;
import io.gentrack.core.graph.GraphReader;
import io.gentrack.core.graph.GraphReading;
import io.gentrack.core.settings.ChainSettings;
import io.gentrack.core.settings.SettingsBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * One file's way: bytes, embedded texts, graph, passes, chains, settings. Each stage is a class of its own package; here they
 * are only put in a line. Safe for use by several threads.
 */
public final class FileAnalyzer {
    private final GraphReader graphs;
    private final GraphExtractor extractor;
    private final SettingsBuilder settings;

    public FileAnalyzer(Extractors extractors, SettingsBuilder settings) {
        this.graphs = new GraphReader(extractors.definitions());
        this.extractor = new GraphExtractor(extractors);
        this.settings = Objects.requireNonNull(settings, "settings is null");
    }

    public FileAnalysis analyze(Path file) {
        ReadOutcome outcome = ContainerReader.read(file, Wanted.PROMPT_FIRST);
        if (outcome instanceof ReadOutcome.Unreadable unreadable) {
            return new FileAnalysis.Unreadable(unreadable.container(), unreadable.reason());
        }
        FileAnalysis analysis = analyze(((ReadOutcome.Read) outcome).embedded());
        return analysis instanceof FileAnalysis.Unreadable && isPlainText(file)
                ? new FileAnalysis.NoMetadata(analysis.container(), "a text without a workflow")
                : analysis;
    }

    /** Notes and captions lie beside pictures; only of a {@code .json} is it a fault not to be JSON. */
    private static boolean isPlainText(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".txt");
    }

    /** What ran wins over what was drawn; both win over a text about it. */
    public FileAnalysis analyze(Embedded embedded) {
        List<String> broken = new ArrayList<>();
        for (Source source : sources(embedded)) {
            GraphReading reading = graphs.read(source.piece().utf8());
            if (reading instanceof GraphReading.Graphs found) {
                List<FileAnalysis.Workflow> workflows = new ArrayList<>();
                for (Graph graph : found.graphs()) {
                    workflows.add(workflow(graph));
                }
                String name = source.name().isEmpty()
                        ? found.form() == GraphReading.Form.API ? "prompt" : "workflow"
                        : source.name();
                return new FileAnalysis.Workflows(
                        embedded.container(), name, workflows, embedded.width(), embedded.height(), embedded.notes());
            }
            broken.add((source.name().isEmpty() ? "" : source.name() + ": ")
                    + ((GraphReading.NotAGraph) reading).reason());
        }
        if (broken.isEmpty()) {
            return new FileAnalysis.NoMetadata(embedded.container(), "no workflow in it");
        }
        String reason = String.join("; ", broken);
        return embedded.container() == Container.JSON && broken.stream().allMatch(b -> b.startsWith("JSON, but"))
                ? new FileAnalysis.NoMetadata(embedded.container(), reason)
                : new FileAnalysis.Unreadable(embedded.container(), reason);
    }

    private record Source(String name, Piece piece) {}

    private static List<Source> sources(Embedded embedded) {
        List<Source> sources = new ArrayList<>();
        embedded.prompt().ifPresent(p -> sources.add(new Source("prompt", p)));
        embedded.workflow().ifPresent(p -> sources.add(new Source("workflow", p)));
        embedded.document().ifPresent(p -> sources.add(new Source("", p)));
        return sources;
    }

    /** A graph that came from elsewhere: a running server, an MCP client. */
    public FileAnalysis analyzeJson(String json) {
        GraphReading reading = graphs.read(json);
        if (reading instanceof GraphReading.NotAGraph no) {
            return new FileAnalysis.NoMetadata(Container.JSON, no.reason());
        }
        GraphReading.Graphs found = (GraphReading.Graphs) reading;
        return new FileAnalysis.Workflows(
                Container.JSON,
                found.form() == GraphReading.Form.API ? "prompt" : "workflow",
                found.graphs().stream().map(this::workflow).toList(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                List.of());
    }

    public FileAnalysis.Workflow workflow(Graph graph) {
        Extraction extraction = extractor.extract(graph);
        List<ChainSettings> chains = extraction.chains().stream()
                .map(chain -> settings.build(graph, extraction, chain))
                .toList();
        return new FileAnalysis.Workflow(graph, extraction, chains);
    }
}
