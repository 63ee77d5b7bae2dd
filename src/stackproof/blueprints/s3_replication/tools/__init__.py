"""Operators' tools of the document store."""
