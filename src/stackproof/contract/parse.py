"""Reads `stackproof.yaml`: strictly, with the place of every fault."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.contract.document import MAX_BYTES, fault, nearest, read, stored
from stackproof.contract.fields import Fields, scalar_of, text_of
from stackproof.contract.model import (
    Contract,
    Objectives,
    Requirement,
    StoreObjective,
    Suppress,
    Waiver,
)
from stackproof.contract.parse_expectation import parse_expectations
from stackproof.errors import InputError
from stackproof.rules.model import SEVERITIES, Policy
from stackproof.synthesis.model import Setting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from stackproof.contract.document import Node
    from stackproof.rules.model import Severity

_KEYS = (
    "version", "system", "parameters", "regions", "objectives", "policy", "profile", "suppress", "fail_on",
    "requirements",
)  # fmt: skip
_CHANNELS = ("env", "context", "config", "variable", "parameter")
_REQUIREMENT = ("id", "text", "source", "expect", "infeasible", "waived")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def load(file: Path) -> Contract:
    """The contract in a file.

    Raises:
        InputError: the file cannot be read or is no contract; with file, line, column and what to do.
    """
    return _contract(read_document(file), file)


def read_document(file: Path) -> Node:
    """The document in a file of ours, with places.

    Raises:
        InputError: the file cannot be read, is too large or is no YAML as we take it.
    """
    shown = _shown(file)
    try:
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"the contract cannot be read: {error.strerror}", file=shown) from error
    if len(data) > MAX_BYTES:
        raise InputError(f"the contract is larger than {MAX_BYTES:,} bytes", file=shown)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError("the contract is not UTF-8", file=shown, line=line) from error
    return read(text, shown)


def _shown(file: Path) -> str:
    try:
        return file.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(file)


def parse(text: str, file: Path) -> Contract:
    """The contract in a text; places are given in `file`.

    Raises:
        InputError: the text is no contract.
    """
    return _contract(read(text, _shown(file)), file)


def _contract(document: Node, file: Path) -> Contract:
    top = Fields(document, "a contract", _KEYS, ("version", "system", "requirements"))
    version_of(top)
    settings = _settings(top)
    policy, suffix = policy_of(top, settings)
    requirements = requirements_of(top)
    return Contract(
        file=file,
        system=top.text("system") or "",
        settings=settings,
        regions=_regions(top),
        objectives=_objectives(top),
        policy=policy,
        suffix_setting=suffix,
        profile=top.text("profile"),
        fail_on=severity_of(top, "fail_on"),
        suppress=tuple(_suppress(node) for node in top.maps("suppress")),
        requirements=requirements,
    )


def version_of(top: Fields) -> None:
    """Raises InputError where the version is none that is read here."""
    node = top.get("version")
    if node is not None and (node.data != 1 or isinstance(node.data, bool)):
        raise fault(f"version {node.raw or node.shape} is not known", node.at, "This stackproof reads version: 1")


def _settings(top: Fields) -> dict[str, Setting]:
    node = top.get("parameters")
    if node is None:
        return {}
    if node.kind != "map":
        raise fault(f"parameters has to be a mapping, and this is {node.shape}", node.at)
    return {name: _setting(name, given) for name, given in node.entries.items()}


def _setting(name: str, node: Node) -> Setting:
    if node.kind != "map":
        return Setting(name, scalar_of(node, f"the value of the parameter {name}"))
    fields = Fields(node, f"the parameter {name}", ("value", *_CHANNELS), ("value",))
    value = scalar_of(node.entries["value"], f"the value of the parameter {name}")
    channels = {channel: fields.text(channel) for channel in _CHANNELS}
    return Setting(name, value, **channels)


def _regions(top: Fields) -> dict[str, str]:
    node = top.get("regions")
    if node is None:
        return {}
    if node.kind != "map":
        raise fault(f"regions has to be a mapping of roles to regions, and this is {node.shape}", node.at)
    regions = {}
    for role, given in node.entries.items():
        region = text_of(given, f"the region {role}")
        if not re.fullmatch(r"[a-z]{2,4}(-[a-z]+)+-\d", region):
            raise fault(f"{region} is not the name of a region", given.at, "Write it as in us-east-1")
        regions[role] = region
    return regions


def _objectives(top: Fields) -> Objectives:
    node = top.get("objectives")
    if node is None:
        return Objectives()
    fields = Fields(node, "objectives", ("rto", "rpo", "stores"))
    stores = fields.get("stores")
    if stores is not None and stores.kind != "map":
        raise fault(f"stores has to be a mapping of stores to objectives, and this is {stores.shape}", stores.at)
    found = [_store(name, given) for name, given in stores.entries.items()] if stores else []
    return Objectives(fields.seconds("rto"), fields.seconds("rpo"), tuple(found))


def _store(name: str, node: Node) -> StoreObjective:
    fields = Fields(node, f"the objective of {name}", ("rto", "rpo", "reason"), ("reason",))
    if "rto" not in fields and "rpo" not in fields:
        raise fault(f"the objective of {name} has neither rto nor rpo", node.at)
    return StoreObjective(
        name, fields.text("reason") or "", stored(node.at), fields.seconds("rto"), fields.seconds("rpo")
    )


def policy_of(top: Fields, settings: Mapping[str, Setting]) -> tuple[Policy, str | None]:
    """The policy, and the name of the setting that carries the suffix."""
    node = top.get("policy")
    if node is None:
        return Policy(), None
    fields = Fields(node, "policy", ("destroyable", "suffix", "tags", "allowed_paths"))
    suffix = fields.text("suffix")
    if suffix is not None and suffix not in settings:
        at = node.entries["suffix"].at
        raise fault(f"suffix names the parameter {suffix}, which is not in parameters", at, nearest(suffix, settings))
    source = f"{stored(node.at).file}:{top.place('policy').line}"
    policy = Policy(
        destroyable=fields.boolean("destroyable"),
        suffix=settings[suffix].value if suffix else None,
        tags=fields.texts("tags"),
        allowed_paths=fields.texts("allowed_paths"),
        source=source,
    )
    return policy, suffix


def severity_of(fields: Fields, key: str) -> Severity | None:
    """A severity; None where there is no such key."""
    node = fields.get(key)
    if node is None:
        return None
    text = text_of(node, key)
    for severity in SEVERITIES:
        if severity == text:
            return severity
    raise fault(f"{text} is not a severity", node.at, nearest(text, SEVERITIES))


def _suppress(node: Node) -> Suppress:
    fields = Fields(node, "a suppression", ("rule", "address", "reason"), ("rule", "reason"))
    return Suppress(
        fields.text("rule") or "", fields.text("address") or "*", fields.text("reason") or "", stored(node.at)
    )


def requirements_of(top: Fields) -> tuple[Requirement, ...]:
    """The requirements, in order."""
    found: dict[str, Requirement] = {}
    for node in top.maps("requirements"):
        requirement = _requirement(node)
        if requirement.id in found:
            first = found[requirement.id].at.line
            at = node.entries["id"].at
            raise fault(f"the requirement {requirement.id} stands here twice", at, f"The first one is in line {first}")
        found[requirement.id] = requirement
    return tuple(found.values())


def _requirement(node: Node) -> Requirement:
    fields = Fields(node, "a requirement", _REQUIREMENT, ("id", "text"))
    identifier = scalar_of(node.entries["id"], "id of a requirement")
    if not _ID.fullmatch(identifier):
        hint = "Use letters, digits, dots, hyphens and underscores, at most 64"
        raise fault(f"{identifier!r} is no id of a requirement", node.entries["id"].at, hint)
    expect = fields.get("expect")
    infeasible = fields.text("infeasible")
    waived = _waiver(fields.get("waived"))
    if expect is None and infeasible is None:
        hint = "Say what is expected, or why it is infeasible"
        raise fault(f"the requirement {identifier} expects nothing", node.at, hint)
    return Requirement(
        id=identifier,
        text=fields.text("text") or "",
        source=fields.text("source") or "",
        expect=parse_expectations(expect) if expect is not None else (),
        at=stored(node.at),
        infeasible=infeasible,
        waived=waived,
    )


def _waiver(node: Node | None) -> Waiver | None:
    if node is None:
        return None
    fields = Fields(node, "a waiver", ("reason", "by"), ("reason", "by"))
    return Waiver(fields.text("reason") or "", fields.text("by") or "")
