"""Runs programs in Python: which packages they get, and what they left."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.graph.graph import Problem
from stackproof.graph.location import NOWHERE
from stackproof.synthesis import environments
from stackproof.synthesis.cdk import context, execution, toolchain
from stackproof.synthesis.cdk.execution import Harness, Plan
from stackproof.synthesis.cdktf import environment, inputs, sources
from stackproof.synthesis.failures import clean
from stackproof.synthesis.node.toolchain import find_node

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from stackproof.synthesis.cdk.execution import Ran
    from stackproof.synthesis.cdk.toolchain import Toolchain
    from stackproof.synthesis.environments import Environment
    from stackproof.synthesis.model import Setting, Settings

FRAMEWORK = toolchain.Framework(
    title="CDK Terrain for Python (cdktn)",
    modules=("cdktn", "cdktf"),
    packages=("cdktn", "cdktf", "constructs", "jsii"),
    extra="cdktf",
    loaded=frozenset(("cdktn", "constructs")),
    foreign=("aws_cdk", "cdk_", "cdklabs"),
)
"""CDKTF and CDK Terrain are unpacked into one cache where both are installed."""

_CHILD = Path(__file__).with_name("child")
TERRAFORM = _CHILD / "terraform.sh"
"""Answers in the place of Terraform when the framework asks for its version."""

_PRELOADS = ("lazy.cjs", "context.cjs")
_BINDINGS = re.compile(r"\w{1,60}(?:\.\w{1,60}){0,6}")
_STAND_IN = re.compile(r"cdktn|(?:cdktn|cdktf_cdktf)_provider_\w{1,60}")
_BINDINGS_FOR_AWS = {"cdktf": ("cdktf_cdktf_provider_aws",), "cdktn": ("cdktn_provider_aws",)}


@dataclass(frozen=True, slots=True)
class Packages:
    """The packages that programs of a project run with.

    Attributes:
        tools: node and jsii's cache.
        modules: what is loaded before the program: the framework, and the bindings for AWS where there are any.
        own: whether the project brings bindings of its own that jsii has to unpack, beside the installed ones.
        versions: of the framework, the bindings for AWS, jsii and node.
    """

    tools: Toolchain
    modules: tuple[str, ...]
    own: bool
    versions: dict[str, str]


def pinned_packages(root: Path, pins: Mapping[str, str]) -> Packages:
    """The packages that a project asks for, as near as they can be had. The first call makes an environment of them.

    Args:
        pins: specifiers by package, as the project's files say.

    Raises:
        MissingToolchain: no such environment can be made, or node is not installed.
        InputError: cdktf.json is no JSON object.
    """
    made = environment.pinned(root, pins)
    return packages(root) if made is None else _of_environment(root, made)


def _of_environment(root: Path, made: Environment) -> Packages:
    """The packages of an environment. jsii unpacks them anew for each program, as those of AWS CDK's environments."""
    node = find_node(needed_by=FRAMEWORK.title, hint=FRAMEWORK.hint)
    found = environments.versions(made.site)
    framework = "cdktf" if "cdktf" in found and ("cdktn" not in found or sources.imports_cdktf(root)) else "cdktn"
    shown = {name: one for name, one in found.items() if name in FRAMEWORK.packages or "-provider-" in name}
    bindings = [name for name in _BINDINGS_FOR_AWS[framework] if name.replace("_", "-") in found]
    tools = toolchain.Toolchain(node.binary, {"node": node.version}, None, made)
    return Packages(tools, (framework, *bindings), False, shown | tools.versions)


def packages(root: Path) -> Packages:
    """The installed packages for a project. The first call for a version of them fills jsii's cache (about 20 s).

    Raises:
        MissingToolchain: neither framework is installed, or node is not.
    """
    from importlib import metadata
    from importlib.util import find_spec

    tools = toolchain.find(FRAMEWORK)
    old_is_there, new_is_there = find_spec("cdktf") is not None, find_spec("cdktn") is not None
    framework = "cdktf" if old_is_there and (not new_is_there or sources.imports_cdktf(root)) else "cdktn"
    bindings = [name for name in _BINDINGS_FOR_AWS[framework] if find_spec(name) is not None]
    # They are found although .gitignore names them, as it often does.
    own = next(root.glob("*/*/_jsii/*.jsii.tgz"), None) is not None
    versions = {name.replace("_", "-"): metadata.version(name.replace("_", "-")) for name in bindings}
    return Packages(tools, (framework, *bindings), own, versions | tools.versions)


def harness(found: Packages) -> Harness:
    """How programs are run with these packages."""
    cache = () if found.own or found.tools.store is None else (found.tools.store,)
    made = found.tools.environment
    folder = made.folder if made is not None else _folder_of(found.modules[0])
    preloads = (execution.PRELOAD, execution.STAND_INS, execution.UNFINISHED)
    shown = (_CHILD, *preloads, found.tools.node, folder, *cache)
    left_out = execution.LEFT_OUT | {"cdktf.out"}
    python = made.python if made is not None else None
    return Harness(_CHILD / "driver.py", shown, lambda work: _environment(work, found), left_out, python)


def _folder_of(module: str) -> Path:
    """The framework's folder. It is seen anyway, and tells workers apart that have loaded one or the other."""
    from importlib.util import find_spec

    spec = find_spec(module)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def _environment(work: Path, found: Packages) -> dict[str, str]:
    preloads = (execution.PRELOAD, execution.STAND_INS, execution.UNFINISHED, *(_CHILD / name for name in _PRELOADS))
    # A cache that is shown read-only cannot take what the project itself brings.
    cache = {"JSII_RUNTIME_PACKAGE_CACHE": "disabled"}
    if not found.own and found.tools.store is not None:
        cache = {"JSII_RUNTIME_PACKAGE_CACHE_ROOT": str(found.tools.store)}
    return {
        **framework_environment(work / "assembly"),
        **cache,
        "STACKPROOF_CONTEXT": str(work / "context.json"),
        "STACKPROOF_FRAMEWORK": " ".join(found.modules),
        "JSII_NODE": str(found.tools.node),
        "JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION": "1",
        # In quotes, as a path may hold a blank.
        "NODE_OPTIONS": " ".join("--require=" + json.dumps(str(file)) for file in preloads),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
    }


def framework_environment(output: Path) -> dict[str, str]:
    """The variables that tell the framework where to write, and what it would find out by running Terraform."""
    return {
        "CDKTF_OUTDIR": str(output),
        "SYNTH_HCL_OUTPUT": "false",
        "TERRAFORM_BINARY_NAME": f"sh {shlex.quote(str(TERRAFORM))}",
        "CHECKPOINT_DISABLE": "1",
    }


def plans(root: Path, settings: Settings) -> tuple[list[Plan], tuple[str, str]]:
    """The syntheses to be made, and the first and the second suffix.

    Raises:
        InputError: cdktf.json cannot be used.
    """
    from_project = inputs.read_context(root)
    told = inputs.environment(settings)

    def plan(name: str, when: str, values: Mapping[str, Setting]) -> Plan:
        return Plan(name, when, told | context.environment(values), inputs.given_context(from_project, values))

    made = [plan(inputs.FIRST, "always", settings.values)]
    suffix, other = inputs.suffixes(settings)
    if not other:
        # What a program makes of random numbers and the time is no part of what it describes.
        return [*made, plan(inputs.AGAIN, "always", settings.values)], ("", "")
    made.append(plan(inputs.TWIN, "always", inputs.with_suffix(settings, other)))
    made.append(plan(inputs.AGAIN, "differs", settings.values))
    return made, (suffix, other)


def notes(ran: Ran, versions: Mapping[str, str], pins: Mapping[str, str]) -> Iterator[Problem]:
    """What is to be said of the packages that stood in for others."""
    bindings = ran.details.get("bindings")
    for name, other in sorted(bindings.items()) if isinstance(bindings, dict) and len(bindings) < 100 else ():
        if not isinstance(other, str) or not _BINDINGS.fullmatch(name) or not _STAND_IN.fullmatch(other):
            continue
        package = other.replace("_", "-")
        version = f" {versions[package]}" if package in versions else ""
        wanted = name.replace("_", "-")
        pin = f" {pins[wanted]}" if pins.get(wanted) else ""
        message = (
            f"written for {wanted if '.' not in name else name}{pin}, read with {package}{version} through an alias"
        )
        yield Problem("note", message, NOWHERE)
    modules = ran.details.get("modules")
    for name, source in sorted(modules.items()) if isinstance(modules, dict) and len(modules) < 100 else ():
        if isinstance(source, str) and _BINDINGS.fullmatch(name):
            message = f"{name} stands for the module {clean(source)[:200]} of cdktf.json: its bindings are not there"
            yield Problem("note", message, NOWHERE)
