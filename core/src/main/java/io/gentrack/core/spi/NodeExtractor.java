package io.gentrack.core.spi;

import java.util.Set;

/**
 * Says what the outputs of its nodes are, given their inputs. Pure and total: the same inputs give the same meaning, nothing
 * is read from outside, and no input makes it throw (one that throws is named in a note and its node is treated as unknown).
 */
public interface NodeExtractor {
    /** ComfyUI class types this extractor speaks for. */
    Set<String> classTypes();

    Meaning evaluate(NodeView node);
}
