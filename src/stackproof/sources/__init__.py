"""The program's text: syntax trees of handlers and constructs, read and never run."""
