"""Measurements: beside the peers, and on public templates."""
