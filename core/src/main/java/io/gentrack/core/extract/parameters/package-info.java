/** Settings and file hashes out of the text about a picture: A1111 parameters, SwarmUI, Civitai and Stability Matrix JSON. */
@NullMarked
package io.gentrack.core.extract.parameters;

import org.jspecify.annotations.NullMarked;
