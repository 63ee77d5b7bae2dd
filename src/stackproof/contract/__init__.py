"""Requirements to verdicts with evidence: the contract's format, its paths and patterns, and the checks it can name."""
