"""AWS CDK projects in Python: run in the sandbox, their cloud assembly read into one graph."""
