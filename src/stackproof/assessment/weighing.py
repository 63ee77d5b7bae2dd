"""What a profile makes of findings: the control that each bears on, and how much it weighs for those it is for."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from stackproof.errors import InputError
from stackproof.rules import registry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from stackproof.assessment.model import Finding
    from stackproof.contract.profile import Profile
    from stackproof.rules.model import Rule

_OF_AN_ORACLE = re.compile(r"CKV2?_[A-Z]+_\d+|[EFWI]\d{4}")


def under(profile: Profile, findings: Iterable[Finding], rules: Iterable[Rule]) -> list[Finding]:
    """The findings with the controls and severities of a profile.

    Raises:
        InputError: the profile lists a rule that is not there.
    """
    aliases = {rule.id: rule.aliases for rule in rules}
    _known(profile)
    return [_under(profile, finding, aliases.get(finding.rule, ())) for finding in findings]


def _under(profile: Profile, finding: Finding, aliases: tuple[str, ...]) -> Finding:
    # Others that report the same are shown with the oracle's name before the id.
    reported = (also.rpartition(" ")[2] for also in finding.also)
    listed = profile.listed(finding.rule, *aliases, *reported)
    if listed is None:
        return finding
    return replace(
        finding, severity=listed.severity or finding.severity, controls=(f"{profile.name} {listed.control}",)
    )


def _known(profile: Profile) -> None:
    if not profile.rules:
        return
    from stackproof.contract.document import nearest

    names = registry.names()
    for rule in profile.rules:
        if rule not in names and not _OF_AN_ORACLE.fullmatch(rule):
            message = f"the profile {profile.name} lists a rule {rule}, which is not there"
            raise InputError(message, file=profile.file.name, hint=nearest(rule, names))
