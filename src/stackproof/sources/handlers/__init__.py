"""What the handler of a Lambda function calls, reads and imports: read from its syntax tree, never run."""
