"""Dated tables with their source. The extracts under `data/` are written by `scripts/extract_facts.py`."""
