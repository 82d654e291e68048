/** The jobs that commands run: warm the cache over folders, look a name up, explain a file. */
@NullMarked
package io.gentrack.hasher.job;

import org.jspecify.annotations.NullMarked;
