"""Rules about keys and their policies."""
