"""The named checks, one file each, registered by being there."""
