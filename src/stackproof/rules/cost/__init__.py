"""Rules about what costs money without need."""
