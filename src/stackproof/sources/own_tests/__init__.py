"""A project's own tests as text: which tests there are, what they assert, mock and read. Nothing is run."""
