"""Deploys all stacks in their order, or destroys them in the opposite one.

    python -m tools.deploy                      synthesise, deploy, write outputs.json
    python -m tools.deploy --only global        one stack, or several
    python -m tools.deploy --plan               show what would be done
    python -m tools.deploy --destroy            the opposite order

Settings are those of `app.py`. Terraform is `terraform`, or what TERRAFORM_BINARY_NAME names.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from transaction_dr.paths import PROJECT

ORDER = ("global", "primary", "recovery")
"""The parts in the order in which they are deployed: each needs what is before it."""

_OUTPUTS = PROJECT / "outputs.json"

Run = Callable[[Sequence[str], Path], str]
"""Runs a command in a folder; returns what it wrote to its standard output."""


class DeployError(Exception):
    """A step failed; the message says which."""


class Stack(NamedTuple):
    """A synthesised stack: its part, its name, and the folder that Terraform runs in."""

    part: str
    name: str
    folder: Path


def run_command(command: Sequence[str], folder: Path) -> str:
    """Run a command whose messages go to the terminal.

    Raises:
        DeployError: it cannot be run, or fails.
    """
    capture = "output" in command
    try:
        done = subprocess.run(
            list(command), cwd=folder, check=True, text=True, stdout=subprocess.PIPE if capture else None
        )
    except OSError as error:
        raise DeployError(f"{command[0]} cannot be run: {error.strerror}") from error
    except subprocess.CalledProcessError as error:
        raise DeployError(f"{' '.join(command)} failed in {folder.name} (exit code {error.returncode})") from error
    return done.stdout or ""


def stacks_in(out: Path) -> list[Stack]:
    """The synthesised stacks in the order of their deployment.

    Raises:
        DeployError: not all of them are there.
    """
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    names = manifest["stacks"]
    found = []
    for part in ORDER:
        name = next((name for name in names if name.startswith(f"stack-transactions-{part}-")), None)
        if name is None:
            raise DeployError(f"the stack {part} was not synthesised")
        found.append(Stack(part, name, out / "stacks" / name))
    return found


class Deployment:
    """What is done with the stacks."""

    def __init__(self, out: Path, run: Run, terraform: str, outputs: Path) -> None:
        """Take the folder of the synthesis, how commands are run, Terraform's name, and where outputs are written."""
        self._out = out
        self._run = run
        self._terraform = terraform
        self._outputs = outputs

    def synthesise(self) -> None:
        """Run the program anew: it checks the settings and writes the stacks."""
        self._run([sys.executable, "app.py"], PROJECT)

    def deploy(self, parts: Sequence[str]) -> None:
        """Deploy in order, and write the outputs of what was deployed beside those that are there."""
        told = self._told()
        for stack in self._chosen(parts):
            self._initialise(stack)
            self._run([self._terraform, "apply", "-auto-approve", "-input=false"], stack.folder)
            found = json.loads(self._run([self._terraform, "output", "-json"], stack.folder))
            told[stack.name] = {
                name: output["value"] for name, output in found.items() if not name.startswith("cross-stack-output-")
            }
            self._tell(told)

    def plan(self, parts: Sequence[str]) -> None:
        """Show what a deployment would do; a stack whose predecessors were never deployed cannot be planned."""
        for stack in self._chosen(parts):
            self._initialise(stack)
            self._run([self._terraform, "plan", "-input=false"], stack.folder)

    def destroy(self, parts: Sequence[str]) -> None:
        """Destroy in the opposite order, and forget the outputs of what was destroyed."""
        told = self._told()
        for stack in reversed(self._chosen(parts)):
            self._initialise(stack)
            self._run([self._terraform, "destroy", "-auto-approve", "-input=false"], stack.folder)
            told.pop(stack.name, None)
            self._tell(told)

    def _chosen(self, parts: Sequence[str]) -> list[Stack]:
        """The stacks of these parts in order; all of them when none is named."""
        return [stack for stack in stacks_in(self._out) if not parts or stack.part in parts]

    def _told(self) -> dict[str, dict[str, object]]:
        """The outputs that are written down, by stack."""
        return json.loads(self._outputs.read_text("utf-8")) if self._outputs.is_file() else {}

    def _tell(self, told: Mapping[str, Mapping[str, object]]) -> None:
        """Write the outputs down; no file stands for no stacks."""
        if told:
            self._outputs.write_text(json.dumps(told, indent=2, sort_keys=True) + "\n", "utf-8")
        else:
            self._outputs.unlink(missing_ok=True)

    def _initialise(self, stack: Stack) -> None:
        """Set Terraform up in the folder of a stack."""
        self._run([self._terraform, "init", "-input=false"], stack.folder)


def main(arguments: Sequence[str], environ: Mapping[str, str], run: Run = run_command) -> int:
    """Do what the command line asks for; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.deploy", description=__doc__.splitlines()[0])
    parser.add_argument("--only", action="append", choices=ORDER, default=[], help="a part; may be given again")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--plan", action="store_true", help="show what would be done")
    what.add_argument("--destroy", action="store_true", help="destroy in the opposite order")
    given = parser.parse_args(arguments)
    out = PROJECT / environ.get("CDKTF_OUTDIR", "cdktf.out")
    terraform = environ.get("TERRAFORM_BINARY_NAME", "terraform")
    deployment = Deployment(out, run, terraform, PROJECT / environ.get("OUTPUTS_FILE", _OUTPUTS.name))
    steps = deployment.plan if given.plan else deployment.destroy if given.destroy else deployment.deploy
    try:
        deployment.synthesise()
        steps(given.only)
    except DeployError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
