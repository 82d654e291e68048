<<<<<<< HEAD
/** Files in, outcomes out: one file's way from bytes to settings, and the batch over many. */
=======
/** Imports files: walks folders, skips what the ledger knows, reads in parallel and records in batches. */
>>>>>>> store
@NullMarked
package io.gentrack.core.job;

import org.jspecify.annotations.NullMarked;
