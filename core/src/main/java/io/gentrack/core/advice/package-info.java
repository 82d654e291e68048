/** Says what to use next: own history first, then official starting settings, then what the community uses. */
@NullMarked
package io.gentrack.core.advice;

import org.jspecify.annotations.NullMarked;
