"""The pages of the profiles, made of the profiles themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.contract import profile as profiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from stackproof.contract.profile import Profile


def pages(title_of: Callable[[str], str]) -> dict[str, str]:
    """Every page in Markdown by its file name.

    Args:
        title_of: the title of one of our rules by its id; empty for an oracle's.
    """
    found = [profiles.find(name) for name in profiles.names()]
    lines = [
        "# Profiles",
        "",
        "What a team is held to where its contract leaves it open: `stackproof check --profile NAME`, or `profile:` in",
        "the contract ([how profiles work](../contract.md#profiles)). This page and those it links to are written by",
        "`scripts/generate_docs.py`.",
        "",
        "| profile | what it is for | rules | requirements |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| [{one.name}]({one.name}.md) | {one.title} | {len(one.rules) or 'all'} | {len(one.requirements)} |"
        for one in found
    ]
    return {"index.md": "\n".join([*lines, ""])} | {
        f"{one.name}.md": "\n".join([*_page(one, title_of), ""]) for one in found
    }


def _page(profile: Profile, title_of: Callable[[str], str]) -> Iterator[str]:
    yield f"# {profile.name}: {profile.title}"
    yield ""
    yield f"Source: {profile.source}."
    yield ""
    yield f"Findings block from {profile.fail_on or 'high'} on, unless the contract says otherwise."
    if profile.policy.destroyable is not None:
        yield f"Deletion: {'everything goes with its stack' if profile.policy.destroyable else 'data is protected'}."
    if profile.policy.allowed_paths:
        yield f"Files may lie in: {', '.join(f'`{path}`' for path in profile.policy.allowed_paths)}."
    if not profile.rules:
        yield ""
        yield "It lists no rules: each has its own severity, and those that are asked on request alone are not asked."
    else:
        yield ""
        yield "| control | rule | what is wrong | severity here |"
        yield "|---|---|---|---|"
        for listed in sorted(profile.rules.values(), key=lambda one: (one.control, one.rule)):
            title = title_of(listed.rule)
            name = f"[{listed.rule}](../rules/{listed.rule}.md)" if title else f"{listed.rule} (checkov)"
            yield f"| {listed.control} | {name} | {title} | {listed.severity or 'its own'} |"
    if profile.requirements:
        yield ""
        yield "| control | requirement | what has to hold | checks |"
        yield "|---|---|---|---|"
        for one in profile.requirements:
            checks = ", ".join(f"[{name}](../checks/{name}.md)" for name in _checks(one.expect))
            yield f"| {one.source} | {one.id} | {one.text} | {checks} |"


def _checks(expectations: tuple[object, ...]) -> Iterator[str]:
    for one in expectations:
        name = getattr(one, "check", None)
        if isinstance(name, str):
            yield name
