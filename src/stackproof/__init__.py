"""stackproof proves AWS infrastructure code against its written requirements before anything is deployed."""

__version__ = "0.1.0"
