package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.gentrack.cli.console.Spell;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Pruner;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Forgets runs that no longer matter; shows first what would go. */
@Command(
        name = "prune",
        description = {
            "Forget runs by age or by folder. Shows what would go; nothing is changed without --yes. Pictures are never touched.",
            "Old files that are still there stay known and are not counted again, unless a newer gentrack has to read them anew."
        },
        footer = {
            "",
            "Examples:",
            "  gentrack prune --older-than 2y",
            "  gentrack prune --path ~/ComfyUI/output/tests --yes"
        })
final class PruneCommand extends GentrackCommand {
    @Option(names = "--older-than", paramLabel = "AGE", description = "Runs older than this: 90d, 12w, 6m, 2y.")
    Optional<String> olderThan = Optional.empty();

    @Option(names = "--path", paramLabel = "PATH", description = "Runs of the files below this folder alone.")
    Optional<Path> path = Optional.empty();

    @Option(names = "--yes", description = "Do it.")
    boolean yes;

    PruneCommand(Host host) {
        super(host);
    }

    @Override
    public Integer call() throws StoreException, UsageException {
        if (olderThan.isEmpty() && path.isEmpty()) {
            throw new UsageException("Say what to forget: --older-than AGE, --path FOLDER, or both.");
        }
        Optional<Instant> before =
                olderThan.isPresent() ? Optional.of(Days.ago("--older-than", olderThan.get())) : Optional.empty();
        Pruner.Choice choice = new Pruner.Choice(before, path.map(Path::toAbsolutePath));
        try (Store store = Store.open(database(), OpenMode.READ_WRITE)) {
            Pruner pruner = new Pruner(store);
            Pruner.Pruned pruned = yes ? pruner.prune(choice) : pruner.preview(choice);
            if (options.json) {
                print(JsonNodeFactory.instance
                        .objectNode()
                        .put("done", yes)
                        .put("executions", pruned.executions())
                        .put("combinations", pruned.combinations())
                        .put("rated_combinations", pruned.rated())
                        .put("files", pruned.files()));
                return Exit.DONE;
            }
            print((yes ? "Forgotten: " : "Would go: ") + Spell.count(pruned.executions(), "generation", "generations")
                    + ", with them " + Spell.count(pruned.combinations(), "combination", "combinations")
                    + " that have no other"
                    + (pruned.rated() > 0 ? " (" + Spell.count(pruned.rated()) + " of them rated)" : "") + ", and "
                    + Spell.count(pruned.files(), "file", "files") + " of the list of imported files.");
            if (!yes && pruned.executions() + pruned.files() > 0) {
                note("Nothing was changed. To do it, add --yes; gentrack export FILE keeps a copy.");
            }
        }
        return Exit.DONE;
    }
}
