package io.gentrack.core.job;

import io.gentrack.core.container.Container;
import io.gentrack.core.extract.Extraction;
import io.gentrack.core.extract.parameters.FileHash;
import io.gentrack.core.graph.Graph;
import io.gentrack.core.settings.ChainSettings;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/** What one file comes to, before anything is stored. */
public sealed interface FileAnalysis {
    Container container();

    /**
     * A workflow was found.
     *
     * @param source which of the embedded texts it was: prompt, workflow or parameters
     * @param workflows one, or several for exports of a server's history
     * @param width of the picture in pixels where its header says it
     * @param height likewise
     * @param notes of the container reader
     */
    record Workflows(
            Container container,
            String source,
            List<Workflow> workflows,
            OptionalInt width,
            OptionalInt height,
            List<String> notes)
            implements FileAnalysis {
        public Workflows {
            Objects.requireNonNull(source, "source is null");
            workflows = List.copyOf(workflows);
            notes = List.copyOf(notes);
        }
    }

    /**
     * One graph of a file, or the text about it in the form of one.
     *
     * @param settings one for each chain of the extraction
     * @param hashes of its files, from the text about the picture
     */
    record Workflow(Graph graph, Extraction extraction, List<ChainSettings> settings, List<FileHash> hashes) {
        public Workflow {
            hashes = List.copyOf(hashes);
            settings = List.copyOf(settings);
        }
    }

    /** The file is whole, but no settings are in it. */
    record NoMetadata(Container container, String reason) implements FileAnalysis {}

    /** The file could not be read, or what it carries is broken. */
    record Unreadable(Container container, String reason) implements FileAnalysis {}
}
