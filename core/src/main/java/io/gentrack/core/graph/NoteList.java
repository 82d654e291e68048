package io.gentrack.core.graph;

import java.util.ArrayList;
import java.util.List;

/** Collects notes and stops at a bound, so that a hostile graph cannot make more notes than nodes anybody would read. */
final class NoteList {
    static final int MAX = 1000;

    private final List<Note> notes = new ArrayList<>();

    void add(String code, String node, String message) {
        if (notes.size() < MAX) {
            notes.add(new Note(code, node, message));
        } else if (notes.size() == MAX) {
            notes.add(Note.of("more-notes", "There are more than " + MAX + " notes; the rest is left out."));
        }
    }

    List<Note> toList() {
        return List.copyOf(notes);
    }
}
