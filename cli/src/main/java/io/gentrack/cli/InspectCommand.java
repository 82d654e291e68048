package io.gentrack.cli;

import io.gentrack.core.extract.Extractors;
import io.gentrack.core.job.FileAnalysis;
import io.gentrack.core.job.FileAnalyzer;
import io.gentrack.core.job.InspectJson;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows what a file says, without storing anything. */
@Command(
        name = "inspect",
        description = {
            "Show what files say, without storing anything: every pass with each value and the node it comes from.",
            "With --json one object per line and file."
        },
        footer = {"", "Example:", "  gentrack inspect ComfyUI_00042_.png"})
final class InspectCommand extends GentrackCommand {
    @Parameters(arity = "1..*", paramLabel = "PATH", description = "Files or folders.")
    List<Path> paths = List.of();

    InspectCommand(Host host) {
        super(host);
    }

    @Override
    public Integer call() {
        Extractors extractors = extractors();
        FileAnalyzer analyzer = new Wiring(extractors).analyzer();
        InspectReport report = new InspectReport(this::print, host.screen().tableWidth());
        boolean unreadable = false;
        for (Path file : FileList.of(paths)) {
            FileAnalysis analysis = analyzer.analyze(file);
            if (options.json) {
                print(InspectJson.of(file.toString(), analysis).toString());
            } else {
                report.file(file.toString(), analysis);
            }
            if (analysis instanceof FileAnalysis.Unreadable u) {
                unreadable = true;
                fault(file + ": unreadable: " + u.reason());
            }
        }
        return unreadable ? Exit.SOME_UNREADABLE : Exit.DONE;
    }
}
