/** The SQLite file: combinations with their use counts, executions counted once, the ledger of files read, and what is asked of them. */
@NullMarked
package io.gentrack.core.store;

import org.jspecify.annotations.NullMarked;
