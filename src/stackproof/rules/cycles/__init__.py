"""Circles: things that each need the other first."""
