/** The headers of model files, read in a bounded way and without a byte of a tensor. */
@NullMarked
package io.gentrack.hasher.header;

import org.jspecify.annotations.NullMarked;
