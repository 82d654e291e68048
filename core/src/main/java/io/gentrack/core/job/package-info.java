/** Files in, outcomes out: one file's way from bytes to settings, and the batch over many. */
@NullMarked
package io.gentrack.core.job;

import org.jspecify.annotations.NullMarked;
