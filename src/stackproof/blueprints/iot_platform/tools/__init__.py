"""Commands of those who operate the platform and answer for it."""
