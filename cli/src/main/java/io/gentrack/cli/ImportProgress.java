package io.gentrack.cli;

import io.gentrack.cli.console.ProgressLine;
import io.gentrack.cli.console.TextWidth;
import io.gentrack.core.job.FileOutcome;
import io.gentrack.core.job.ImportListener;
import io.gentrack.core.job.Progress;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Shows an import while it runs: how far it is, and which files could not be read. */
final class ImportProgress implements ImportListener {
    private final ProgressLine line;
    private final Map<String, Long> incomplete = new TreeMap<>();

    ImportProgress(Host host, boolean quiet) {
        this.line = new ProgressLine(host.err(), host.screen(), quiet);
    }

    @Override
    public void outcome(FileOutcome outcome) {
        if (outcome instanceof FileOutcome.Unreadable unreadable) {
            line.line(TextWidth.oneLine(unreadable.file() + ": unreadable: " + unreadable.why()));
        } else if (outcome instanceof FileOutcome.Incomplete incompleteFile) {
            incomplete.merge(incompleteFile.missing(), 1L, Long::sum);
        }
    }

    @Override
    public void progress(Progress progress) {
        Optional<Long> total = progress.allFound() ? Optional.of(progress.found()) : Optional.empty();
        line.show("Read", progress.done(), total, "files", progress.elapsed(), progress.timeLeft());
    }

    void end() {
        line.clear();
    }

    /** How many files lack what, by what they lack. */
    Map<String, Long> incomplete() {
        return incomplete;
    }
}
