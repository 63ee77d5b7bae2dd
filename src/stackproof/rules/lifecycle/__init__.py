"""Rules about what happens to resources at deletion."""
