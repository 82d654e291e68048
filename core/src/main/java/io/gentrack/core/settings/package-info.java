/** The canonical record of a chain and its fingerprint: what counts as the same combination. */
@NullMarked
package io.gentrack.core.settings;

import org.jspecify.annotations.NullMarked;
