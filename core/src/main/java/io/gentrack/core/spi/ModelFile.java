package io.gentrack.core.spi;

import java.util.Objects;

/**
 * A weights file as the graph names it.
 *
 * @param name in the graph's own spelling, folder part and backslashes included
 * @param kind ComfyUI's folder key of it: {@code checkpoints}, {@code diffusion_models} …
 * @param loader class type of the node that loads it
 * @param node id of that node
 */
public record ModelFile(Value.Text name, String kind, String loader, String node) {
    public ModelFile {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(kind, "kind is null");
        Objects.requireNonNull(loader, "loader is null");
        Objects.requireNonNull(node, "node is null");
    }
}
