package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.cli.console.Spell;
import io.gentrack.cli.console.TextWidth;
import io.gentrack.core.job.FileOutcome;
import io.gentrack.core.job.FolderWatch;
import io.gentrack.core.job.ImportListener;
import io.gentrack.core.store.Stats;
import io.gentrack.core.store.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Goes on importing what appears in folders until it is told to stop. */
final class ImportWatch {
    /** ComfyUI writes a picture at one go; a video may pause for a frame that is slow to encode. */
    static final Duration QUIET = Duration.ofSeconds(2);

    private static final Duration EVERY = Duration.ofSeconds(1);
    /** A look may take this part of the time: slow shares with many folders are looked at less often. */
    private static final int SHARE = 20;

    private final GentrackCommand command;
    private final Importing importing;
    private final FolderWatch folders;
    private final CountDownLatch stop = new CountDownLatch(1);

    ImportWatch(GentrackCommand command, Importing importing, FolderWatch folders) {
        this.command = command;
        this.importing = importing;
        this.folders = folders;
    }

    /** From any thread. */
    void stop() {
        importing.stop();
        stop.countDown();
    }

    /** Returns after {@link #stop}; what was complete by then is imported. */
    void run() throws StoreException {
        long counted = importing.store().stats().executions();
        command.note("Watching " + Spell.count(folders.roots().size(), "folder", "folders") + ". Ctrl-C ends it.");
        try {
            while (!importing.stopped()) {
                long start = System.nanoTime();
                List<Path> ready = folders.look(Instant.now());
                if (!ready.isEmpty()) {
                    importing.run(ready, new Teller());
                }
                long took = System.nanoTime() - start;
                stop.await(Math.max(EVERY.toNanos(), SHARE * took), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Stats after = importing.store().stats();
        command.note("Stopped. " + Spell.count(after.executions() - counted, "generation was", "generations were")
                + " counted meanwhile; " + Spell.count(after.executions()) + " in all.");
    }

    /** Says each file as it is counted; files without settings are nothing to speak of here. */
    private final class Teller implements ImportListener {
        @Override
        public void outcome(FileOutcome outcome) {
            if (outcome instanceof FileOutcome.Recorded file && !file.duplicate()) {
                if (command.options.json) {
                    ObjectNode json = JsonNodeFactory.instance.objectNode();
                    json.put("file", file.file().toString());
                    json.put("new_executions", file.added());
                    command.print(json.toString());
                } else {
                    command.print(TextWidth.oneLine(
                            "Counted: " + file.file() + " (" + Spell.count(file.added(), "run", "runs") + ")"));
                }
                command.host.out().flush();
            } else if (outcome instanceof FileOutcome.Incomplete file) {
                command.note(TextWidth.oneLine(file.file() + ": not counted, it lacks: " + file.missing()));
            } else if (outcome instanceof FileOutcome.Unreadable file) {
                command.fault(TextWidth.oneLine(file.file() + ": unreadable: " + file.why()));
            }
        }
    }
}
