package io.gentrack.core.settings;

/**
 * Weighs what is known about a model file against what the graph says. The file wins: {@code hash} (the public base model of
 * its content), then {@code header}, then {@code file_name}. Only where its tensors give no more than the architecture and the
 * graph names a lineage inside that very architecture, the narrower word stays: the tensors of Wan 2.2 are those of Wan 2.1.
 */
public final class FileFamilies {
    private static final FamilyTables TABLES = FamilyTables.builtIn();

    private FileFamilies() {}

    /** The family of a row; the same whether the file was known when the graph was read or became known later. */
    public static Families.Family weigh(Families.Family file, Families.Family graph) {
        boolean narrower = file.source().equals("header")
                && !graph.name().equals(file.name())
                && TABLES.architecture(graph.name()).equals(file.name());
        return narrower ? graph : file;
    }
}
