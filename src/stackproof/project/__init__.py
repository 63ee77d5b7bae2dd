"""What is on disk: which engine, language, entry point, pinned versions and contract a path holds."""
