"""No password is one that everybody knows, and none is in an environment variable.

## What it does
Reports a known text where AWS takes a password, when it is a placeholder or one of those that are tried first
(`changeme`, `password123`), and an environment variable of a function, container or build whose name says that it holds
a password, key or token, with a text that is known. The text itself is never shown.

## Why is this bad
A placeholder that is deployed is the password. Environment variables are shown to everybody who may read the
function's or the task's configuration.

## How to mend
Let AWS make the password: `ManageMasterUserPassword`, `GenerateSecretString`. Give the function the name of the secret
and let it read the secret; give containers their secrets with `Secrets`.

## References
- [Securing environment variables](https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html)
- [Sensitive data in containers](https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from stackproof.rules.model import EVERY_TYPE, Answer, Context, Fault, Impacts, rule
from stackproof.sources.passwords import written_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stackproof.graph.resource import Resource


@rule(
    id="SECRET-PLAIN-002",
    title="Password that everybody knows, or secret in an environment variable",
    severity="high",
    blocks="none",
    category="security",
    types=EVERY_TYPE,
    root_cause="A placeholder was left in the code, or a secret was passed by the environment.",
    fix="Let AWS generate the secret and hand on its name.",
    impacts=Impacts(security="The password is guessed, or read in the configuration."),
    effort=30,
    reference="https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html",
)
def check(resource: Resource, context: Context) -> Iterator[Answer]:
    """Placeholders in secrets that are filled by hand are left alone: they are no password of anything."""
    for one in written_in(resource, context.graph):
        if one.assumed:
            continue
        if one.kind == "password" and one.placeholder:
            message = f"{one.shown} of {resource.address} is a password that everybody knows, in plain text"
            yield Fault(message, one.value.at, ("the text is not shown",))
        elif one.kind == "variable" and not one.placeholder:
            message = f"{one.shown} of {resource.address} holds a secret in plain text in an environment variable"
            yield Fault(message, one.value.at, ("the text is not shown",))
