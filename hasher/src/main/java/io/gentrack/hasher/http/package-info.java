/** Asks other people's servers: with patience, a limit on what comes back, and an end as soon as the user wants one. */
@NullMarked
package io.gentrack.hasher.http;

import org.jspecify.annotations.NullMarked;
