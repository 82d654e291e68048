package io.gentrack.cli;

/** Exit codes of the program. */
final class Exit {
    static final int DONE = 0;

    /** An internal fault, or the database could not be used. */
    static final int FAILED = 1;

    static final int USAGE = 2;

    /** Done, but some files were unreadable. */
    static final int SOME_UNREADABLE = 3;

    private Exit() {}
}
