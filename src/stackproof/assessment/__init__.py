"""All that is found out about a project, as one Assessment."""
