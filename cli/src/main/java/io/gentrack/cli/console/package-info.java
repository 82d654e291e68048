/** How results and progress look on a screen; knows nothing of what they mean. */
@NullMarked
package io.gentrack.cli.console;

import org.jspecify.annotations.NullMarked;
