package io.gentrack.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gentrack.cli.console.Spell;
import io.gentrack.cli.models.LocalNames;
import io.gentrack.cli.models.ModelLibrary;
import io.gentrack.core.advice.Presets;
import io.gentrack.core.extract.Extractors;
import io.gentrack.core.store.OpenMode;
import io.gentrack.core.store.Store;
import io.gentrack.core.store.StoreException;
import io.gentrack.core.store.Suggestion;
import io.gentrack.hasher.folders.ModelFolders;
import io.gentrack.mcp.comfy.ComfyTracker;
import io.gentrack.mcp.comfy.GenerationLog;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** Follows a running ComfyUI and counts every run that succeeds. */
@Command(
        name = "watch",
        description = {
            "Follow a running ComfyUI and count the settings of every run that succeeds, whoever started it.",
            "Runs from before, as far as ComfyUI still knows them, are counted as well. Ends with Ctrl-C."
        },
        footer = {"", "Example:", "  gentrack watch --comfyui http://127.0.0.1:8188"})
final class WatchCommand extends GentrackCommand {
    WatchCommand(Host host) {
        super(host);
    }

    @Override
    public Integer call() throws StoreException, UsageException, InterruptedException {
        ComfyPlace place = ComfyPlace.of(host, options.installs);
        Extractors extractors = extractors();
        Presets presets = presets();
        ModelFolders folders = Installs.folders(Installs.of(options.installs, Config.read(host), List.of()), host);
        try (Store store = Store.open(database(), OpenMode.READ_WRITE);
                ModelLibrary library = ModelLibrary.open(store.file(), folders)) {
            // Names are looked up afresh for each run: files are hashed and moved while this goes on.
            Supplier<Wiring> wiring = () -> new Wiring(extractors, new LocalNames(library), presets);
            GenerationLog log = new GenerationLog(
                    store, () -> wiring.get().analyzer(), () -> wiring.get().reader());
            TrackerNotes notes = new TrackerNotes(
                    this::note, place.address().toString(), true, (promptId, logged) -> show(store, promptId, logged));
            new ComfyTracker(place.client(), log, notes, ComfyTracker.Timing.USUAL).run();
        }
        return Exit.DONE;
    }

    private void show(Store store, String promptId, GenerationLog.Logged logged) {
        if (logged.added() == 0) {
            return;
        }
        for (String hash : logged.settingsHashes()) {
            Optional<Suggestion> found = find(store, hash);
            if (options.json) {
                ObjectNode json = JsonNodeFactory.instance.objectNode();
                json.put("prompt_id", promptId);
                json.put("settings_hash", hash);
                json.put("uses", found.map(Suggestion::uses).orElse(null));
                print(json.toString());
            } else {
                found.ifPresent(one -> print("Logged: " + Wording.combination(one.settings()) + " ("
                        + Spell.count(one.uses(), "use", "uses") + ")"));
            }
        }
        host.out().flush();
    }

    private Optional<Suggestion> find(Store store, String hash) {
        try {
            return store.find(hash);
        } catch (StoreException e) {
            note(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
