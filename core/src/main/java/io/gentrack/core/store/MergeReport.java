package io.gentrack.core.store;

/**
 * What a merge came to.
 *
 * @param executions runs that were not known
 * @param known runs that were known already
 * @param combinations that were not known
 * @param rejected combinations whose settings are not those of their hash; their runs are left out
 */
public record MergeReport(long executions, long known, long combinations, long rejected) {}
