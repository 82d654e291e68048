/** Sharing anonymous settings of public models: what may leave the machine, and under which name it is counted. */
@NullMarked
package io.gentrack.community;

import org.jspecify.annotations.NullMarked;
