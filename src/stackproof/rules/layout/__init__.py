"""Where a project has its files."""
