package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.cli.console.Spell;
import io.gentrack.cli.console.Table;
import io.gentrack.cli.console.Table.Column;
import io.gentrack.core.extract.Extractors;
import io.gentrack.core.graph.Node;
import io.gentrack.core.job.FileAnalysis;
import io.gentrack.core.job.FileAnalyzer;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which node types of some files nobody described, the commonest first. */
@Command(
        name = "unknown",
        description = {
            "Show which node types of these files nobody described, the commonest first, each with an example,",
            "and drafts of descriptions to complete."
        },
        footer = {"", "Example:", "  gentrack nodes unknown ~/ComfyUI/output --drafts 1"})
final class NodesUnknownCommand extends GentrackCommand {
    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files or folders.")
    List<Path> paths = List.of();

    @Option(
            names = "--drafts",
            paramLabel = "N",
            defaultValue = "3",
            description = "Draft descriptions of the N commonest. Otherwise 3.")
    int drafts;

    NodesUnknownCommand(Host host) {
        super(host);
    }

    @Override
    public Integer call() {
        Extractors extractors = extractors();
        FileAnalyzer analyzer = new Wiring(extractors).analyzer();
        Map<String, NodeDraft> unknown = new HashMap<>();
        int files = 0;
        boolean unreadable = false;
        for (Path file : FileList.of(paths)) {
            FileAnalysis analysis = analyzer.analyze(file);
            if (analysis instanceof FileAnalysis.Workflows found) {
                files++;
                Set<String> here = new HashSet<>();
                for (FileAnalysis.Workflow workflow : found.workflows()) {
                    for (Node node : workflow.graph().nodes().values()) {
                        if (extractors.find(node.classType()).isEmpty()) {
                            unknown.computeIfAbsent(node.classType(), type -> new NodeDraft(type, file))
                                    .add(node, workflow.graph(), here.add(node.classType()));
                        }
                    }
                }
            } else if (analysis instanceof FileAnalysis.Unreadable u) {
                unreadable = true;
                fault(file + ": unreadable: " + u.reason());
            }
        }
        List<NodeDraft> sorted = unknown.values().stream()
                .sorted(Comparator.comparingInt(NodeDraft::files)
                        .thenComparingInt(NodeDraft::nodes)
                        .reversed()
                        .thenComparing(NodeDraft::classType))
                .toList();
        if (options.json) {
            print(json(sorted, files, extractors));
        } else {
            show(sorted, files, extractors);
        }
        return unreadable ? Exit.SOME_UNREADABLE : Exit.DONE;
    }

    private void show(List<NodeDraft> unknown, int files, Extractors extractors) {
        if (unknown.isEmpty()) {
            print("Every node of " + Spell.count(files, "file", "files") + " with a workflow is known.");
            return;
        }
        Table table = new Table(
                Column.name("Node type"), Column.number("Files"), Column.number("Nodes"), Column.name("Example"));
        unknown.forEach(draft -> table.row(
                draft.classType(),
                Spell.count(draft.files()),
                Spell.count(draft.nodes()),
                draft.example().toString()));
        print(table, "");
        if (drafts <= 0) {
            return;
        }
        ObjectNode description = JsonNodeFactory.instance.objectNode();
        description.put("pack", "my-nodes");
        ArrayNode nodes = description.putArray("nodes");
        unknown.stream().limit(drafts).forEach(draft -> nodes.add(draft.describe(extractors)));
        print("");
        print(description);
        note("");
        note(
                "The drafts are guesses from the names of the inputs. Complete them (docs/node-descriptions.md), try them with");
        note("  gentrack nodes check FILE --graph EXAMPLE");
        note("and put the file into " + pluginFolder());
        note("A node that neither samples, loads nor changes models, latents or conditioning needs none.");
    }

    private static ObjectNode json(List<NodeDraft> unknown, int files, Extractors extractors) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("files", files);
        ArrayNode nodes = json.putArray("unknown");
        for (NodeDraft draft : unknown) {
            nodes.addObject()
                    .put("class_type", draft.classType())
                    .put("files", draft.files())
                    .put("nodes", draft.nodes())
                    .put("example", draft.example().toString())
                    .set("draft", draft.describe(extractors));
        }
        return json;
    }
}
