/** How right the program is on real files: the figures of {@code docs/scoreboard.md}, and whether one got worse. */
@NullMarked
package io.gentrack.bench.corpus;

import org.jspecify.annotations.NullMarked;
