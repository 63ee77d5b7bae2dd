"""Profiles: what a team is held to when its contract leaves it open, with the control that each rule and check serves.

A profile is a YAML file: one of `profiles/` here by its name, or a team's own by its path.

    version: 1
    profile: tap
    title: what it is for, in one line
    source: where its controls are written, and when that was read
    fail_on: high                                   # as in a contract
    policy: {destroyable: true}                     # what the contract leaves open
    rules:                                          # also those that are asked only where somebody asks for them
      - {rule: [TEST-PLACEHOLDER-001], control: H, severity: high}
    requirements:                                   # as in a contract; they are judged beside the contract's own
      - {id: TAP-L, text: Everything goes with its stack, source: L, expect: {check: lifecycle.destroyable}}
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from stackproof.contract.model import Contract
from stackproof.errors import InputError
from stackproof.rules.model import Policy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.contract.document import Node
    from stackproof.contract.model import Requirement
    from stackproof.rules.model import Severity

FOLDER = Path(__file__).with_name("profiles")
DEFAULT = "default"
_KEYS = ("version", "profile", "title", "source", "fail_on", "policy", "rules", "requirements")


@dataclass(frozen=True, slots=True)
class Listed:
    """A rule in a profile: an id of ours or of an oracle.

    Attributes:
        rule: its id.
        control: what it serves, in the words of the profile's source.
        severity: which its findings have under this profile; None leaves the rule's own.
    """

    rule: str
    control: str
    severity: Severity | None


@dataclass(frozen=True, slots=True)
class Profile:
    """One profile.

    Attributes:
        name: as it is asked for.
        title, source: for a reader.
        rules: by id.
        policy, fail_on: where the contract says nothing.
        requirements: judged beside the contract's.
    """

    name: str
    title: str
    source: str
    file: Path
    rules: dict[str, Listed]
    policy: Policy
    fail_on: Severity | None
    requirements: tuple[Requirement, ...]

    def over(self, contract: Contract | None) -> Contract:
        """What a project is judged by: its contract, and the profile for what that leaves open.

        Raises:
            InputError: both have a requirement of one id.
        """
        if contract is None:
            empty = Contract(file=self.file, system=self.name, policy=Policy(source=f"profile {self.name}"))
            return self.over(empty)
        own = {requirement.id for requirement in contract.requirements}
        for requirement in self.requirements:
            if requirement.id in own:
                known = f"the profile {self.name} has a requirement {requirement.id} as well"
                raise InputError(known, file=str(contract.file), hint="Give the contract's own another id")
        given, policy = contract.policy, self.policy
        source = given.source if given != Policy(source=given.source) else f"profile {self.name}"
        return replace(
            contract,
            policy=replace(
                given,
                destroyable=policy.destroyable if given.destroyable is None else given.destroyable,
                tags=given.tags or policy.tags,
                allowed_paths=given.allowed_paths or policy.allowed_paths,
                rules=given.rules | frozenset(self.rules),
                source=source,
            ),
            fail_on=contract.fail_on or self.fail_on,
            requirements=(*contract.requirements, *self.requirements),
        )

    def listed(self, *ids: str) -> Listed | None:
        """The first of these ids that the profile lists."""
        return next((self.rules[one] for one in ids if one in self.rules), None)


# Asked for by everybody who asks for none, who then need not wait for what reads the others.
_DEFAULT = Profile(
    name=DEFAULT,
    title="Every rule that holds for everybody, each with its own severity",
    source="https://docs.aws.amazon.com/wellarchitected/latest/framework/welcome.html, 2026-11-28",
    file=FOLDER / "default.yaml",
    rules={},
    policy=Policy(source="profile default"),
    fail_on=None,
    requirements=(),
)


def names() -> list[str]:
    """The profiles that come along."""
    return sorted([DEFAULT, *(file.stem for file in FOLDER.glob("*.yaml"))])


def find(name: str) -> Profile:
    """The profile of a name, or in a file.

    Raises:
        InputError: there is none, or it is no profile.
    """
    if name == DEFAULT:
        return _DEFAULT
    if name in names():
        return _of_name(name)
    file = Path(name)
    if file.suffix in (".yaml", ".yml"):
        return parse(file)
    from stackproof.contract.document import nearest

    raise InputError(f"there is no profile {name}", hint=nearest(name, [*names(), "the path of a YAML file"]))


@cache
def _of_name(name: str) -> Profile:
    return parse(FOLDER / f"{name}.yaml")


def parse(file: Path) -> Profile:
    """The profile in a file.

    Raises:
        InputError: it cannot be read or is no profile; with file, line and what to do.
    """
    from stackproof.contract.document import fault
    from stackproof.contract.fields import Fields
    from stackproof.contract.parse import policy_of, read_document, requirements_of, severity_of, version_of

    top = Fields(read_document(file), "a profile", _KEYS, ("version", "profile", "title", "source"))
    version_of(top)
    rules: dict[str, Listed] = {}
    for node in top.maps("rules"):
        for listed in _listed(node):
            if listed.rule in rules:
                raise fault(f"the profile lists {listed.rule} twice", node.at, "Name all of its controls in one place")
            rules[listed.rule] = listed
    policy, _ = policy_of(top, {})
    name = top.text("profile") or ""
    return Profile(
        name=name,
        title=top.text("title") or "",
        source=top.text("source") or "",
        file=file,
        rules=rules,
        policy=replace(policy, source=f"profile {name}"),
        fail_on=severity_of(top, "fail_on"),
        requirements=requirements_of(top),
    )


def _listed(node: Node) -> Iterator[Listed]:
    from stackproof.contract.fields import Fields
    from stackproof.contract.parse import severity_of

    fields = Fields(node, "a rule of a profile", ("rule", "control", "severity"), ("rule", "control"))
    control, severity = fields.text("control") or "", severity_of(fields, "severity")
    for rule in fields.texts("rule"):
        yield Listed(rule, control, severity)
