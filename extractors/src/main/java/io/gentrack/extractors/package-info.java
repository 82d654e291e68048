/** What comes with the program about node classes: their signatures, and what they mean. */
@NullMarked
package io.gentrack.extractors;

import org.jspecify.annotations.NullMarked;
