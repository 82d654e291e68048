package io.gentrack.core.store;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a picture was made for, as far as its size and passes tell. */
public enum UseCase {
    PORTRAIT,
    LANDSCAPE,
    SQUARE,
    IMG2IMG,
    UPSCALE,
    VIDEO;

    /** Within this ratio of the longer to the shorter side a picture is square. */
    private static final double SQUARE_RATIO = 1.05;

    private static final Set<String> FROM_A_PICTURE = Set.of("img2img", "inpaint", "enhance");
    private static final Set<String> ENLARGING = Set.of("hires", "upscale", "tile_upscale");

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By {@link #label()}, in any case. */
    public static Optional<UseCase> parse(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        for (UseCase useCase : values()) {
            if (useCase.label().equals(wanted)) {
                return Optional.of(useCase);
            }
        }
        return Optional.empty();
    }

    /** The orientation, where the size is known. */
    static Optional<UseCase> orientation(int width, int height) {
        if (width < 1 || height < 1) {
            return Optional.empty();
        }
        if (height > width * SQUARE_RATIO) {
            return Optional.of(PORTRAIT);
        }
        return Optional.of(width > height * SQUARE_RATIO ? LANDSCAPE : SQUARE);
    }

    /** Bits of the use cases that do not follow from the size: 1 img2img, 2 upscale, 4 video. */
    static int traits(List<RecordedPass> passes, boolean video) {
        int traits = video ? 4 : 0;
        for (RecordedPass pass : passes) {
            String role = pass.role().toLowerCase(Locale.ROOT);
            traits |= FROM_A_PICTURE.contains(role) ? 1 : 0;
            traits |= ENLARGING.contains(role) ? 2 : 0;
        }
        return traits;
    }

    static Set<UseCase> of(int width, int height, int traits) {
        Set<UseCase> all = EnumSet.noneOf(UseCase.class);
        orientation(width, height).ifPresent(all::add);
        if ((traits & 1) != 0) {
            all.add(IMG2IMG);
        }
        if ((traits & 2) != 0) {
            all.add(UPSCALE);
        }
        if ((traits & 4) != 0) {
            all.add(VIDEO);
        }
        return all;
    }
}
