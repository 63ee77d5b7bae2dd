"""Rules about databases that are replicated."""
