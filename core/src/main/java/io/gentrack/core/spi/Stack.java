package io.gentrack.core.spi;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A persistent list that grows at its end: pushing shares all that was there, so that a chain of thousands of patches
 * costs one cell a patch. Never walked recursively.
 */
public final class Stack<T> {
    private static final Stack<Object> EMPTY = new Stack<>(Optional.empty(), Optional.empty(), 0);

    private final Optional<T> last;
    private final Optional<Stack<T>> before;
    private final int size;

    private Stack(Optional<T> last, Optional<Stack<T>> before, int size) {
        this.last = last;
        this.before = before;
        this.size = size;
    }

    @SuppressWarnings("unchecked")
    public static <T> Stack<T> empty() {
        return (Stack<T>) EMPTY;
    }

    public Stack<T> push(T item) {
        return new Stack<>(Optional.of(item), Optional.of(this), size + 1);
    }

    public Stack<T> pushAll(List<? extends T> items) {
        Stack<T> stack = this;
        for (T item : items) {
            stack = stack.push(item);
        }
        return stack;
    }

    public int size() {
        return size;
    }

    /** In the order pushed. */
    public List<T> toList() {
        List<T> items = new ArrayList<>(size);
        Optional<Stack<T>> cell = Optional.of(this);
        while (cell.isPresent() && cell.get().last.isPresent()) {
            items.add(cell.get().last.get());
            cell = cell.get().before;
        }
        Collections.reverse(items);
        return Collections.unmodifiableList(items);
    }

    /** Compares identity on purpose: equality by content would walk thousands of cells at each look-up. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return "Stack(" + size + ")";
    }
}
