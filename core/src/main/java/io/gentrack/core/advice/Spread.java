package io.gentrack.core.advice;

import java.util.Objects;

/**
 * How far the members of a group lie apart in one field.
 *
 * @param field {@code steps cfg shift guidance denoise} or {@code lora_strength}
 */
public record Spread(String field, Range range) {
    public Spread {
        Objects.requireNonNull(field, "field is null");
        Objects.requireNonNull(range, "range is null");
    }
}
