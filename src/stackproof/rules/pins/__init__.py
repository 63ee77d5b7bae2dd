"""Versions that a project asks for, against what it is written in."""
