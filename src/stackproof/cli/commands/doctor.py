"""`stackproof doctor`: what is installed, what is missing, and the command that mends it."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

import click

if TYPE_CHECKING:
    from stackproof.oracles.model import Oracle


class _Line(NamedTuple):
    name: str
    good: bool
    state: str
    mend: str = ""
    needed: bool = True


@click.command("doctor")
def command() -> int:
    """Tells for each engine and oracle what is installed, what is missing, and what mends it.

    Exit code 1 when something that is needed is broken. An engine that was never installed is told, and is no fault.
    """
    lines = [_core(), *_engines(), *_oracles(), _sandbox()]
    width = max(len(line.name) for line in lines)
    for line in lines:
        mark = "ok" if line.good else "--"
        click.echo(f"{mark}  {line.name:<{width}}  {line.state}")
        if line.mend and not line.good:
            click.echo(f"    {'':<{width}}  mend: {line.mend}")
    return 0 if all(line.good for line in lines if line.needed) else 1


def _core() -> _Line:
    from stackproof import __version__

    return _Line("stackproof", True, f"{__version__} on Python {'.'.join(map(str, sys.version_info[:3]))}")


def _engines() -> list[_Line]:
    from stackproof.synthesis import inventory

    return [_Line(part.name, part.good, part.state, part.mend, part.needed) for part in inventory.parts()]


def _oracles() -> list[_Line]:
    from stackproof.oracles.run import chosen

    return [_oracle(oracle) for oracle in chosen("all", "cloudformation")]


def _oracle(oracle: Oracle) -> _Line:
    if not oracle.requirements:
        there = find_spec(oracle.module) is not None
        state = _version(oracle.name) or "not installed"
        return _Line(oracle.name, there, state, oracle.install, needed=oracle.default)
    from stackproof.synthesis import environments

    wanted = ", ".join(f"{name} {version.removeprefix('==')}" for name, version in oracle.requirements.items())
    state = "in an environment of its own" if environments.exists(oracle.requirements) else oracle.install
    return _Line(oracle.name, True, f"{wanted}: {state}", needed=False)


def _sandbox() -> _Line:
    from stackproof.sandbox import probe

    isolation = probe()
    strong = isolation.files and isolation.network
    state = f"{isolation.mode}: {', '.join(isolation.features) or 'nothing'}"
    if isolation.missing:
        state += f"; missing: {'; '.join(isolation.missing)}"
    mend = "a Linux kernel with user namespaces, or with Landlock and seccomp; see docs/sandbox.md"
    return _Line("sandbox", strong, state, mend)


def _version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package)
    except PackageNotFoundError:
        return ""
