package io.gentrack.core.store;

/** What the user said of a combination. */
public enum Rating {
    UP(1),
    DOWN(-1),
    NONE(0);

    private final int value;

    Rating(int value) {
        this.value = value;
    }

    int value() {
        return value;
    }

    static Rating of(int value) {
        if (value == 0) {
            return NONE;
        }
        return value > 0 ? UP : DOWN;
    }
}
