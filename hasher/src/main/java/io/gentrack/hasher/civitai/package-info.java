/** The public site that knows model files by hash; asked only when the user allows it. */
@NullMarked
package io.gentrack.hasher.civitai;

import org.jspecify.annotations.NullMarked;
