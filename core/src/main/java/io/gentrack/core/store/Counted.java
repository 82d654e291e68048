package io.gentrack.core.store;

/**
 * What an {@link Entry} changed.
 *
 * @param added executions that were not known before
 * @param known executions that were, from a copy of the file, an earlier reading or the tracker
 */
public record Counted(int added, int known) {}
