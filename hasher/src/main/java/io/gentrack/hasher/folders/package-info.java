/** Where ComfyUI keeps its models, which files those are, and which file a name in a graph means. */
@NullMarked
package io.gentrack.hasher.folders;

import org.jspecify.annotations.NullMarked;
