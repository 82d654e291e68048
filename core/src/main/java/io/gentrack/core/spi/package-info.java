/**
 * What a plug-in is written against: symbolic values, the view of one node, and the two interfaces
 * {@link io.gentrack.core.spi.ExtractorPlugin} and {@link io.gentrack.core.spi.NodeExtractor}.
 */
@NullMarked
package io.gentrack.core.spi;

import org.jspecify.annotations.NullMarked;
