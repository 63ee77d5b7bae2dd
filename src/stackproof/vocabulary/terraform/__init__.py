"""The tables, one file a group of services; each is found by being there."""
