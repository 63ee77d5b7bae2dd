"""Runs a Pulumi program in TypeScript or JavaScript."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.graph.graph import Problem
from stackproof.graph.location import NOWHERE, Location
from stackproof.sandbox import Mount, read_output
from stackproof.synthesis.failures import Fault
from stackproof.synthesis.node import faults, installing, packages, runner, toolchain
from stackproof.synthesis.node.command import NodeEntry
from stackproof.synthesis.pulumi import records
from stackproof.synthesis.pulumi.running import Ended, Execution, Telling, suppositions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from stackproof.synthesis.model import Settings

_CHILD = Path(__file__).with_name("node")
_WANTED = ("@pulumi/pulumi",)
_SHOWN = ("@pulumi/pulumi", "@pulumi/aws", "@pulumi/awsx", "@pulumi/aws-native")
_MISSING_KEY = re.compile(r"Missing required configuration variable '([^']{1,200})'")
_REGION = re.compile(r"\b(?:AWS|AWS_DEFAULT)_REGION\b|\bAWS region\b")
_MAX_SOURCE_BYTES = 2 << 20
_EXPORT = re.compile(
    r"^\s*export\s+(?:const|let|var|function|async function)\s+(\w+)|^\s*exports\.(\w+)\s*=", re.MULTILINE
)


def execution(root: Path, entry: str, told: Sequence[Telling], settings: Settings) -> Execution:
    """Runs the program once for each telling, each time in a process of its own.

    Raises:
        MissingToolchain: node or npm is not installed, or the project's packages cannot be installed.
        SandboxUnavailable: see `stackproof.sandbox.run`.
        InputError: package.json cannot be used, or the project cannot be copied.
    """
    tools = toolchain.find()
    try:
        found = packages.find(root, _WANTED, "pulumi")
    except installing.NoSuchVersion as error:
        fault = Fault("failed", Problem("error", error.message, NOWHERE))
        return Execution({told[0].name: Ended(told[0].name, records.Records(), fault)})
    result = Execution()
    with runner.stay(root, found, tools, timeout=settings.timeout, allow_weak=settings.allow_weak_sandbox) as stay:
        result.dropped = stay.dropped
        supposed = suppositions(told[0])
        given: dict[str, str] = {}
        for one in told:
            ended = _run(stay, entry, one, given, supposed)
            if one is told[0] and _lacks_region(ended) and not one.region:
                given = supposed
                ended = _run(stay, entry, one, given, supposed)
                ended.fallback = True
            result.runs[one.name] = ended
            _add_exports(ended.records, root, entry)
        result.versions, result.notes = _versions(stay.packages) | tools.versions, stay.packages.notes
        result.problems = tuple(stay.undeclared)
        outcomes = [ran.outcome for ran in stay.runs.values()]
        isolation = outcomes[0].isolation
        result.isolation = f"{isolation.mode}: {', '.join(isolation.features)}"
        result.seconds["program"] = sum(outcome.seconds for outcome in outcomes)
    return result


def _versions(found: packages.Packages) -> dict[str, str]:
    """Of Pulumi's own packages, as far as they are installed."""
    versions = dict(found.versions)
    for name in _SHOWN:
        try:
            data = json.loads((found.folder / name / "package.json").read_bytes()[:_MAX_SOURCE_BYTES])
        except (OSError, ValueError, RecursionError):
            continue
        if isinstance(data, dict) and isinstance(data.get("version"), str):
            versions.setdefault(name, data["version"][:60])
    return versions


def _lacks_region(ended: Ended) -> bool:
    return ended.fault is not None and _REGION.search(ended.fault.problem.message) is not None


def _run(stay: runner.Stay, entry: str, told: Telling, given: dict[str, str], supposed: dict[str, str]) -> Ended:
    name = f"{told.name}_supposed" if given else told.name
    written = f"{name}.records.jsonl"
    job = {**told.context(), "records": str(stay.work / written), "supposed": supposed}
    file = stay.put(f"{name}.pulumi.json", json.dumps(job))
    ran = stay.run(
        NodeEntry(str(_CHILD / "driver.cjs"), (entry,)),
        name,
        {**given, **told.environment, "STACKPROOF_PULUMI": str(file)},
        mounts=[Mount(_CHILD)],
    )
    recorded = records.read(stay.work, written, stay.root)
    fault = faults.explain(ran, stay)
    missing = _MISSING_KEY.search(ran.failure.message) if ran.failure is not None else None
    if fault is not None and missing is not None:
        key = missing.group(1)
        message = f"the program needs the configuration {key}, which has no value: give it with --set {key}=VALUE"
        fault = Fault("failed", Problem("error", message, fault.problem.at))
    return Ended(told.name, recorded, fault, recorded.by_placeholder, recorded.supposed, ran.outcome.seconds)


def _add_exports(recorded: records.Records, root: Path, entry: str) -> None:
    """The lines of the program's exports: a module does not tell them."""
    try:
        text = read_output(root, entry, max_bytes=_MAX_SOURCE_BYTES).decode("utf-8", "replace")
    except InputError:
        return
    for match in _EXPORT.finditer(text):
        name = match.group(1) or match.group(2)
        if name in recorded.outputs:
            line = text.count("\n", 0, match.start(1) if match.group(1) else match.start(2)) + 1
            recorded.exports.setdefault(name, Location(entry, line))
