package io.gentrack.core.advice;

import io.gentrack.core.settings.Settings;
import io.gentrack.core.store.Size;
import java.util.Objects;
import java.util.Optional;

/** One thing to try, with where it comes from. */
public sealed interface Advice {
    /** {@code history preset community}. */
    String source();

    /** What was used here before. */
    record History(Group group, Optional<Double> timesNext) implements Advice {
        /**
         * What was used here before.
         *
         * @param group one combination, or several that are nearly the same
         * @param timesNext its score as a multiple of the next one's; empty for the last
         */
        public History {
            Objects.requireNonNull(group, "group is null");
            Objects.requireNonNull(timesNext, "timesNext is null");
        }

        @Override
        public String source() {
            return "history";
        }
    }

    /** Published starting settings; nobody here has used them yet. */
    record Official(Preset preset) implements Advice {
        public Official {
            Objects.requireNonNull(preset, "preset is null");
        }

        @Override
        public String source() {
            return "preset";
        }
    }

    /** What others share. */
    record Community(Settings settings, Optional<Size> size, long uses, long contributors) implements Advice {
        public Community {
            Objects.requireNonNull(settings, "settings is null");
            Objects.requireNonNull(size, "size is null");
        }

        @Override
        public String source() {
            return "community";
        }
    }
}
