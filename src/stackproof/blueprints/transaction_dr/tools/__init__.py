"""Commands for operators: `python -m tools.deploy`, `python -m tools.under_cdktf`."""
