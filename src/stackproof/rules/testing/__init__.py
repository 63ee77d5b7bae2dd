"""The project's own tests: whether they test what the project deploys."""
