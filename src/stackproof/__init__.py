"""stackproof proves AWS infrastructure code against its written requirements before anything is deployed.

In Python: `assess_many` with its `Options` and `Result`, imported when they are asked for; see docs/workers.md.
"""

__version__ = "0.1.0"

__all__ = ["Options", "Result", "__version__", "assess_many"]

# The types are in __init__.pyi.
_PUBLIC = {
    "Options": "stackproof.assessment.assess",
    "Result": "stackproof.assessment.assess",
    "assess_many": "stackproof.assessment.many",
}


def __getattr__(name: str) -> object:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'stackproof' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_PUBLIC[name]), name)
