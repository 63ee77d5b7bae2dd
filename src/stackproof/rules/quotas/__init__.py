"""Rules about quotas, over the sums of a graph."""
