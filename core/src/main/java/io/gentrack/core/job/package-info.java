/** Imports files: walks folders, skips what the ledger knows, reads in parallel and records in batches. */
@NullMarked
package io.gentrack.core.job;

import org.jspecify.annotations.NullMarked;
