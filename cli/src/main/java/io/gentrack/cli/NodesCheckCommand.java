package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.cli.console.Spell;
import io.gentrack.core.extract.Plugins;
import io.gentrack.core.extract.description.DescriptionException;
import io.gentrack.core.extract.description.DescriptionFile;
import io.gentrack.core.job.FileAnalysis;
import io.gentrack.core.job.InspectJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks a node description before it goes into the plug-in folder. */
@Command(
        name = "check",
        description = "Check a file of node descriptions; with --graph also try it on a picture or workflow.",
        footer = {"", "Example:", "  gentrack nodes check my-node.json --graph workflow.json"})
final class NodesCheckCommand extends GentrackCommand {
    @Parameters(arity = "1", paramLabel = "FILE", description = "The file of descriptions.")
    Path file = Path.of("");

    @Option(names = "--graph", paramLabel = "FILE", description = "A picture or workflow that has the node.")
    Optional<Path> graph = Optional.empty();

    NodesCheckCommand(Host host) {
        super(host);
    }

    @Override
    public Integer call() throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        Set<String> types;
        try {
            types = DescriptionFile.check(text).extractors().stream()
                    .flatMap(e -> e.classTypes().stream())
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (DescriptionException e) {
            return wrong(String.valueOf(e.getMessage()));
        }
        Optional<FileAnalysis> analysis = graph.isPresent() ? Optional.of(analyze(text)) : Optional.empty();
        if (options.json) {
            json(types, analysis);
        } else {
            print(file + " is sound: " + Spell.count(types.size(), "node type", "node types") + " ("
                    + String.join(", ", types) + ")");
            analysis.ifPresent(a -> report(types, a));
        }
        return analysis.map(a -> a instanceof FileAnalysis.Unreadable).orElse(false) ? Exit.SOME_UNREADABLE : Exit.DONE;
    }

    private int wrong(String why) {
        if (options.json) {
            print(JsonNodeFactory.instance.objectNode().put("valid", false).put("reason", why));
        } else {
            fault(file + " is not a sound description: " + why);
        }
        return Exit.USAGE;
    }

    /** The description stands above all others here, as it would in the plug-in folder. */
    private FileAnalysis analyze(String text) throws IOException {
        Path folder = Files.createTempDirectory("gentrack-check");
        Path copy = folder.resolve("description.json");
        try {
            Files.writeString(copy, text);
            return new Wiring(Plugins.load(Optional.of(folder))).analyzer().analyze(graph.orElseThrow());
        } finally {
            Files.deleteIfExists(copy);
            Files.deleteIfExists(folder);
        }
    }

    private void report(Set<String> types, FileAnalysis analysis) {
        String name = graph.orElseThrow().toString();
        if (analysis instanceof FileAnalysis.Unreadable unreadable) {
            fault(name + ": unreadable: " + unreadable.reason());
            return;
        }
        if (analysis instanceof FileAnalysis.Workflows found
                && met(types, found).isEmpty()) {
            note(name + " has no node of these types; the description changes nothing there.");
        }
        print("");
        new InspectReport(this::print, host.screen().tableWidth()).file(name, analysis);
    }

    private static List<String> met(Set<String> types, FileAnalysis.Workflows found) {
        return found.workflows().stream()
                .flatMap(w -> w.graph().nodes().values().stream())
                .map(node -> node.classType())
                .filter(types::contains)
                .toList();
    }

    private void json(Set<String> types, Optional<FileAnalysis> analysis) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("valid", true);
        ArrayNode list = json.putArray("types");
        types.forEach(list::add);
        analysis.ifPresent(
                a -> json.set("graph", InspectJson.of(graph.orElseThrow().toString(), a)));
        print(json);
    }
}
