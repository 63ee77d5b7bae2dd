"""A model's answer in Markdown becomes files: parsed, named, told apart, written safely, completed by an entry."""
