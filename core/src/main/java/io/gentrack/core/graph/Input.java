package io.gentrack.core.graph;

/** What stands at one input of a node: a value written in the graph, or a wire from another node. */
public sealed interface Input permits Literal, Link {}
