package io.gentrack.cli;

import io.gentrack.cli.console.ProgressLine;
import io.gentrack.cli.console.Spell;
import io.gentrack.cli.console.TextWidth;
import io.gentrack.hasher.folders.ModelFile;
import io.gentrack.hasher.job.FileResult;
import io.gentrack.hasher.job.HashListener;
import io.gentrack.hasher.job.HashProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Shows hashing while it runs, and keeps what went wrong for the end, where it is not scrolled away. */
final class HashProgressReport implements HashListener {
    private final ProgressLine line;
    private final List<FileResult.Failed> failures = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final Map<String, Integer> doubts = new TreeMap<>();

    HashProgressReport(Host host, boolean quiet) {
        this.line = new ProgressLine(host.err(), host.screen(), quiet);
    }

    @Override
    public void result(FileResult result) {
        if (result instanceof FileResult.Failed failed) {
            failures.add(failed);
        } else if (result instanceof FileResult.Hashed hashed) {
            hashed.notes().forEach(note -> notes.add(hashed.file().path() + " " + note));
        }
    }

    @Override
    public void doubted(ModelFile file, String why) {
        doubts.merge(why, 1, Integer::sum);
    }

    @Override
    public void progress(HashProgress progress) {
        if (progress.bytesTotal() > 0) {
            line.showBytes(
                    "Hashed",
                    progress.bytesDone(),
                    progress.bytesTotal(),
                    Spell.count(progress.filesDone()) + " of " + Spell.count(progress.filesTotal(), "file", "files"),
                    progress.elapsed(),
                    progress.timeLeft());
        }
    }

    void end() {
        line.clear();
    }

    List<FileResult.Failed> failures() {
        return List.copyOf(failures);
    }

    /** One line for each file that has no hash, then what else is worth knowing. */
    void tell(List<String> walkProblems, Consumer<String> fault, Consumer<String> note) {
        walkProblems.forEach(problem -> fault.accept(TextWidth.oneLine(problem)));
        failures.forEach(
                failure -> fault.accept(TextWidth.oneLine(failure.file().path() + " " + failure.message())));
        notes.forEach(text -> note.accept(TextWidth.oneLine(text)));
        doubts.forEach((why, files) -> note.accept("Other tools' records of "
                + Spell.count(files, "file were", "files were") + " not relied on: " + why + "."));
    }
}
