"""From a project on disk to a graph: one package an engine."""
