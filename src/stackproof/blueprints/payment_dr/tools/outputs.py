"""The outputs of a deployment, as the command line of CDK Terrain or of Terraform writes them."""

from __future__ import annotations

import json
from pathlib import Path


class OutputsError(Exception):
    """The outputs cannot be used; the message says why, in one line."""


def read_outputs(path: Path) -> dict[str, str]:
    """The outputs of a file by their names.

    Raises:
        OutputsError: there is no such file, or it holds no outputs.
    """
    try:
        content = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise OutputsError(f"{path} cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise OutputsError(f"{path} is no JSON") from error
    if not isinstance(content, dict):
        raise OutputsError(f"{path} holds no outputs")
    found: dict[str, str] = {}
    for name, value in content.items():
        if isinstance(value, dict) and set(value) >= {"value", "type"}:
            # As `terraform output -json` writes them.
            found[name] = str(value["value"])
        elif isinstance(value, dict):
            # As `cdktn deploy --outputs-file` writes them: by stack.
            found |= {inner: str(one) for inner, one in value.items()}
        else:
            found[name] = str(value)
    return found
