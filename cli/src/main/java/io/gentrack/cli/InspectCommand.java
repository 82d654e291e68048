package io.gentrack.cli;

import io.gentrack.core.extract.Extractors;
import io.gentrack.core.extract.Plugins;
import io.gentrack.core.job.FileAnalysis;
import io.gentrack.core.job.FileAnalyzer;
import io.gentrack.core.job.InspectJson;
import io.gentrack.core.settings.Families;
import io.gentrack.core.settings.ModelNames;
import io.gentrack.core.settings.SettingsBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what a file says, without storing anything. */
@Command(name = "inspect", description = "Show what a file says, without storing anything.")
final class InspectCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "One JSON object a file.")
    boolean json;

    @Option(names = "--plugins", description = "Folder of plug-ins.")
    Optional<Path> plugins = Optional.empty();

    @Parameters(arity = "1..*", paramLabel = "PATH")
    List<Path> paths = List.of();

    @Override
    public Integer call() throws IOException {
        Extractors extractors = Plugins.load(plugins);
        FileAnalyzer analyzer = new FileAnalyzer(
                extractors,
                new SettingsBuilder(ModelNames.BY_NAME, (graph, extraction, pass) -> Families.Family.UNKNOWN));
        PrintWriter out = spec.commandLine().getOut();
        boolean unreadable = false;
        for (Path path : paths) {
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    FileAnalysis analysis = analyzer.analyze(file);
                    unreadable |= analysis instanceof FileAnalysis.Unreadable;
                    out.println(InspectJson.of(file.toString(), analysis));
                }
            }
        }
        out.flush();
        return unreadable ? 3 : 0;
    }
}
