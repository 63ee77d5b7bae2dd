"""Rules about physical names."""
