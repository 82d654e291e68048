package io.gentrack.core.extract;

import io.gentrack.core.spi.Trail;
import io.gentrack.core.spi.Value;
import io.gentrack.core.spi.Values;
import java.util.Locale;
import java.util.Optional;

/** Which passes a value comes from by way of pictures; prompts, models and controls are no such way. */
final class Trails {
    private Trails() {}

    static Trail of(Value value) {
        if (value instanceof Value.Picture picture) {
            return picture.trail();
        }
        if (value instanceof Value.Bundle) {
            Optional<Value.Picture> picture = Values.picture(value);
            return picture.map(Value.Picture::trail).orElse(Trail.NONE);
        }
        if (value instanceof Value.Opaque opaque && carriesPictures(opaque.type())) {
            Trail trail = Trail.NONE;
            for (Value candidate : opaque.candidates()) {
                if (candidate instanceof Value.Picture || candidate instanceof Value.Bundle) {
                    trail = trail.and(of(candidate));
                }
            }
            return trail.scaled(Double.NaN);
        }
        return Trail.NONE;
    }

    /** Every picture in a pipe; what a save node that takes a pipe writes. */
    static Trail all(Value value) {
        if (value instanceof Value.Bundle bundle) {
            Trail trail = Trail.NONE;
            for (Value field : bundle.fields().values()) {
                if (field instanceof Value.Picture picture) {
                    trail = trail.and(picture.trail());
                }
            }
            return trail;
        }
        return of(value);
    }

    /** Type names along which a picture travels: LATENT, IMAGE, VIDEO, SEGS, pipes, and what nobody typed. */
    static boolean carriesPictures(String type) {
        String upper = type.toUpperCase(Locale.ROOT);
        return switch (upper) {
            case "*", "", "LATENT", "IMAGE", "VIDEO", "SEGS", "SEGS_HEADER", "SEG_ELT", "VHS_FILENAMES", "IMAGE_PATH" ->
                true;
            default ->
                upper.contains("PIPE")
                        || upper.contains("LATENT")
                        || (upper.contains("IMAGE") && !upper.contains("EMBED"));
        };
    }
}
