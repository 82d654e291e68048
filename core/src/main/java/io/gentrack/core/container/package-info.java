/** Byte level: what a file carries (graph texts, parameters text), read without pixels. Knows nothing of graphs. */
@NullMarked
package io.gentrack.core.container;

import org.jspecify.annotations.NullMarked;
