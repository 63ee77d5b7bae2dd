"""Rules about passwords, keys and tokens that stand in plain text."""
