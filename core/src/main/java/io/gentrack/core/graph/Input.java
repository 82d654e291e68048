package io.gentrack.core.graph;

public interface Input {}
