"""Questions that need more than one resource: permissions, names, wiring, conditions looked at together."""
