package io.gentrack.core.container;

/** A reader cannot go on in this file; the message is one clause for people. Never leaves this package, so it carries no stack. */
final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
