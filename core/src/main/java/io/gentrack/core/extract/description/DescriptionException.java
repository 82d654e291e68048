package io.gentrack.core.extract.description;

/** A node description is wrong. The message names the field and what is expected there. */
public final class DescriptionException extends Exception {
    private static final long serialVersionUID = 1L;

    public DescriptionException(String message) {
        super(message);
    }

    /** The same fault seen from one field further out: {@code pass.steps: …}. */
    DescriptionException in(String field) {
        String message = String.valueOf(getMessage());
        return new DescriptionException(
                field + (message.startsWith("[") ? "" : message.contains(": ") ? "." : ": ") + message);
    }
}
