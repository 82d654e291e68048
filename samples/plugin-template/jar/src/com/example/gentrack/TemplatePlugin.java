package com.example.gentrack;

import io.gentrack.core.spi.ExtractorPlugin;
import io.gentrack.core.spi.NodeExtractor;
import java.util.List;

/** What the jar offers; gentrack finds it by the file META-INF/services/io.gentrack.core.spi.ExtractorPlugin. */
public final class TemplatePlugin implements ExtractorPlugin {
    @Override
    public String name() {
        return "plugin-template";
    }

    /** Raise it when a node is read differently: pictures are then read again. */
    @Override
    public String version() {
        return "1";
    }

    @Override
    public List<NodeExtractor> extractors() {
        return List.of(new StyleStack());
    }
}
