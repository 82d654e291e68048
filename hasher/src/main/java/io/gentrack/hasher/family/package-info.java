/** Which family a model file belongs to, and what says so. The tables are data beside the classes. */
@NullMarked
package io.gentrack.hasher.family;

import org.jspecify.annotations.NullMarked;
