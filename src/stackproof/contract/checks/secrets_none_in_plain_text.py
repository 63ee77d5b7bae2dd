"""No secret stands in the template, in environment variables or in files of the project.

## What it proves
No property whose name says that it holds a secret (password, token, secret string, API key and the like) holds a
text that is known, whether written there or taken from a parameter's default; no environment variable holds one
either, nor a parameter marked as secret, nor a reference that CloudFormation resolves at deployment
(`{{resolve:secretsmanager:...}}`), since everybody who may read the function's configuration reads it there; no
value, output, or text file of the project looks like an access key of AWS, a private key, or a token of GitHub or
Slack.

## Parameters
None.

## Example
    expect: {check: secrets.none-in-plain-text}
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stackproof.contract.checks.model import all_known, check
from stackproof.contract.outcome import note, place, proven, undecided, violated
from stackproof.contract.verdict import Proof
from stackproof.graph.location import Location
from stackproof.graph.query import string, why
from stackproof.graph.truth import Truth
from stackproof.graph.values import Sensitive, Unknown, Value
from stackproof.project.files import matching, read_lossy
from stackproof.sources.plain_secrets import is_plain, leaves, literal, looks_like, name_of
from stackproof.sources.secrets import names_secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.contract.context import EvaluationContext
    from stackproof.contract.outcome import Outcome
    from stackproof.graph.resource import Resource

_RESOLVED = re.compile(r"\{\{resolve:(?:secretsmanager|ssm-secure):")
_TEXT_FILES = (
    ".cfg", ".env", ".ini", ".js", ".json", ".md", ".pem", ".properties", ".py", ".sh", ".template", ".tf", ".toml",
    ".ts", ".txt", ".yaml", ".yml",
)  # fmt: skip


@check()
def CHECK(context: EvaluationContext) -> Outcome:
    """Judges every value of the graph and every text file."""
    outcomes = [one for resource in context.graph.resources.values() for one in _resource(resource)]
    for output in context.graph.outputs:
        for what in looks_like(string(output.value) or ""):
            words = f"the output {output.name} looks like {what}"
            outcomes.append(violated(words, output.at, Proof(output.name, output.at, words)))
    outcomes.extend(_files(context))
    if not outcomes:
        number = len(context.graph.resources)
        outcomes.append(
            proven(Proof("", context.home, f"no secret in the properties of {number} resources, nor in files"))
        )
    return all_known(context, outcomes, "no secret")


def _resource(resource: Resource) -> Iterator[Outcome]:
    if resource.exists is Truth.NO:
        return
    for path, value in leaves(resource.properties, ()):
        yield from _leaf(resource, path, value)


def _leaf(resource: Resource, path: tuple[str, ...], value: Value) -> Iterator[Outcome]:
    shown = ".".join(path)
    known = string(value)
    written = known if known is not None else literal(value)
    for what in looks_like(written):
        yield _fault(resource, f"{shown} of {resource.address} looks like {what}", value)
    in_environment = "Environment" in path or "EnvironmentVariables" in path
    named = names_secret(name_of(path))
    if in_environment and (isinstance(value, Sensitive) or _RESOLVED.search(written)):
        yield _fault(resource, f"{shown} of {resource.address} puts a secret into an environment variable", value)
    elif named and is_plain(value, "token" in name_of(path).lower()):
        yield _fault(resource, f"{shown} of {resource.address} holds a secret in plain text", value)
    elif named and in_environment and isinstance(value, Unknown):
        at = place(resource, value)
        yield undecided(f"whether {shown} of {resource.address} holds a secret: {why(value)}", at)


def _fault(resource: Resource, words: str, value: Value) -> Outcome:
    at = place(resource, value)
    if resource.exists is not Truth.YES:
        return undecided(f"{words}, if it exists", at)
    return violated(words, at, note(resource, words, value))


def _files(context: EvaluationContext) -> Iterator[Outcome]:
    names = [*matching(context.root, "*"), *matching(context.root, ".env*")]
    for name in names:
        if not name.endswith(_TEXT_FILES) and not name.startswith(".env"):
            continue
        text = read_lossy(context.root, name)
        if text is None:
            yield undecided(f"{name} cannot be looked through: it is too large, or cannot be opened", Location(name))
            continue
        for number, line in enumerate(text.splitlines(), 1):
            for what in looks_like(line):
                words = f"{name} holds what looks like {what}"
                yield violated(words, Location(name, number), Proof("", Location(name, number), words))
