"""References that cross regions, stacks and accounts."""
