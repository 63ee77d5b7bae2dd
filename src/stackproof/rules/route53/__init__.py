"""Rules about Route 53."""
