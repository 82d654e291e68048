package io.gentrack.mcp.tools;

/** A tool was called with something it does not take; the message says what it takes. */
final class ArgumentException extends Exception {
    private static final long serialVersionUID = 1L;

    ArgumentException(String message) {
        super(message, null, false, false);
    }
}
