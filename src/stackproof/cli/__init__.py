"""The command line: one thin module a command. It decides nothing."""
