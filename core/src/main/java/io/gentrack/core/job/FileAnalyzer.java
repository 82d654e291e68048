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
import io.gentrack.core.extract.parameters.FileHash;
import io.gentrack.core.extract.parameters.ParametersText;
import io.gentrack.core.graph.Graph;
import io.gentrack.core.graph.GraphReader;
import io.gentrack.core.graph.GraphReading;
import io.gentrack.core.settings.ChainSettings;
import io.gentrack.core.settings.SettingsBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One file's way: bytes, embedded texts, graph, passes, chains, settings. Each stage is a class of its own package; here they
 * are only put in a line. Safe for use by several threads.
 */
public final class FileAnalyzer {
    /** The source of settings that no graph gave. */
    static final String PARAMETERS = "parameters";

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
        if (analysis instanceof FileAnalysis.Unreadable
                && ((ReadOutcome.Read) outcome).embedded().prompt().isPresent()
                && ContainerReader.read(file, Wanted.ALL) instanceof ReadOutcome.Read whole) {
            // The prompt is broken, and what was drawn was not even read beside it.
            return analyze(whole.embedded());
        }
        return analysis instanceof FileAnalysis.Unreadable && isPlainText(file)
                ? new FileAnalysis.NoMetadata(analysis.container(), "a text without a workflow")
                : analysis;
    }

    /** Notes and captions lie beside pictures; only of a {@code .json} is it a fault not to be JSON. */
    private static boolean isPlainText(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".txt");
    }

    /**
     * What ran wins over what was drawn; both win over a text about it, which counts where no graph has a sampler. The hashes of
     * the text name the files of either.
     */
    public FileAnalysis analyze(Embedded embedded) {
        ParametersText.Reading text = text(embedded);
        List<FileHash> hashes =
                text instanceof ParametersText.Reading.Settings known ? known.hashes() : List.<FileHash>of();
        List<String> broken = new ArrayList<>();
        Optional<FileAnalysis> withoutPasses = Optional.empty();
        for (Source source : sources(embedded)) {
            GraphReading reading = graphs.read(source.piece().utf8());
            if (reading instanceof GraphReading.Graphs found) {
                FileAnalysis.Workflows workflows = workflows(embedded, name(source, found), found.graphs(), hashes);
                if (workflows.workflows().stream()
                        .anyMatch(w -> !w.extraction().chains().isEmpty())) {
                    return workflows;
                }
                withoutPasses = withoutPasses.or(() -> Optional.of(workflows));
            } else {
                broken.add((source.name().isEmpty() ? "" : source.name() + ": ")
                        + ((GraphReading.NotAGraph) reading).reason());
            }
        }
        if (text instanceof ParametersText.Reading.Settings said) {
            FileAnalysis.Workflow workflow = workflow(said.graph(), said.extraction(), hashes);
            return found(embedded, PARAMETERS, List.of(workflow));
        }
        if (withoutPasses.isPresent()) {
            return withoutPasses.get();
        }
        if (text instanceof ParametersText.Reading.Foreign foreign) {
            return new FileAnalysis.NoMetadata(
                    embedded.container(),
                    "made by " + foreign.program() + ", not by ComfyUI; its settings are not read");
        }
        if (broken.isEmpty()) {
            return new FileAnalysis.NoMetadata(embedded.container(), "no workflow in it");
        }
        String reason = String.join("; ", broken);
        return embedded.container() == Container.JSON && broken.stream().allMatch(FileAnalyzer::isOtherJson)
                ? new FileAnalysis.NoMetadata(embedded.container(), reason)
                : new FileAnalysis.Unreadable(embedded.container(), reason);
    }

    private static String name(Source source, GraphReading.Graphs found) {
        if (!source.name().isEmpty()) {
            return source.name();
        }
        return found.form() == GraphReading.Form.API ? "prompt" : "workflow";
    }

    /** Most pictures carry a graph and nothing else, so a text is decoded only where there is one. */
    private static ParametersText.Reading text(Embedded embedded) {
        if (embedded.parameters().isEmpty() && embedded.other().isEmpty()) {
            return new ParametersText.Reading.Nothing();
        }
        Map<String, String> other = new HashMap<>();
        embedded.other().forEach((key, piece) -> {
            if (ParametersText.KEYS.contains(key)) {
                other.put(key, piece.text());
            }
        });
        return ParametersText.read(embedded.parameters().map(Piece::text), other);
    }

    private FileAnalysis.Workflows workflows(
            Embedded embedded, String source, List<Graph> graphs, List<FileHash> hashes) {
        List<FileAnalysis.Workflow> workflows = new ArrayList<>();
        for (Graph graph : graphs) {
            workflows.add(workflow(graph, extractor.extract(graph), hashes));
        }
        return found(embedded, source, workflows);
    }

    private static FileAnalysis.Workflows found(
            Embedded embedded, String source, List<FileAnalysis.Workflow> workflows) {
        return new FileAnalysis.Workflows(
                embedded.container(), source, workflows, embedded.width(), embedded.height(), embedded.notes());
    }

    /** Sound JSON that is something else, or a workflow in which nothing was drawn yet. */
    private static boolean isOtherJson(String reason) {
        return reason.startsWith("JSON, but") || reason.equals("a workflow without nodes");
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
        return workflow(graph, extractor.extract(graph), List.of());
    }

    private FileAnalysis.Workflow workflow(Graph graph, Extraction extraction, List<FileHash> hashes) {
        SettingsBuilder named = settings.knowing(hashes);
        List<ChainSettings> chains = extraction.chains().stream()
                .map(chain -> named.build(graph, extraction, chain))
                .toList();
        return new FileAnalysis.Workflow(graph, extraction, chains, hashes);
    }
}
