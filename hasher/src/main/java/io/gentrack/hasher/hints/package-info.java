/** What other tools wrote down about model files, and when it may stand for reading the file. */
@NullMarked
package io.gentrack.hasher.hints;

import org.jspecify.annotations.NullMarked;
