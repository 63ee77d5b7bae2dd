"""The interpreter's framework, node, and a warm package cache for jsii that no foreign program can write to."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.errors import MissingToolchain, StackproofError
from stackproof.synthesis import cache, environments
from stackproof.synthesis.node.toolchain import find_node

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from stackproof.synthesis.environments import Environment

_WARM_SECONDS = 300
_ON_JSII = re.compile(r"aws-cdk-lib|constructs|jsii|cdk-nag|cdktn|cdktf|aws-cdk-[\w-]+-alpha")
_DISTRIBUTION = re.compile(r"([A-Za-z0-9]\w*)-([^-]+)\.dist-info")


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework whose Python packages run on jsii.

    Attributes:
        title: what it is called in messages.
        modules: its modules; the first one that is installed is imported to fill the cache.
        packages: the distributions whose versions make a difference.
        extra: the extra of stackproof that installs it.
        loaded: modules that it imports itself.
        foreign: what the modules of other frameworks begin with; they are not unpacked beside it.
    """

    title: str
    modules: tuple[str, ...]
    packages: tuple[str, ...]
    extra: str
    loaded: frozenset[str]
    foreign: tuple[str, ...]

    @property
    def hint(self) -> str:
        """The command that installs it."""
        return f"Install it: pip install 'stackproof[{self.extra}]'"


CDK = Framework(
    title="the AWS CDK for Python (aws-cdk-lib)",
    modules=("aws_cdk",),
    packages=("aws-cdk-lib", "constructs", "jsii"),
    extra="cdk",
    loaded=frozenset(
        (
            "aws_cdk", "aws_cdk.asset_awscli_v1", "aws_cdk.asset_node_proxy_agent_v6",
            "aws_cdk.cloud_assembly_schema", "constructs",
        )
    ),
    foreign=("cdktf", "cdktn"),
)  # fmt: skip

# Recent versions of jsii index each package in the background, and give up when the program ends.
_WARM_PROGRAM = """
import glob, importlib, sys, time
import jsii._embedded.jsii as embedded
importlib.import_module(sys.argv[2])
for name in sys.argv[3:]:
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
    """What a program on jsii needs beside the interpreter.

    Attributes:
        node: the node binary.
        versions: of the framework's packages and node.
        store: jsii's unpacked packages, made by us and shown read-only; None where every program unpacks its own.
        environment: the environment of ours that holds the packages; None for that of this interpreter.
    """

    node: Path
    versions: dict[str, str]
    store: Path | None
    environment: Environment | None = None


def find(framework: Framework = CDK) -> Toolchain:
    """The toolchain of this interpreter; the first call for a version unpacks jsii's packages (about 10 s).

    Raises:
        MissingToolchain: the framework or node is not installed.
    """
    from importlib.util import find_spec

    specs = [(module, find_spec(module)) for module in framework.modules]
    installed = [(module, spec.submodule_search_locations) for module, spec in specs if spec is not None]
    if not installed or not installed[0][1] or find_spec("jsii") is None:
        raise MissingToolchain(f"{framework.title} is not installed", hint=framework.hint)
    folder = Path(next(iter(installed[0][1]))).parent
    found = dict(_distributions(folder))
    versions = {name: found[name] for name in framework.packages if name in found}
    node = find_node(needed_by=framework.title, hint=framework.hint)
    beside = {
        module: archive
        for module, archive in libraries(folder)
        if module not in framework.loaded and not module.startswith(framework.foreign)
    }
    store = _store(framework, installed[0][0], node.binary, versions, beside)
    return Toolchain(node.binary, versions | {"node": node.version}, store)


def pinned(
    pins: Mapping[str, str], framework: Framework = CDK, further: Mapping[str, str] | None = None
) -> Toolchain | None:
    """The toolchain with what a project pins; None where all of it is installed beside stackproof.

    jsii unpacks its packages anew for each program then (about 10 s): to do it once, packages that the project chose
    would have to be imported outside of the sandbox.

    Args:
        pins: specifiers by package, as the project's files say.
        further: the same of what it imports besides; it must not keep the rest from being what is pinned.

    Raises:
        MissingToolchain: the environment cannot be made, or node is not installed.
    """
    here = environments.versions(Path(sysconfig.get_path("purelib")))
    main = framework.packages[0]
    if all(
        name in here and environments.satisfies(here[name], asked)
        for name, asked in {**pins, **(further or {})}.items()
    ):
        return None
    node = find_node(needed_by=framework.title, hint=framework.hint)
    wanted = {main: f"=={here[main]}" if main in here else "", **pins}
    # What has no wheel, or comes from elsewhere, must not keep the framework from being what is pinned.
    least = {name: asked for name, asked in wanted.items() if _ON_JSII.fullmatch(name)}
    made = environments.first_of([*([{**wanted, **further}] if further else []), wanted, least])
    installed = environments.versions(made.site)
    versions = {name: installed[name] for name in framework.packages if name in installed}
    return Toolchain(node.binary, versions | {"node": node.version}, None, made)


def _distributions(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.dist-info")):
        if match := _DISTRIBUTION.fullmatch(path.name):
            yield match.group(1).replace("_", "-"), match.group(2)


def libraries(folder: Path) -> Iterator[tuple[str, str]]:
    """Module and archive of every installed package that jsii unpacks, such as `cdk_nag` or an alpha module."""
    places = [entry for entry in sorted(folder.iterdir()) if entry.name.isidentifier() and entry.is_dir()]
    for place in places:
        below = place.name == "aws_cdk" or not (place / "__init__.py").exists()
        for library in (place, *(sorted(entry for entry in place.iterdir() if entry.is_dir()) if below else ())):
            module = ".".join(library.relative_to(folder).parts)
            for archive in (library / "_jsii").glob("*.jsii.tgz"):
                yield module, archive.name


def _store(framework: Framework, module: str, node: Path, versions: dict[str, str], libraries: dict[str, str]) -> Path:
    name = "-".join(f"{package}-{versions.get(package, 'unknown')}" for package in framework.packages)
    if libraries:
        # They share the cache with the framework that they were installed beside.
        name += "-" + hashlib.sha256(repr(sorted(libraries.items())).encode()).hexdigest()[:16]
    warm = partial(_warm, framework, node, [module, *sorted(libraries)])
    return cache.made(cache.folder() / "jsii" / name, warm)


def _warm(framework: Framework, node: Path, modules: Sequence[str], store: Path) -> None:
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
        command = [sys.executable, "-I", "-c", _WARM_PROGRAM, str(store), *modules]
        try:
            subprocess.run(command, env=environment, cwd=home, capture_output=True, timeout=_WARM_SECONDS, check=True)
        except subprocess.CalledProcessError as error:
            said = error.stderr.decode("utf-8", "replace").strip().splitlines()
            raise MissingToolchain(
                f"{framework.title} is installed and cannot be imported: {said[-1] if said else 'no message'}",
                hint=framework.hint,
            ) from None
        except subprocess.TimeoutExpired:
            raise StackproofError(f"importing {framework.title} took more than {_WARM_SECONDS} s") from None
