package io.gentrack.cli;

import io.gentrack.mcp.comfy.GenerationLog;
import io.gentrack.mcp.comfy.TrackerListener;
import java.util.function.Consumer;

/** What the tracker does, as notes; runs that were logged are the caller's. */
final class TrackerNotes implements TrackerListener {
    /** Told of each run that was counted. */
    @FunctionalInterface
    interface OnLogged {
        void logged(String promptId, GenerationLog.Logged logged);
    }

    private final Consumer<String> note;
    private final String address;
    private final boolean tellLost;
    private final OnLogged onLogged;

    /**
     * Notes for people.
     *
     * @param tellLost false where it is no news that ComfyUI is not there
     */
    TrackerNotes(Consumer<String> note, String address, boolean tellLost, OnLogged onLogged) {
        this.note = note;
        this.address = address;
        this.tellLost = tellLost;
        this.onLogged = onLogged;
    }

    @Override
    public void connected() {
        note.accept("Following ComfyUI at " + address + ".");
    }

    @Override
    public void lost(String why) {
        if (tellLost) {
            note.accept(why + " Trying again until it does; start ComfyUI, or give its address with --comfyui.");
        }
    }

    @Override
    public void logged(String promptId, GenerationLog.Logged logged) {
        onLogged.logged(promptId, logged);
    }

    @Override
    public void problem(String what) {
        note.accept(what);
    }
}
