package io.gentrack.mcp.comfy;

/** Told of what the tracker does, on its thread. */
public interface TrackerListener {
    /** ComfyUI answers, for the first time or again. */
    void connected();

    /** ComfyUI does not answer any more; the tracker goes on trying. Told once until it is back. */
    void lost(String why);

    /** A run succeeded and something was sampled in it. */
    void logged(String promptId, GenerationLog.Logged logged);

    /** A run that could not be logged, for a person. */
    void problem(String what);
}
