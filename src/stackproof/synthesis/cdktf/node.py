"""Runs programs in TypeScript and JavaScript: which packages they get, and what the framework is told."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.graph.graph import Problem
from stackproof.graph.location import NOWHERE, Location
from stackproof.project import tree
from stackproof.sandbox import Mount
from stackproof.synthesis.cdk import context
from stackproof.synthesis.cdk.execution import STAND_INS, UNFINISHED
from stackproof.synthesis.cdktf import inputs, python, stacks
from stackproof.synthesis.cdktf.faults import of_validation, with_stand_ins
from stackproof.synthesis.failures import Fault
from stackproof.synthesis.node import imports, packages, toolchain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from stackproof.synthesis.cdk.execution import Plan, Ran
    from stackproof.synthesis.node.packages import Packages
    from stackproof.synthesis.node.runner import Failure, Stay

_CHILD = Path(__file__).with_name("child")
_SOURCES = (".ts", ".js", ".mts", ".cts", ".mjs", ".cjs", ".tsx")
_GENERATED = re.compile(rb"""^(?!\s*(?://|\*)).*?["'](?:[^"'\n]*/)?\.gen/(providers|modules)/([\w-]+)""", re.MULTILINE)
_TESTS = frozenset({"__tests__", "test", "tests", "spec"})
_MISSING = re.compile(r"Cannot find module '[^']*\.gen/(?P<group>providers|modules)/(?P<name>[^'/]+)")
_MAX_SOURCES = 2_000
_MAX_SOURCE_BYTES = 2 << 20

_RELEASES: Mapping[str, Mapping[str, str]] = {
    "cdktf": {
        "cdktf": "0.21.0",
        "constructs": "10.7.2",
        "@cdktf/provider-archive": "11.0.1",
        "@cdktf/provider-aws": "21.22.1",
        "@cdktf/provider-cloudinit": "11.0.1",
        "@cdktf/provider-dns": "9.0.1",
        "@cdktf/provider-docker": "12.0.3",
        "@cdktf/provider-external": "11.0.1",
        "@cdktf/provider-github": "15.3.1",
        "@cdktf/provider-helm": "12.1.2",
        "@cdktf/provider-http": "10.0.1",
        "@cdktf/provider-kubernetes": "12.1.1",
        "@cdktf/provider-local": "11.1.1",
        "@cdktf/provider-null": "11.0.1",
        "@cdktf/provider-random": "12.0.1",
        "@cdktf/provider-time": "11.0.1",
        "@cdktf/provider-tls": "11.0.1",
    },
    "cdktn": {
        "cdktn": "0.24.0",
        "constructs": "10.7.2",
        "@cdktn/provider-archive": "14.0.1",
        "@cdktn/provider-aws": "25.7.0",
        "@cdktn/provider-random": "15.0.1",
    },
}
"""The last release of each framework with prebuilt bindings for it, as npm's registry has them; as of 2026-11-27."""


@dataclass(frozen=True, slots=True)
class StandIns:
    """What stands for generated code that is not in the project.

    Attributes:
        framework: of the release that is used instead of the project's.
        folder: a node_modules folder with that release.
        providers: those that the project imports and that there are bindings for.
        modules: {name, source, version} of the Terraform modules that cdktf.json names.
    """

    framework: str
    folder: Path
    providers: tuple[str, ...]
    modules: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The packages that a program runs with; `instead`: None where it brings everything."""

    packages: Packages
    instead: StandIns | None

    @property
    def preloads(self) -> tuple[Path, ...]:
        """Modules of ours that are loaded before the program."""
        always = (STAND_INS, UNFINISHED, _CHILD / "lazy.cjs")
        return always if self.instead is None else (_CHILD / "generated.cjs", *always)

    @property
    def mounts(self) -> tuple[Mount, ...]:
        """What the program may see besides its packages."""
        folders = () if self.instead is None else (Mount(self.instead.folder),)
        return (Mount(python.TERRAFORM), *folders)

    @property
    def versions(self) -> dict[str, str]:
        """Of the framework and the bindings."""
        if self.instead is None:
            return self.packages.versions
        release = _RELEASES[self.instead.framework]
        bindings = {name: release[name] for name in map(self._bindings, self.instead.providers)}
        return {name: release[name] for name in (self.instead.framework, "constructs")} | bindings

    def _bindings(self, provider: str) -> str:
        return f"@{self.instead.framework}/provider-{provider}" if self.instead is not None else provider

    def notes(self) -> list[Problem]:
        """What is to be said of the packages."""
        said = list(self.packages.notes)
        if self.instead is not None:
            read = " and ".join(f"{name} {version}" for name, version in self.versions.items() if name != "constructs")
            said.append(f"what `cdktf get` generates (.gen) is not in the project: read with {read}")
        return [Problem("note", note, NOWHERE) for note in said]

    def environment(self, stay: Stay, plan: Plan) -> dict[str, str]:
        """The variables by which the framework is told its context and where to write."""
        given = python.framework_environment(stay.work / plan.name)
        given["CDKTF_CONTEXT_JSON"] = json.dumps(dict(plan.context))
        if self.instead is not None:
            given["STACKPROOF_GENERATED"] = json.dumps(
                {
                    "folder": str(self.instead.folder.resolve()),
                    "framework": self.instead.framework,
                    "providers": self.instead.providers,
                    "modules": self.instead.modules,
                }
            )
        return given

    def explain(self, fault: Fault | None, ran: Ran | None, failure: Failure | None, root: Path) -> Fault | None:
        """What kept a run from its end, in the words of the tool where it has some.

        Args:
            fault: the same, as of any program; None where the run got there.
            ran: the run, None when it was not begun.
            failure: what the program said.
            root: the project.
        """
        if fault is None or ran is None or failure is None:
            return fault
        found = _MISSING.search(failure.message)
        if found is not None:
            return _not_generated(found.group("group"), found.group("name"), fault.problem.at, root)
        validation = of_validation(failure.message, ran.constructs, fault.problem.at)
        if validation is None and self.instead is not None and failure.type == "TypeError":
            return with_stand_ins(fault)
        return validation or fault


def find(root: Path) -> Found:
    """The packages that the program runs with: what it pins, else the last release of the framework it is written for.

    Raises:
        InputError: package.json or cdktf.json cannot be read.
        MissingToolchain: npm is not there, or it cannot install.
    """
    asked = packages.wishes(root)
    imported = imports.imported(root)
    framework = _framework(asked.requirement if asked is not None else lambda _: None, imported)
    instead = _stand_ins(root, framework)
    if instead is not None:
        return Found(packages.find(root, ("constructs",), framework), instead)
    bindings = f"@{framework}/provider-aws"
    if bindings in imported and (asked is None or asked.requirement(bindings) is None):
        wanted = (framework, "constructs", bindings)
        return Found(packages.find(root, wanted, f"{framework} with bindings"), None)
    return Found(packages.find(root, (framework, "constructs"), framework), None)


def _framework(requirement: Callable[[str], str | None], imported: set[str]) -> str:
    for name in ("cdktn", "cdktf"):
        if requirement(name) is not None:
            return name
    return "cdktf" if "cdktf" in imported and "cdktn" not in imported else "cdktn"


def _stand_ins(root: Path, framework: str) -> StandIns | None:
    """What stands for generated code, where a source asks for some that is not there and that can be stood in for."""
    asked = sorted({match for match in _asked(root) if not (root / ".gen" / match[0] / match[1]).exists()})
    release = _RELEASES[framework]
    providers = tuple(
        name for group, name in asked if group == "providers" and f"@{framework}/provider-{name}" in release
    )
    modules = tuple(inputs.modules(root)) if any(group == "modules" for group, _ in asked) else ()
    if not providers and not modules:
        return None
    wanted = {name: release[name] for name in (framework, "constructs")}
    wanted |= {name: release[name] for name in (f"@{framework}/provider-{one}" for one in providers)}
    return StandIns(framework, packages.set_of(toolchain.find_node(), wanted), providers, modules)


def _asked(root: Path) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for count, file in enumerate(tree.files(root)):
        if count > _MAX_SOURCES:
            break
        if file.suffix in _SOURCES and not _TESTS & set(file.relative_to(root).parts):
            try:
                with file.open("rb") as opened:
                    text = opened.read(_MAX_SOURCE_BYTES)
            except OSError:
                continue
            found |= {(group.decode(), name.decode()) for group, name in _GENERATED.findall(text)}
    return found


def _not_generated(group: str, name: str, at: Location, root: Path) -> Fault:
    line = context.line_of(root / inputs.CONFIGURATION, name)
    message = (
        f"the program imports .gen/{group}/{name}, and what `cdktf get` generates is not in the project: generate it"
        " and run again"
    )
    return Fault(
        "not_run", Problem("error", message, at if at.file or not line else Location(inputs.CONFIGURATION, line))
    )


def output(folder: Path) -> dict[str, str]:
    """The documents of a synthesis, by stack.

    Raises:
        InputError: they cannot be read.
    """
    return {stack.name: stack.text for stack in stacks.read(folder.parent, folder.name)}
