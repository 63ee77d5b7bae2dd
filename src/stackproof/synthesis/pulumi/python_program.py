"""Runs a Pulumi program in Python."""

from __future__ import annotations

import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.errors import MissingToolchain
from stackproof.project import pins
from stackproof.synthesis import environments, python_imports
from stackproof.synthesis.cdk.command import Entry
from stackproof.synthesis.cdk.execution import Harness, Plan, execute
from stackproof.synthesis.failures import ended
from stackproof.synthesis.pulumi import records
from stackproof.synthesis.pulumi.python_faults import explain
from stackproof.synthesis.pulumi.running import Ended, Execution, Telling, suppositions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from stackproof.graph.graph import Problem
    from stackproof.synthesis.cdk.execution import Ran, Stay
    from stackproof.synthesis.environments import Environment
    from stackproof.synthesis.model import Settings

_CHILD = Path(__file__).with_name("python")
_HINT = "Install it: pip install 'stackproof[pulumi]'"
_LEFT_OUT = frozenset(
    (
        ".git", ".hg", ".mypy_cache", ".nox", ".pytest_cache", ".ruff_cache", ".svn", ".tox", ".venv", "__pycache__",
        "node_modules", "venv",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Packages:
    """The packages that a project is read with.

    Attributes:
        asked: what it asks for, by package.
        versions: of those that matter, as they are.
        environment: one of stackproof's own with what the project pins; None for our own.
        problems: what is to be said of packages that the program imports and its requirements do not name.
    """

    asked: Mapping[str, str]
    versions: Mapping[str, str]
    environment: Environment | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def differing(self) -> list[tuple[str, str, str]]:
        """(package, what the project asks for, version) where the two disagree."""
        return list(environments.differing(self.asked, self.versions))


def packages(root: Path, settings: Settings) -> Packages:
    """What a project is read with: what is installed, or what it pins where the settings say so.

    Raises:
        MissingToolchain: pulumi or pulumi-aws is not installed, or an environment cannot be made.
    """
    asked = pins.read(root)
    here = environments.versions(Path(sysconfig.get_path("purelib")))
    beside = python_imports.further(root, asked) if settings.toolchain == "pinned" else python_imports.Further()
    if settings.toolchain == "pinned" and not _satisfied({**asked, **beside.requirements}, here):
        made = _pinned({"pulumi": "", "pulumi-aws": "", **asked}, beside.requirements)
        versions = environments.versions(made.site)
        return Packages(asked, _of_pulumi(versions), made, tuple(beside.problems(made.site, asked)))
    if "pulumi" not in here or "pulumi-aws" not in here:
        raise MissingToolchain("Pulumi for Python (pulumi, pulumi-aws) is not installed", hint=_HINT)
    return Packages(asked, _of_pulumi(here))


def _pinned(wanted: Mapping[str, str], further: Mapping[str, str]) -> Environment:
    """The environment with what a project names, as near to its pins as can be had.

    Raises:
        MissingToolchain: none of them can be made; it is told of the first.
    """
    of_pulumi = {name: one for name, one in wanted.items() if name.startswith("pulumi")}
    # What has no wheel, or comes from elsewhere, must not keep Pulumi from being what is pinned; and a version of a
    # provider that cannot be had any more must not keep the program from being read with a later one.
    sets = [wanted, of_pulumi, dict.fromkeys(wanted, ""), dict.fromkeys(of_pulumi, "")]
    # So must not what the program imports and its requirements do not name.
    return environments.first_of([one for each in sets for one in _with(each, further)])


def _with(wanted: Mapping[str, str], further: Mapping[str, str]) -> list[Mapping[str, str]]:
    return [{**wanted, **further}, wanted] if further else [wanted]


def _satisfied(asked: Mapping[str, str], here: Mapping[str, str]) -> bool:
    return all(name in here and environments.satisfies(here[name], wanted) for name, wanted in asked.items())


def _of_pulumi(versions: Mapping[str, str]) -> dict[str, str]:
    return {name: one for name, one in versions.items() if name == "pulumi" or name.startswith("pulumi-")}


def execution(
    root: Path, entry: str, told: Sequence[Telling], replace: tuple[str, str], settings: Settings
) -> Execution:
    """Runs the program once for each telling, in one process.

    Raises:
        MissingToolchain: see `packages`.
        SandboxUnavailable: see `stackproof.sandbox.start`.
        InputError: the project cannot be copied.
    """
    used = packages(root, settings)
    plans = [Plan(one.name, "always", one.environment, one.context()) for one in told]
    program = Entry("script", entry)
    with execute(root, program, plans, replace, suppositions(told[0]), harness(used), settings) as stay:
        found = Execution(dropped=stay.dropped, versions=dict(used.versions))
        found.problems = used.problems
        found.notes = (*stay.notes, *_notes(used))
        isolation = stay.outcome.isolation
        found.isolation = f"{isolation.mode}: {', '.join(isolation.features)}"
        found.seconds["program"] = stay.outcome.seconds
        for one in told:
            ran = stay.runs.get(one.name)
            if ran is not None or not found.runs:
                found.runs[one.name] = _ended(one.name, ran, stay, root, used)
    return found


def _notes(used: Packages) -> Iterator[str]:
    if used.environment is None:
        yield from environments.notes(used.asked, used.versions)
        return
    for name, asked, version in used.differing:
        yield f"the project pins {name} {asked.removeprefix('==')}, which cannot be had: read with {version}"


def harness(used: Packages | None = None) -> Harness:
    """How programs are run: with what is installed, unless other packages are given."""
    made = used.environment if used is not None else None
    shown = (_CHILD, *([made.folder] if made is not None else []))
    python = made.python if made is not None else None
    return Harness(_CHILD / "driver.py", shown, lambda _: _environment(), _LEFT_OUT, python)


def _environment() -> dict[str, str]:
    return {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0", "PULUMI_SKIP_UPDATE_CHECK": "true"}


def _ended(name: str, ran: Ran | None, stay: Stay, root: Path, used: Packages) -> Ended:
    whole = ran is not None and ran.status in ("ok", "failed")
    # What a program had recorded when it was ended from outside lies where it wrote it.
    told = records.read(stay.folder, f"{name if whole else 'assembly'}/records.jsonl", root)
    if ran is None:
        return Ended(name, told, ended(stay.outcome))
    failure = ran.failure
    fault = explain(failure, stay.outcome, root, used.asked, used.differing) if ran.status != "ok" else None
    by_placeholder = ran.details.get("placeholder") is True
    return Ended(name, told, fault, by_placeholder, ran.fallback, ran.seconds)
