package io.gentrack.core.container;

/** What came of reading one file. */
public sealed interface ReadOutcome permits ReadOutcome.Read, ReadOutcome.Unreadable {

    /** The format by content; {@link Container#UNKNOWN} where the file could not be opened. */
    Container container();

    /** The file was understood; it may still carry nothing. */
    record Read(Embedded embedded) implements ReadOutcome {
        @Override
        public Container container() {
            return embedded.container();
        }
    }

    /**
     * Nothing could be had from the file, and not because there is nothing.
     *
     * @param reason one plain clause without the file's name, such as "it ends inside the chunk tEXt"
     */
    record Unreadable(Container container, String reason) implements ReadOutcome {}
}
