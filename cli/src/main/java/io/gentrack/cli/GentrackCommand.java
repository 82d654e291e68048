package io.gentrack.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gentrack.cli.console.Table;
import io.gentrack.core.advice.Presets;
import io.gentrack.core.extract.Extractors;
import io.gentrack.core.extract.Plugins;
import io.gentrack.core.graph.Note;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;

/** What the commands share: options, streams, the way results and notes are printed. */
abstract class GentrackCommand implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();

    @Mixin
    GlobalOptions options = new GlobalOptions();

    final Host host;

    GentrackCommand(Host host) {
        this.host = host;
    }

    /** Does the work; one of {@link Exit}. */
    @Override
    public abstract Integer call() throws Exception;

    final Path database() {
        return new AppFolders(host).database(options.database).toAbsolutePath();
    }

    final Path pluginFolder() {
        return new AppFolders(host).plugins(options.plugins).toAbsolutePath();
    }

    /** Built-in node types and the user's. What of the user's failed to load is told, once. */
    final Extractors extractors() {
        Extractors extractors = Plugins.load(Optional.of(pluginFolder()));
        troubles(extractors).forEach(note -> note(note.message()));
        return extractors;
    }

    /** What the user can do something about; two built-in descriptions of one node are our own affair. */
    static List<Note> troubles(Extractors extractors) {
        Set<String> behind = extractors.shadowed().keySet();
        List<String> ours = extractors.claims().values().stream()
                .filter(claim -> claim.layer() == Extractors.Layer.BUILT_IN && behind.contains(claim.classType()))
                .map(claim -> claim.classType() + " is described by ")
                .toList();
        return extractors.notes().stream()
                .filter(note ->
                        !note.code().equals("node-type-clash") || ours.stream().noneMatch(note.message()::startsWith))
                .toList();
    }

    /** Built-in presets with the user's over them. What of the user's was not understood is told. */
    final Presets presets() {
        Presets.Loaded loaded = Presets.with(new AppFolders(host).data().resolve("presets.jsonc"));
        loaded.notes().forEach(this::note);
        return loaded.presets();
    }

    final void print(String line) {
        host.out().println(line);
    }

    final void print(Table table, String indent) {
        table.lines(indent, host.screen().tableWidth()).forEach(this::print);
    }

    final void print(JsonNode json) {
        try {
            print(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }

    /** Something worth knowing that is not the result. */
    final void note(String line) {
        if (!options.quiet) {
            host.err().println(line);
            host.err().flush();
        }
    }

    /** Something that went wrong with one file; shown even with {@code --quiet}. */
    final void fault(String line) {
        host.err().println(line);
        host.err().flush();
    }
}
