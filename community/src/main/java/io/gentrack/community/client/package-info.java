/** What leaves this machine for a community server and what comes back: choice, preview, sending, taking back, and search. */
@NullMarked
package io.gentrack.community.client;

import org.jspecify.annotations.NullMarked;
