package io.gentrack.bench.corpus;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.core.container.ContainerReader;
import io.gentrack.core.container.Embedded;
import io.gentrack.core.container.ReadOutcome;
import io.gentrack.core.extract.Extractors;
import io.gentrack.core.extract.Plugins;
import io.gentrack.core.graph.Note;
import io.gentrack.core.job.FileAnalysis;
import io.gentrack.core.job.FileAnalyzer;
import io.gentrack.core.job.InspectJson;
import io.gentrack.core.settings.GraphFamilies;
import io.gentrack.core.settings.ModelNames;
import io.gentrack.core.settings.SettingsBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads every file of a corpus, compares with what is known of it, and prints the figures. With {@code --write} it renews the
 * scoreboard; without, it fails when a figure is worse than the scoreboard says.
 *
 * <pre>java -cp bench/target/bench.jar io.gentrack.bench.corpus.CorpusCheck SHARED docs [--write]</pre>
 */
public final class CorpusCheck {
    private static final JsonMapper JSON = new JsonMapper();

    private final Path corpus;
    private final Path truth;
    private final Path docs;
    private final FileAnalyzer analyzer;
    private final Scoreboard board = new Scoreboard();
    private final Map<String, ObjectNode> inspected = new TreeMap<>();
    private final Map<String, FileAnalysis.Workflows> workflows = new TreeMap<>();

    private CorpusCheck(Path shared, Path docs) {
        this.corpus = shared.resolve("corpus");
        this.truth = shared.resolve("truth");
        this.docs = docs;
        Extractors extractors = Plugins.builtIn();
        this.analyzer = new FileAnalyzer(extractors, new SettingsBuilder(ModelNames.BY_NAME, new GraphFamilies()));
    }

    public static void main(String[] args) throws IOException {
        if (args.length < 2) {
            System.err.println("usage: CorpusCheck SHARED DOCS [--write]");
            System.exit(2);
        }
        CorpusCheck check = new CorpusCheck(Path.of(args[0]), Path.of(args[1]));
        List<String> faults = check.run();
        boolean write = List.of(args).contains("--write");
        Path file = check.docs.resolve("scoreboard.md");
        if (write) {
            Files.writeString(file, check.board.markdown());
            System.out.println(check.board.markdown());
        } else {
            System.out.println(check.board.markdown());
            faults.addAll(check.board.worseThan(Scoreboard.read(file)));
        }
        faults.forEach(fault -> System.out.println("FAULT " + fault));
        System.exit(faults.isEmpty() ? 0 : 1);
    }

    private List<String> run() throws IOException {
        List<String> faults = new ArrayList<>();
        try (Stream<Path> files = Files.walk(corpus)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = corpus.relativize(file).toString().replace('\\', '/');
                if (!name.contains("/") || name.startsWith("LICENSES/")) {
                    continue;
                }
                read(name, file, faults);
            }
        }
        Manifest manifest = Manifest.read(corpus.resolve("manifest.jsonl"));
        outcomes();
        manifest.score(inspected, board);
        new TruthCheck(inspected).examples(truth.resolve("examples.jsonl"), board);
        new TruthCheck(inspected).thirdParty(truth.resolve("third_party.jsonl"), board);
        ProvenanceCheck.score(workflows, board, faults);
        BothForms both = new BothForms(analyzer, docs.resolve("prompt-and-workflow.md"));
        for (String name : inspected.keySet()) {
            both.compare(name, corpus.resolve(name));
        }
        both.score(board, faults);
        notes();
        return faults;
    }

    private void read(String name, Path file, List<String> faults) {
        try {
            FileAnalysis analysis = analyzer.analyze(file);
            inspected.put(name, InspectJson.of(name, analysis));
            if (analysis instanceof FileAnalysis.Workflows found) {
                workflows.put(name, found);
            }
        } catch (RuntimeException | StackOverflowError e) {
            faults.add(name + ": internal fault: " + e);
        }
    }

    private void outcomes() {
        Map<String, Integer> counts = new TreeMap<>();
        inspected.values().forEach(i -> counts.merge(i.path("outcome").asText(), 1, Integer::sum));
        board.info("Files read", Integer.toString(inspected.size()));
        counts.forEach((outcome, count) -> board.info("Outcome " + outcome, Integer.toString(count)));
        int passes = 0;
        int chains = 0;
        for (ObjectNode file : inspected.values()) {
            passes += file.path("passes").size();
            chains += file.path("chains").size();
        }
        board.info("Passes", Integer.toString(passes));
        board.info("Chains", Integer.toString(chains));
    }

    private void notes() {
        Map<String, Integer> codes = new TreeMap<>();
        Map<String, Integer> unknown = new TreeMap<>();
        workflows
                .values()
                .forEach(found -> found.workflows().forEach(workflow -> {
                    for (Note note : workflow.extraction().notes()) {
                        codes.merge(note.code(), 1, Integer::sum);
                        if (note.code().equals("unknown-node")) {
                            unknown.merge(note.message().replace(" is not known", ""), 1, Integer::sum);
                        }
                    }
                }));
        board.table("Notes by code", codes, 40);
        board.table("Unknown node types", unknown, 30);
    }

    /** The texts a file carries, all of them. */
    static Optional<Embedded> embedded(Path file) {
        return ContainerReader.read(file) instanceof ReadOutcome.Read read
                ? Optional.of(read.embedded())
                : Optional.empty();
    }

    static JsonMapper json() {
        return JSON;
    }
}
