/** What is remembered about model files: one row a path, found again by path, name, hash or file key. */
@NullMarked
package io.gentrack.hasher.cache;

import org.jspecify.annotations.NullMarked;
