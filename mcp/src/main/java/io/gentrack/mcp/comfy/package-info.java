/** Talks to a running ComfyUI: follows what it runs, runs what it is given, and logs what succeeded. */
@NullMarked
package io.gentrack.mcp.comfy;

import org.jspecify.annotations.NullMarked;
